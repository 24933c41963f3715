from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Locale, Page
from wagtail_localize.fields import SynchronizedField

from core.attribution import asked_source, key_named
from core.forms import AmountField
from core.generation import remember
from core.models import OrganisationSettings
from donations.forms.giving import DonationForm
from ledger.services.funds import open_funds
from payments.defence.admission import payments_are_closed
from payments.defence.refusals import refuse
from payments.exceptions import PaymentsClosedError

from .amounts import parse_amounts, validate_suggested_amounts
from .campaigns import running_campaign

# Below this a card payment costs more than it brings.
DEFAULT_MINIMUM = 200


class GivePageForm(WagtailAdminPageForm):
    minimum_amount = AmountField(
        label=_("Smallest gift"), help_text=_("Smaller amounts are refused with a kind word.")
    )


class GivePage(Page):
    """Where people give: one in each language, always at /donate/."""

    introduction = models.TextField(
        _("introduction"), blank=True, help_text=_("One sentence under the title.")
    )
    reason = models.TextField(
        _("why gifts without conditions matter"),
        blank=True,
        help_text=_("Two sentences beside the form."),
    )
    suggested_amounts = models.CharField(
        _("suggested amounts"),
        max_length=100,
        default="25 50 100 250",
        validators=[validate_suggested_amounts],
        help_text=_("Three or four amounts with spaces between them, such as 25 50 100 250."),
    )
    minimum_amount = models.BigIntegerField(_("smallest gift"), default=DEFAULT_MINIMUM)
    after_text = RichTextField(
        _("text below the form"),
        blank=True,
        features=["bold", "italic", "link", "ul"],
        help_text=_("Other ways to give, questions people ask."),
    )

    base_form_class = GivePageForm
    page_description = _("Where people give: one in each language, always at /donate/.")
    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("reason"),
        MultiFieldPanel(
            [FieldPanel("suggested_amounts"), FieldPanel("minimum_amount")], heading=_("Amounts")
        ),
        FieldPanel("after_text"),
    ]
    # No slug here: other programs rely on the address /donate/.
    promote_panels = [
        MultiFieldPanel(
            [FieldPanel("seo_title"), FieldPanel("search_description")],
            heading=_("For search engines"),
        ),
        MultiFieldPanel([FieldPanel("show_in_menus")], heading=_("For site menus")),
    ]
    # Money rules are the same in every language.
    override_translatable_fields = [
        SynchronizedField("slug"),
        SynchronizedField("suggested_amounts", overridable=False),
        SynchronizedField("minimum_amount", overridable=False),
    ]
    template = "donations/give_page.html"
    parent_page_types = ["core.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("give page")
        verbose_name_plural = _("give pages")

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self._keep_address()
        super().full_clean(*args, **kwargs)

    def minimal_clean(self) -> None:
        self._keep_address()
        super().minimal_clean()

    def _keep_address(self) -> None:
        """Without this Wagtail would make the address from the title."""
        page: Any = self
        page.slug = page.slug or "donate"

    @classmethod
    def in_active_language(cls) -> "GivePage | None":
        """The live page in the visitor's language, else in the default one; requests remember it,
        so that refusing a stranger's thousandth form costs next to nothing."""
        return remember(f"give page {get_language()}", cls._in_active_language)

    @classmethod
    def _in_active_language(cls) -> "GivePage | None":
        pages = {page.locale_id: page for page in cls.objects.live()}
        active = pages.get(Locale.get_active().pk)
        return active or pages.get(Locale.get_default().pk)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form; a kind page while giving is closed."""
        if payments_are_closed(request) and not getattr(request, "is_preview", False):
            return refuse(request, PaymentsClosedError())
        response: HttpResponse = super().serve(request, *args, **kwargs)
        return response

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The form, filled in as a link asks for it (`?amount=40&fund=general`). Nonsense in the
        link is ignored: it is not something that the visitor typed."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        # Loaded through the request, so that base.html finds it there and asks no second time.
        context["organisation"] = OrganisationSettings.load(request_or_site=request)
        context["form"] = kwargs.get("form") or self.blank_form(request)
        return context

    def structured_data(self, address: str) -> dict[str, Any]:
        """A page on which one can give."""
        return {
            "potentialAction": {
                "@type": "DonateAction",
                "name": self.title,
                "target": address,
                "recipient": {"@id": f"{settings.BASE_URL}/#organisation"},
            }
        }

    def blank_form(self, request: HttpRequest) -> DonationForm:
        form = self.make_form(request)
        form.prefill(request.GET)
        form.initial["source"] = asked_source(request) or ""
        return form

    def make_form(self, request: HttpRequest, data: Any = None) -> DonationForm:
        """With the amounts, the fund and the thanks of the campaign whose link led here, if any."""
        organisation = OrganisationSettings.load(request_or_site=request)
        campaign = running_campaign(_source_of(request))
        asked = campaign or self
        return DonationForm(
            data,
            currency=organisation.currency,
            amounts=parse_amounts(asked.suggested_amounts, organisation.currency),
            funds=open_funds(),
            offers_fee_cover=organisation.has_card_fee,
            campaign=campaign,
        )


def _source_of(request: HttpRequest) -> int | None:
    if request.method == "POST":
        return key_named(request.POST.get("source", ""))
    return asked_source(request)
