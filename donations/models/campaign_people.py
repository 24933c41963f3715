from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable

from stories.models import Person


class CampaignPerson(Orderable):
    """One of the people a campaign names or shows."""

    page = ParentalKey(
        "donations.CampaignPage", on_delete=models.CASCADE, related_name="campaign_people"
    )
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("person"),
        help_text=_("Everyone who is named or seen. Enter her under Stories → People first."),
    )
    in_pictures = models.BooleanField(
        _("shown in pictures"),
        default=True,
        help_text=_("Untick only if no picture on the page shows her. Then words alone suffice."),
    )

    panels = [FieldPanel("person"), FieldPanel("in_pictures")]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["page", "person"], name="campaign_names_a_person_once")
        ]
