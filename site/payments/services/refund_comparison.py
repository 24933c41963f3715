"""Comparing refunds with Stripe: what differs, and bringing a payment's refunds up to date."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Literal
from uuid import UUID

from payments.enums import RefundStatus
from payments.exceptions import RefundError
from payments.gateway import StripeRefund
from payments.models import Payment, Refund
from payments.services.refund_settlement import STATUS_OF, settle_refunds
from payments.services.refunds import send_refund
from payments.services.settlement import payment_behind


def refunds_behind(found: Sequence[StripeRefund]) -> list[StripeRefund]:
    """Those that we do not know, or know otherwise."""
    ours = Refund.objects.in_bulk([one.id for one in found], field_name="stripe_refund")
    return [one for one in found if one.id not in ours or _differs(ours[one.id], one)]


def _differs(ours: Refund, theirs: StripeRefund) -> bool:
    return ours.status != STATUS_OF[theirs.status]


def compare_refund(found: StripeRefund) -> Literal["healed", "nothing"]:
    """Settle the refunds of the payment that one of Stripe's is about."""
    return compare_refunds(payment_behind(intent_id=found.intent_id, charge_id=found.charge_id))


def compare_refunds(payment: Payment) -> Literal["healed", "nothing"]:
    """Settle a payment's refunds, and ask again for what Stripe never heard of. What it refuses is
    cancelled and found in the attention list. Raises what `settle_refunds` raises."""
    before = _states(payment)
    settle_refunds(payment, cause="reconcile")
    for refund in payment.refunds.filter(status=RefundStatus.CREATED):
        with suppress(RefundError):
            send_refund(refund, cause="reconcile")
    return "healed" if _states(payment) != before else "nothing"


def _states(payment: Payment) -> set[tuple[UUID, str]]:
    return set(payment.refunds.values_list("uuid", "status"))
