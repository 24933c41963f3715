"""The demo content as a whole. Safe to repeat: what is there stays as staff have left it."""

from django.db import transaction

from . import home, organisation, people
from .campaigns import campaign_pages
from .groups import group_pages
from .library import make_picture_sizes, store_pictures, store_recordings
from .pages import INDEXES, PLAIN_PAGES
from .progress import quiet_logs
from .soaps import soap_pages, stock_shelf
from .stories import stories_of
from .tree import LANGUAGES, Tree


def load(*, size: str = "small") -> None:
    """Store pictures and recordings; then, in one transaction, write organisation, funds, shipping,
    people with their consents, soaps with stock, and all pages; then make the home page's picture
    sizes.
    """
    with quiet_logs():
        pictures = store_pictures()
        recordings = store_recordings()
        with transaction.atomic():
            organisation.introduce_organisation()
            organisation.open_funds()
            organisation.set_shipping()
            groups = people.meet_groups()
            women = people.meet_people(groups)
            products = stock_shelf(groups)

            homes, homes_are_new = home.find_or_make_homes()
            tree = Tree(homes=homes, pictures=pictures, recordings=recordings)
            tree.plant(
                [
                    *INDEXES,
                    *PLAIN_PAGES,
                    *(story.page(groups=groups, people=women) for story in stories_of(size)),
                    *group_pages(groups),
                    *soap_pages(products),
                    *campaign_pages(groups),
                ]
            )
            if homes_are_new:
                for language in LANGUAGES:
                    tree.fill(home.HOME, language)
        make_picture_sizes(of=home.PICTURES, label="First page")


def make_remaining_picture_sizes() -> None:
    """What takes longest, and the site works without: pages make what they miss themselves."""
    with quiet_logs():
        make_picture_sizes()
