from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.dates import date_format
from core.models import OrganisationSettings
from donations.enums import GrantStatus, ReportKind
from donations.models.organisations import Contact, Organisation
from donations.models.promises import Promise, as_of_today


class GrantQuerySet(models.QuerySet["Grant"]):
    def with_plan(self) -> Self:
        """With all that sums, states and dates of a grant are read from."""
        grants = self.select_related("organisation__supporter", "fund", "responsible")
        parts = grants.prefetch_related("conditions", "instalments__donation", "reports")
        return parts.annotate(as_of=as_of_today())


class Grant(Promise):
    """Money that an organisation grants us, from asking for it until the last report.

    While it is applied for, `amount` is what was asked; from the award on it is what was awarded,
    and the instalments sum to it.
    """

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="grants",
        verbose_name=_("organisation"),
    )
    title = models.CharField(_("title"), max_length=200)
    status = models.CharField(
        _("status"), max_length=10, choices=GrantStatus.choices, default=GrantStatus.APPLIED
    )
    reference = models.CharField(
        _("their reference"), max_length=80, blank=True, help_text=_("Their number for it.")
    )
    donor_words = models.TextField(_("their words on its use"), blank=True)
    applied_on = models.DateField(_("applied on"))
    decision_on = models.DateField(_("decision expected on"), null=True, blank=True)
    awarded_on = models.DateField(_("awarded on"), null=True, blank=True)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    ask_again_on = models.DateField(_("ask again on"), null=True, blank=True)
    renews = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="renewed_by",
        verbose_name=_("follows the grant"),
    )

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        ordering = ["-applied_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="grant_amount_is_positive"),
            models.CheckConstraint(
                condition=~Q(status__in=GrantStatus.GRANTED) | Q(awarded_on__isnull=False),
                name="grant_awarded_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(starts_on__lte=F("ends_on")),
                name="grant_ends_after_it_starts",
            ),
            models.CheckConstraint(condition=~Q(renews=F("id")), name="grant_renews_another"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def giver(self) -> str:
        return self.organisation.name

    @property
    def counts(self) -> bool:
        """Whether its money is promised: nobody owes what was only asked for."""
        return self.status in GrantStatus.GRANTED

    @property
    def is_conditional(self) -> bool:
        return any(condition.met_on is None for condition in self.conditions.all())

    @property
    def next_report(self) -> "GrantReport | None":
        waiting = [report for report in self.reports.all() if report.sent_on is None]
        return min(waiting, key=lambda report: report.due_on, default=None)


class GrantMove(models.Model):
    """One change of a grant's status: who recorded it, and why."""

    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="moves")
    before = models.CharField(_("before"), max_length=10, choices=GrantStatus.choices)
    after = models.CharField(_("after"), max_length=10, choices=GrantStatus.choices)
    note = models.CharField(_("note"), max_length=500, blank=True)
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    moved_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    @property
    def told(self) -> str:
        """Its note: what the program wrote in the reader's language, what staff wrote as it is."""
        return gettext(self.note) if self.note else ""


class GrantCondition(models.Model):
    """Something that must happen before money is ours: of one instalment, or else of the whole
    grant. Until somebody records that it is met, that money is in no total."""

    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="conditions")
    instalment = models.ForeignKey(
        "donations.Instalment",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="conditions",
        verbose_name=_("instalment"),
    )
    text = models.TextField(_("condition"))
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    met_on = models.DateField(_("met on"), null=True, blank=True)
    met_note = models.TextField(_("how we know"), blank=True)
    met_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )

    class Meta:
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")
        ordering = [F("deadline").asc(nulls_last=True), "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="grant_condition_says_what"),
            models.CheckConstraint(
                condition=Q(met_on=None, met_by=None)
                | Q(met_on__isnull=False, met_by__isnull=False) & ~Q(met_note=""),
                name="grant_condition_met_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class GrantReport(models.Model):
    """A report that we owe, and the day it went out."""

    grant = models.ForeignKey(
        Grant, on_delete=models.CASCADE, related_name="reports", verbose_name=_("grant")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=ReportKind.choices)
    due_on = models.DateField(_("due on"))
    contact = models.ForeignKey(
        Contact,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("to"),
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    sent_on = models.DateField(_("sent on"), null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )

    class Meta:
        verbose_name = _("report due")
        verbose_name_plural = _("reports due")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "kind", "due_on"], name="grant_report_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(sent_on=None, sent_by=None)
                | Q(sent_on__isnull=False, sent_by__isnull=False),
                name="grant_report_sent_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {date_format(self.due_on)}"

    @property
    def is_late(self) -> bool:
        return self.sent_on is None and self.due_on < OrganisationSettings.today()

    def days_left(self, today: date) -> int:
        return (self.due_on - today).days
