"""Money that was promised and comes in instalments: of a grant, or of a pledge."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Supporter
from core.dates import date_format
from core.models import OrganisationSettings
from donations.enums import GrantStatus, InstalmentStatus
from ledger.models import Fund


@dataclass(slots=True)
class Standing:
    """What became of a promise, in minor units. What waits for a condition is promised by nobody
    yet, so it stands apart and is part of nothing else."""

    received: int = 0
    expected: int = 0
    late: int = 0  # of what is expected
    waiting: int = 0
    written_off: int = 0

    @property
    def promised(self) -> int:
        """What is or will be ours."""
        return self.received + self.expected


def as_of_today() -> models.Value:
    """The day it is, brought along by a list, so that its rows need not ask for it one by one."""
    return models.Value(OrganisationSettings.today(), output_field=models.DateField())


def day_of(row: Any) -> date:
    return getattr(row, "as_of", None) or OrganisationSettings.today()


class Promise(models.Model):
    """What grants and pledges share. They tell who the `giver` is, and whether it `counts`."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    amount = models.BigIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    fund = models.ForeignKey(
        Fund, on_delete=models.PROTECT, related_name="+", verbose_name=_("fund")
    )
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("responsible"),
    )
    note = models.TextField(_("note"), blank=True)
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    instalments: Any

    class Meta:
        abstract = True

    @property
    def counts(self) -> bool:
        """Whether its money is promised at all."""
        return True

    @property
    def standing(self) -> Standing:
        """Read from what `with_plan` brought along, so lists need no further query."""
        standing, today = Standing(), day_of(self)
        for instalment, received in self.received_of_each():
            match instalment.status:
                case InstalmentStatus.RECEIVED:
                    standing.received += received
                case InstalmentStatus.WRITTEN_OFF:
                    standing.written_off += instalment.amount
                case _ if not self.counts or self.waits(instalment):
                    standing.waiting += instalment.amount
                case _:
                    standing.expected += instalment.amount
                    standing.late += instalment.amount if instalment.due_on < today else 0
        return standing

    def received_of_each(self) -> Iterator[tuple["Instalment", int]]:
        """Each instalment with what is left of the gift it came by: one gift can fill several."""
        left: dict[int, int] = {}
        for instalment in self.instalments.all():
            gift = instalment.donation
            if gift is None:
                yield instalment, 0
                continue
            kept = left.setdefault(gift.pk, gift.kept)
            received = min(instalment.amount, kept)
            left[gift.pk] = kept - received
            yield instalment, received

    def waits(self, instalment: "Instalment") -> bool:
        """Whether a condition of it is not met yet."""
        conditions: Any = getattr(self, "conditions", None)
        return conditions is not None and any(
            condition.met_on is None and condition.instalment_id in {None, instalment.pk}
            for condition in conditions.all()
        )

    @property
    def received(self) -> int:
        return self.standing.received

    @property
    def expected(self) -> int:
        return self.standing.expected

    @property
    def waiting(self) -> int:
        return self.standing.waiting

    @property
    def written_off(self) -> int:
        return self.standing.written_off

    @property
    def next_instalment(self) -> "Instalment | None":
        found = [one for one in self.instalments.all() if one.is_expected]
        return min(found, key=lambda one: one.due_on, default=None)


class PledgeQuerySet(models.QuerySet["Pledge"]):
    def with_plan(self) -> Self:
        """With all that sums and dates of a pledge are read from."""
        pledges = self.select_related("supporter", "fund", "responsible")
        return pledges.prefetch_related("instalments__donation").annotate(as_of=as_of_today())


class Pledge(Promise):
    """A gift that a supporter promised to give in one or more instalments."""

    supporter = models.ForeignKey(
        Supporter, on_delete=models.PROTECT, related_name="pledges", verbose_name=_("supporter")
    )
    promised_on = models.DateField(_("promised on"))

    objects = PledgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("pledge")
        verbose_name_plural = _("pledges")
        ordering = ["-promised_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="pledge_amount_is_positive")
        ]

    def __str__(self) -> str:
        return f"{self.supporter}, {date_format(self.promised_on)}"

    @property
    def giver(self) -> str:
        return str(self.supporter)


class InstalmentQuerySet(models.QuerySet["Instalment"]):
    def with_promise(self) -> Self:
        instalments = self.select_related(
            "grant__organisation__supporter",
            "grant__fund",
            "pledge__supporter",
            "pledge__fund",
            "donation",
        )
        return instalments.prefetch_related("grant__conditions").annotate(as_of=as_of_today())

    def expected(self) -> Self:
        """What somebody owes us: promised, not here, not given up, waiting for no condition."""
        waits = Q(grant__conditions__met_on=None, grant__conditions__isnull=False) & (
            Q(grant__conditions__instalment=None) | Q(grant__conditions__instalment=F("pk"))
        )
        counted = Q(grant=None) | Q(grant__status__in=GrantStatus.GRANTED)
        waiting = self.model.objects.filter(waits).values("pk")
        return self.filter(counted, status=InstalmentStatus.EXPECTED).exclude(pk__in=waiting)

    def late(self) -> Self:
        return self.expected().filter(due_on__lt=OrganisationSettings.today())


class Instalment(models.Model):
    """A part of a grant or pledge, expected on a day and received as a gift like any other.

    Where less comes than was expected, the instalment becomes what came, and another one the rest.
    """

    grant = models.ForeignKey(
        "donations.Grant",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="instalments",
        verbose_name=_("grant"),
    )
    pledge = models.ForeignKey(
        Pledge,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="instalments",
        verbose_name=_("pledge"),
    )
    due_on = models.DateField(_("expected on"))
    amount = models.BigIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=InstalmentStatus.choices,
        default=InstalmentStatus.EXPECTED,
    )
    donation = models.ForeignKey(
        "donations.Donation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="instalments",
        verbose_name=_("gift"),
    )
    written_off_on = models.DateField(_("written off on"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    written_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )

    objects = InstalmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("instalment")
        verbose_name_plural = _("instalments")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="instalment_is_positive"),
            models.CheckConstraint(
                condition=Q(grant=None, pledge__isnull=False) | Q(grant__isnull=False, pledge=None),
                name="instalment_of_one_promise",
            ),
            models.CheckConstraint(
                condition=Q(status=InstalmentStatus.RECEIVED, donation__isnull=False)
                | ~Q(status=InstalmentStatus.RECEIVED) & Q(donation=None),
                name="instalment_received_has_its_gift",
            ),
            models.CheckConstraint(
                condition=Q(status=InstalmentStatus.WRITTEN_OFF, written_off_on__isnull=False)
                & ~Q(reason="")
                | ~Q(status=InstalmentStatus.WRITTEN_OFF) & Q(written_off_on=None, reason=""),
                name="instalment_written_off_has_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["status", "due_on"], name="instalment_by_day")]

    def __str__(self) -> str:
        return f"{self.promise}, {date_format(self.due_on)}"

    @property
    def promise(self) -> Promise:
        promise = self.grant or self.pledge
        assert promise is not None
        return promise

    @property
    def giver(self) -> str:
        return str(getattr(self.promise, "giver", ""))

    @property
    def grant_title(self) -> str:
        return self.grant.title if self.grant else ""

    @property
    def received_on(self) -> date | None:
        return self.donation.received_on if self.donation else None

    @property
    def is_expected(self) -> bool:
        return self.status == InstalmentStatus.EXPECTED

    @property
    def waits(self) -> bool:
        return self.is_expected and (not self.promise.counts or self.promise.waits(self))

    @property
    def standing(self) -> str:
        """Its status in words, and of what is expected whether it is late or waits."""
        if self.waits:
            return str(_("waits for a condition or an award"))
        return str(_("late")) if self.is_late else str(self.get_status_display())

    @property
    def is_late(self) -> bool:
        is_due = self.is_expected and self.due_on < day_of(self)
        return is_due and not self.waits
