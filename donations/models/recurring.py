import uuid
from datetime import date, datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.dates import date_format
from core.models import OrganisationSettings, OutboxMail
from donations.enums import RecurringState
from donations.splits import parts_in_words, read_shares
from donations.tokens import LINK_LIVES, recurring_token
from ledger.models import Fund
from payments.enums import BillingInterval, SubscriptionStatus
from payments.models import Subscription

# One for each try that failed, and the last for the last one.
FAILURE_MAILS = 4


class RecurringGiftQuerySet(models.QuerySet["RecurringGift"]):
    def begun(self) -> Self:
        """Those whose first payment has arrived, ended or not."""
        never = (*SubscriptionStatus.BEGINNING, SubscriptionStatus.INCOMPLETE_EXPIRED)
        return self.exclude(subscription__status__in=never)

    def in_state(self, state: str) -> Self:
        """Those whose `state` that is."""
        return self.filter(_STATES[RecurringState(state)])


_running = Q(subscription__status__in=SubscriptionStatus.RUNNING)
_ended = Q(subscription__status__in=SubscriptionStatus.ENDED)
_never = Q(subscription__status=SubscriptionStatus.INCOMPLETE_EXPIRED)
_failing = Q(subscription__status__in=SubscriptionStatus.FAILING)
_paused = (
    _running
    & ~_failing
    & (Q(subscription__is_on_hold=True) | Q(subscription__status=SubscriptionStatus.PAUSED))
)
_going_on = _running & ~_failing & ~_paused
_STATES = {
    RecurringState.ACTIVE: _going_on & Q(subscription__ends_at=None),
    RecurringState.FAILING: _failing,
    RecurringState.PAUSED: _paused,
    RecurringState.ENDING: _going_on & Q(subscription__ends_at__isnull=False),
    RecurringState.ENDED: _ended & ~_never,
    RecurringState.STARTING: ~_running & ~_ended,
    RecurringState.NEVER: _never,
}


class RecurringGift(models.Model):
    """A gift that comes again every month, quarter or year, until its giver ends it.

    When, how much and for what is the subscription's to say, which is Stripe's word. Each payment
    it brings has a gift of its own, which points here.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subscription = models.OneToOneField(
        Subscription, on_delete=models.PROTECT, related_name="recurring_gift"
    )
    is_anonymous = models.BooleanField(_("anonymous"), default=False)
    message = models.TextField(_("message"), blank=True)
    source = models.ForeignKey(
        "wagtailcore.Page",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("page it came from"),
    )
    created_at = models.DateTimeField(_("started"), auto_now_add=True)
    # While it fails: how many mails have told of it, and the last of them.
    failure_mails = models.PositiveSmallIntegerField(_("mails about the card"), default=0)
    last_failure_mail = models.ForeignKey(
        OutboxMail,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("last mail about the card"),
    )

    objects = RecurringGiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("gift that comes again")
        verbose_name_plural = _("gifts that come again")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.subscription.name or self.uuid}, {self.rhythm}"

    @property
    def state(self) -> RecurringState:
        subscription = self.subscription
        if subscription.status == SubscriptionStatus.INCOMPLETE_EXPIRED:
            return RecurringState.NEVER
        if subscription.is_ended:
            return RecurringState.ENDED
        if not subscription.is_running:
            return RecurringState.STARTING
        if subscription.is_failing:
            return RecurringState.FAILING
        if subscription.is_paused:
            return RecurringState.PAUSED
        return RecurringState.ENDING if subscription.ends_at else RecurringState.ACTIVE

    @property
    def failing_step(self) -> str:
        """How far its giver was told of the card that fails: "2 of 4"; empty when it does not."""
        if not self.subscription.is_failing:
            return ""
        return gettext("%(told)s of %(all)s") % {"told": self.failure_mails, "all": FAILURE_MAILS}

    @property
    def fixable_until(self) -> datetime | None:
        """Until when the link in the last mail about the card opens the gift."""
        mail = self.last_failure_mail
        return mail.created_at + LINK_LIVES if mail and self.subscription.is_failing else None

    @property
    def rhythm(self) -> Any:
        """In words: every month, every three months, every year."""
        return BillingInterval(self.subscription.interval).label

    @property
    def parts(self) -> dict[Fund, int]:
        """Where it is split, how much of it goes to which fund; empty where it is not."""
        given = self.subscription
        return read_shares(given.shares, amount=given.amount, fund=given.fund)

    @property
    def funds_in_words(self) -> str:
        """What it is for, in the reader's language; where it is split, with each part."""
        given = self.subscription
        return parts_in_words(self.parts, given.currency) or given.fund.local_name

    @property
    def next_day(self) -> date | None:
        return _day(self.subscription.next_payment_at)

    @property
    def next_collected_day(self) -> date | None:
        """None while Stripe leaves it unpaid: it collects none of the invoices it makes then."""
        is_unpaid = self.subscription.status == SubscriptionStatus.UNPAID
        return None if is_unpaid else self.next_day

    @property
    def resume_day(self) -> date | None:
        return _day(self.subscription.resumes_at)

    @property
    def next_try_day(self) -> date | None:
        return _day(self.subscription.next_try_at)

    @property
    def end_day(self) -> date | None:
        return _day(self.subscription.ended_at or self.subscription.ends_at)

    @property
    def has_next(self) -> bool:
        """Whether another payment comes before it ends."""
        return bool(self.next_day and not (self.end_day and self.end_day <= self.next_day))

    @property
    def mail_state(self) -> str:
        """Whether the last mail about the card has left."""
        mail = self.last_failure_mail
        return mail.get_status_display() if mail and self.subscription.is_failing else ""

    @property
    def link_state(self) -> str:
        """Whether its giver can still put it right with that mail."""
        until = self.fixable_until
        if until is None:
            return ""
        day = date_format(until.astimezone(OrganisationSettings.load().zone), "DATE_FORMAT")
        if until < timezone.now():
            return gettext("closed on %(date)s") % {"date": day}
        return gettext("works until %(date)s") % {"date": day}

    @property
    def card_in_words(self) -> str:
        subscription = self.subscription
        if not (subscription.card_last4 and subscription.card_expires_on):
            return ""
        return gettext("%(brand)s, ending in %(last4)s, until %(month)s") % {
            "brand": subscription.card_brand.capitalize(),
            "last4": subscription.card_last4,
            "month": date_format(subscription.card_expires_on, "m/Y"),
        }

    @property
    def path(self) -> str:
        """The giver's own page. Whoever holds the address may change the gift, so it is signed and
        ends after a while."""
        return reverse("donations:recurring", args=[recurring_token(self.uuid)])


def _day(moment: datetime | None) -> date | None:
    """The day in the organisation's zone, like the day of every gift."""
    return OrganisationSettings.load().day_of(moment) if moment else None
