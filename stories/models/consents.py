import datetime as dt
from typing import Any, NoReturn, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.fields import NoFutureDateValidator

from core.dates import date_format
from stories.enums import ConsentStatus, GivenHow, Language
from stories.exceptions import ConsentKeptError

from .groups import WomensGroup
from .people import Person


def today() -> dt.date:
    """The date in Bamako, where consent is given and taken back: Mali keeps UTC all year."""
    return timezone.localdate(timezone=dt.UTC)


class ConsentQuerySet(models.QuerySet["Consent"]):
    def live(self, on: dt.date | None = None) -> Self:
        """Given, read back, not ended and not withdrawn. Anything unknown counts as no."""
        day = on or today()
        return self.filter(
            withdrawn_on=None, given_on__lte=day, read_back_on__lte=day, until__gte=day
        )

    def ending_within(self, days: int) -> Self:
        return self.live().filter(until__lte=today() + dt.timedelta(days=days))

    def awaiting_read_back(self) -> Self:
        return self.filter(withdrawn_on=None, until__gte=today()).filter(
            models.Q(read_back_on=None) | models.Q(read_back_on__gt=today())
        )

    def ended(self) -> Self:
        return self.filter(withdrawn_on=None, until__lt=today())

    def withdrawn(self) -> Self:
        return self.exclude(withdrawn_on=None)

    def of_same_subject(self, consent: "Consent") -> Self:
        return self.filter(person=consent.person_id, group=consent.group_id)

    def delete(self) -> NoReturn:
        raise ConsentKeptError("consents are withdrawn, never deleted")

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class Consent(models.Model):
    """What one person, or one group as a group, has agreed to, for whom to see and until when.

    Withdrawing is `stories.services.consent.withdraw_consent`; nothing deletes a consent.
    """

    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="consents",
        verbose_name=_("person"),
    )
    group = models.ForeignKey(
        WomensGroup,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="consents",
        verbose_name=_("women's group"),
        help_text=_("A group may agree as a group; each woman can still say no for herself."),
    )

    covers_story = models.BooleanField(_("her story"), default=False)
    covers_photo = models.BooleanField(_("pictures of her"), default=False)
    covers_voice = models.BooleanField(_("her recorded voice"), default=False)

    on_site = models.BooleanField(_("this website"), default=False)
    on_social = models.BooleanField(_("social media"), default=False)
    in_print = models.BooleanField(_("print"), default=False)
    in_mail = models.BooleanField(_("e-mail"), default=False)
    for_fundraising = models.BooleanField(
        _("appeals for gifts"),
        default=False,
        help_text=_("Beside words that ask for money: a harder question, asked for itself."),
    )

    given_how = models.CharField(
        _("given how"),
        max_length=10,
        choices=GivenHow.choices,
        help_text=_("Her word counts as much as her signature."),
    )
    language = models.CharField(
        _("language"),
        max_length=5,
        choices=Language.choices,
        default=Language.BAMBARA,
        help_text=_("The language it was explained and given in."),
    )
    asked_by = models.CharField(
        _("asked by"), max_length=100, help_text=_("Who explained it and asked.")
    )
    witnessed_by = models.CharField(
        _("witnessed by"),
        max_length=100,
        blank=True,
        help_text=_("Who was there and heard it, when it was not signed."),
    )
    given_on = models.DateField(
        _("given on"),
        validators=[NoFutureDateValidator()],
        help_text=_("The day she said yes."),
    )
    until = models.DateField(
        _("until"), help_text=_("The last day it holds. Ask again before then; a year is usual.")
    )
    read_back_on = models.DateField(
        _("read back on"),
        null=True,
        blank=True,
        validators=[NoFutureDateValidator()],
        help_text=_(
            "The day the story was read to her as it will appear, and she said yes. "
            "Until then nothing is published."
        ),
    )
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("withdrawal recorded by"),
    )
    withdrawal_reason = models.CharField(
        _("reason for withdrawal"), max_length=250, blank=True, editable=False
    )
    note = models.TextField(
        _("note"), blank=True, help_text=_("For staff only. No legal names, no addresses.")
    )
    is_sample = models.BooleanField(
        _("sample"), default=False, help_text=_("Invented, to show how the site works.")
    )
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, group__isnull=True)
                | models.Q(person__isnull=True, group__isnull=False),
                name="consent_is_of_a_person_or_a_group",
                violation_error_message=_("Choose either a person or a group, not both."),
            ),
            models.CheckConstraint(
                condition=models.Q(until__gte=models.F("given_on")),
                name="consent_ends_after_it_is_given",
                violation_error_message=_("“Until” must not be before the day it was given."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject}, {date_format(self.given_on)}"

    def clean(self) -> None:
        if self.read_back_on and self.given_on and self.read_back_on < self.given_on:
            raise ValidationError(
                {"read_back_on": _("The story is read back after consent was given, not before.")}
            )

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise ConsentKeptError("consents are withdrawn, never deleted")

    delete.alters_data = True  # type: ignore[attr-defined]

    @property
    def subject(self) -> Person | WomensGroup | None:
        return self.person or self.group

    @property
    def status(self) -> ConsentStatus:
        if self.withdrawn_on:
            return ConsentStatus.WITHDRAWN
        if self.until < today():
            return ConsentStatus.ENDED
        if self.read_back_on is None or self.read_back_on > today():
            return ConsentStatus.AWAITING_READ_BACK
        return ConsentStatus.LIVE

    def get_status_display(self) -> str:
        return str(self.status.label)
