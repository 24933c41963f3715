import uuid
from datetime import date, datetime
from typing import Any, Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models import OrganisationSettings
from donations.tokens import recurring_token
from payments.enums import BillingInterval, SubscriptionStatus
from payments.models import Subscription


class RecurringGiftQuerySet(models.QuerySet["RecurringGift"]):
    def begun(self) -> Self:
        """Those whose first payment has arrived, ended or not."""
        never = (*SubscriptionStatus.BEGINNING, SubscriptionStatus.INCOMPLETE_EXPIRED)
        return self.exclude(subscription__status__in=never)


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

    objects = RecurringGiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("monthly gift")
        verbose_name_plural = _("monthly gifts")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.uuid}"

    @property
    def state(self) -> str:
        """In one word for templates: starting, active, paused, failing, ending or ended."""
        subscription = self.subscription
        if subscription.is_ended:
            return "ended"
        if not subscription.is_running:
            return "starting"
        if subscription.is_failing:
            return "failing"
        if subscription.is_paused:
            return "paused"
        return "ending" if subscription.ends_at else "active"

    @property
    def rhythm(self) -> Any:
        """In words: every month, every three months, every year."""
        return BillingInterval(self.subscription.interval).label

    @property
    def next_day(self) -> date | None:
        return _day(self.subscription.next_payment_at)

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
    def path(self) -> str:
        """The giver's own page. Whoever holds the address may change the gift, so it is signed and
        ends after a while."""
        return reverse("donations:recurring", args=[recurring_token(self.uuid)])


def _day(moment: datetime | None) -> date | None:
    """The day in the organisation's zone, like the day of every gift."""
    return moment.astimezone(OrganisationSettings.load().zone).date() if moment else None
