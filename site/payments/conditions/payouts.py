"""What payouts want the treasurer to look at."""

from collections.abc import Iterator
from datetime import datetime, time

from django.urls import reverse
from django.utils.timezone import get_current_timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core.attention import Condition, Item, Step, register_condition
from core.enums import Audience, Severity
from core.money import format_amount
from payments.enums import PayoutStatus
from payments.models import Payout


def register_conditions() -> None:
    register_condition(
        Condition(
            name="payout_differences",
            title=gettext_lazy("Payouts that are not explained"),
            find=payout_differences,
            permission="payments.view_payout",
            audience=Audience.TREASURER,
            severity=Severity.SOON,
        )
    )


def payout_differences() -> Iterator[Item]:
    """Payouts at the bank with something in them that is about nothing of ours, oldest first."""
    for payout in Payout.objects.unexplained().filter(status=PayoutStatus.PAID).reverse():
        amount = format_amount(payout.unexplained, payout.currency, get_language() or "en")
        url = reverse("payouts:inspect", args=[payout.pk])
        yield Item(
            text=_("Of the payout %(payout)s, %(amount)s is not explained.")
            % {"payout": payout, "amount": amount},
            since=datetime.combine(payout.arrives_on, time(), tzinfo=get_current_timezone()),
            url=url,
            step=Step(_("See what it consists of"), url),
        )
