"""Changes of a payment's status: by compare-and-set, with a row of history each."""

from collections.abc import Iterable
from typing import Any

from payments.enums import PAYMENT_MOVES, PaymentStatus
from payments.exceptions import MoveError
from payments.models import Payment, PaymentMove


def move_payment(
    payment: Payment,
    *,
    to: PaymentStatus,
    cause: str,
    only_from: Iterable[PaymentStatus] | None = None,
    **fields: Any,
) -> bool:
    """Move the payment if it still is where the move may start. True when this call moved it.

    `fields` are written by the same update. Side effects, in order: the row is updated and
    refreshed, a `PaymentMove` is written. Call it inside a transaction.
    """
    sources = {source for source, targets in PAYMENT_MOVES.items() if to in targets}
    wanted = sources if only_from is None else set(only_from)
    if not wanted <= sources:
        raise MoveError(f"no way from {wanted - sources} to {to}")
    for source in sorted(wanted):
        if Payment.objects.filter(pk=payment.pk, status=source).update(status=to, **fields):
            PaymentMove.objects.create(payment=payment, before=source, after=to, cause=cause)
            payment.refresh_from_db()
            return True
    payment.refresh_from_db()
    return False
