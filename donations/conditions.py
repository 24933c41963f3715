"""What about gifts needs a person, for the attention list."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core.attention import Condition, Item, Step, register_condition
from core.enums import Audience, Severity
from core.money import format_amount
from donations.models import RecurringGift
from ledger.models import Fund
from payments.enums import SubscriptionStatus


def register_conditions() -> None:
    register_condition(
        Condition(
            name="gifts_to_closed_funds",
            title=gettext_lazy("Monthly gifts to funds that are closed"),
            find=gifts_to_closed_funds,
            permission="payments.view_payment",
            audience=Audience.TREASURER,
            severity=Severity.SOON,
        )
    )


def gifts_to_closed_funds() -> Iterator[Item]:
    """They go on as their givers wished, until the giver names another fund or ends the gift."""
    closed = [fund for fund in Fund.objects.all() if not fund.takes_gifts]
    running = RecurringGift.objects.filter(
        subscription__status__in=SubscriptionStatus.RUNNING, subscription__fund__in=closed
    )
    for gift in running.select_related("subscription__fund", "subscription__first_line").order_by(
        "created_at"
    ):
        subscription = gift.subscription
        payment = reverse("payment-listing:inspect", args=[subscription.first_line.payment_id])
        amount = format_amount(subscription.amount, subscription.currency, get_language() or "en")
        yield Item(
            text=_("%(amount)s, %(rhythm)s, still go to “%(fund)s”.")
            % {"amount": amount, "rhythm": gift.rhythm, "fund": subscription.fund.local_name},
            since=gift.created_at,
            url=payment,
            step=Step(_("Write to the giver: they choose another fund on their own page"), payment),
        )
