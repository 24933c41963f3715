from wagtail.models import Page


class HomePage(Page):
    """The front page."""


class StandardPage(Page):
    """A plain page: mission, values, an interview."""
