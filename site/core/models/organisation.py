from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from core.generation import remember
from core.languages import further_languages, in_language, with_translations


def validate_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(_("Choose a time zone such as America/New_York."))


class OrganisationForm(WagtailAdminModelForm):
    def clean(self) -> dict[str, Any]:
        """Note when payments were closed; the attention list says it. Lines end as documents expect
        it, not as browsers send them."""
        cleaned: dict[str, Any] = {
            name: value.replace("\r\n", "\n") if isinstance(value, str) else value
            for name, value in super().clean().items()
        }
        if "payments_are_closed" in self.changed_data:
            closed = cleaned["payments_are_closed"]
            self.instance.payments_closed_at = timezone.now() if closed else None
        return cleaned


_read_once: ContextVar["list[OrganisationSettings] | None"] = ContextVar(
    "organisation", default=None
)


@register_setting(icon="home", order=0)
class OrganisationSettings(BaseGenericSetting):
    """Who we are on receipts, mails and pages. A receipt freezes these when it is issued."""

    name = models.CharField(
        _("name"),
        max_length=100,
        default="Mali Health",
        help_text=_("As people call us: on pages, in mails, on shared links."),
    )
    legal_name = models.CharField(
        _("legal name"),
        max_length=200,
        default="Mali Health Organizing Project",
        help_text=_("As registered; on receipts, and whom a giver gives to."),
    )
    ein = models.CharField(
        _("EIN"), max_length=20, blank=True, help_text=_("Printed on every gift receipt.")
    )
    address = models.TextField(
        _("address"), blank=True, help_text=_("The legal address, as printed on receipts.")
    )
    field_address = models.TextField(
        _("address in Mali"), blank=True, help_text=_("Stands at the foot of every page.")
    )
    email = models.EmailField(_("e-mail"), blank=True, help_text=_("Where supporters can write."))
    time_zone = models.CharField(
        _("time zone"),
        max_length=50,
        default="America/New_York",
        validators=[validate_time_zone],
        help_text=_("Decides the date, and so the year, of every gift."),
    )
    currency = models.CharField(
        _("currency"), max_length=3, default="USD", help_text=_("Three letters, such as USD.")
    )
    card_fee_share = models.PositiveSmallIntegerField(
        _("card fee, share"),
        default=290,
        validators=[MaxValueValidator(2000)],
        help_text=_(
            "In hundredths of a percent: 290 means 2.9 %. Givers may add it to their gift."
        ),
    )
    card_fee_fixed = models.PositiveSmallIntegerField(
        _("card fee, fixed part"),
        default=30,
        help_text=_("In cents, for each payment. With 0 for both nobody is asked to add the fee."),
    )
    books_closed_on = models.DateField(
        _("books closed up to"),
        null=True,
        blank=True,
        help_text=_(
            "Up to this day no gift by cheque, transfer or cash can be entered, and nothing about "
            "a fund can be recorded: no spending, no release, no transfer, no gift moved to "
            "another fund."
        ),
    )
    two_people_post = models.BooleanField(
        _("batches of gifts need two people"),
        default=True,
        help_text=_("Whoever entered a batch of gifts does not post it; somebody else looks."),
    )
    thanks_from = models.PositiveIntegerField(
        _("thank personally from"),
        default=25000,
        help_text=_(
            "In cents: 25000 is 250 dollars. A gift of that much, and every first gift, waits on "
            "the list of gifts to thank for until somebody has. With 0 only first gifts do."
        ),
    )
    bank_details = models.TextField(
        _("bank details for transfers"),
        blank=True,
        help_text=_(
            "One a line, such as “IBAN: …”. Shown to those who want to give by bank transfer; "
            "while this is empty, nobody is offered that."
        ),
    )
    bank_details_translated = models.JSONField(default=dict, blank=True, editable=False)
    signatory_name = models.CharField(
        _("receipts signed by"),
        max_length=100,
        blank=True,
        help_text=_("Printed below each receipt and letter."),
    )
    signatory_title = models.CharField(
        _("title of the signatory"),
        max_length=100,
        blank=True,
        help_text=_("Such as “Executive Director”."),
    )
    disclosure = models.TextField(
        _("solicitation disclosure"),
        blank=True,
        help_text=_("Wording that states require; shown on the give page and on receipts."),
    )

    disclosures = models.JSONField(default=dict, blank=True, editable=False)  # {"fr": "…"}
    payments_are_closed = models.BooleanField(
        _("close giving and buying"),
        default=False,
        help_text=_(
            "Stops every new payment at once, with a kind page. For an attack, or when something "
            "about money is wrong. Payments already begun can still be finished."
        ),
    )
    payments_closed_at = models.DateTimeField(null=True, editable=False)

    base_form_class = with_translations(
        with_translations(
            OrganisationForm,
            text="bank_details",
            column="bank_details_translated",
            label=_("Bank details for transfers"),
            widget=forms.Textarea(attrs={"rows": 4}),
        ),
        text="disclosure",
        column="disclosures",
        label=_("Solicitation disclosure"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    panels = [
        MultiFieldPanel([FieldPanel("payments_are_closed")], heading=_("In an emergency")),
        MultiFieldPanel(
            [FieldPanel("name"), FieldPanel("legal_name"), FieldPanel("ein")], heading=_("Identity")
        ),
        MultiFieldPanel(
            [FieldPanel("address"), FieldPanel("field_address"), FieldPanel("email")],
            heading=_("Addresses"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("currency"),
                FieldPanel("time_zone"),
                FieldPanel("books_closed_on"),
                FieldPanel("card_fee_share"),
                FieldPanel("card_fee_fixed"),
            ],
            heading=_("Money and dates"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("bank_details"),
                *(FieldPanel(f"bank_details_{code}") for code, _name in further_languages()),
                FieldPanel("two_people_post"),
            ],
            heading=_("Gifts without a card"),
        ),
        MultiFieldPanel([FieldPanel("thanks_from")], heading=_("Thanks")),
        MultiFieldPanel(
            [
                FieldPanel("signatory_name"),
                FieldPanel("signatory_title"),
                FieldPanel("disclosure"),
                *(FieldPanel(f"disclosure_{code}") for code, _name in further_languages()),
            ],
            heading=_("Receipts"),
        ),
    ]

    class Meta:
        verbose_name = _("organisation")

    def disclosure_in(self, language: str) -> tuple[str, str]:
        """The disclosure for readers of that language, and the language that it is in."""
        return in_language(self.disclosure, self.disclosures, language)

    @property
    def local_disclosure(self) -> dict[str, str]:
        """The disclosure for the reader of this page, with its language."""
        text, language = self.disclosure_in(get_language() or "")
        return {"text": text, "language": language}

    @property
    def has_card_fee(self) -> bool:
        """Whether givers can be asked to add what the payment service keeps."""
        return bool(self.card_fee_share or self.card_fee_fixed)

    @classmethod
    def _get_or_create(cls) -> "OrganisationSettings":
        """Reading writes nothing. A migration made the row; without it the defaults hold. Every
        page prints it, so requests remember it."""
        return remember("organisation", lambda: cls.base_queryset().first() or cls())

    @classmethod
    def load(cls, request_or_site: Any = None) -> "OrganisationSettings":
        """The one row. Who asks with a request gets the same as whoever asked with it before."""
        box = _read_once.get()
        if box:
            return box[0]
        found: OrganisationSettings = super().load(request_or_site)
        if box is not None:
            box.append(found)
        return found

    @staticmethod
    @contextmanager
    def read_once() -> Iterator[None]:
        """Whatever asks for the row within this block gets the same: a payment that arrives needs
        it for its day, its entry, its receipt and its mail."""
        mark = _read_once.set([])
        try:
            yield
        finally:
            _read_once.reset(mark)

    @classmethod
    def own_first(cls, currencies: Iterable[str]) -> list[str]:
        """In the order in which people want to read them: ours, then the others."""
        own = cls.load().currency
        return sorted(set(currencies), key=lambda currency: (currency != own, currency))

    @property
    def bank_lines(self) -> list[str]:
        """What somebody needs who gives by bank transfer, for the reader of this page; empty when
        that is not offered."""
        return self.bank_lines_in(get_language() or "")

    def bank_lines_in(self, language: str) -> list[str]:
        if not self.bank_details.strip():
            return []
        text, _language = in_language(self.bank_details, self.bank_details_translated, language)
        return [line.strip() for line in text.splitlines() if line.strip()]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def day_of(self, moment: datetime) -> date:
        """The day that it was here. Whatever has a day has it from here, once, and keeps it."""
        return moment.astimezone(self.zone).date()

    @classmethod
    def today(cls) -> date:
        """The day it is in the organisation's zone."""
        return timezone.localdate(timezone=cls.load().zone)

    @classmethod
    def noon_of(cls, day: date) -> datetime:
        """When to book what happened on a day: far from midnight, so that it stays that day."""
        return datetime.combine(day, time(12), tzinfo=cls.load().zone)
