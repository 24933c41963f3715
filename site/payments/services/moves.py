"""Changes of status, of payments and refunds: by compare-and-set, with a row of history each."""

from collections.abc import Iterable
from typing import Any

from core.rows import insert
from payments.enums import PAYMENT_MOVES, REFUND_MOVES, PaymentStatus, RefundStatus
from payments.exceptions import MoveError
from payments.models import Payment, PaymentMove, Refund, RefundMove


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
    for source in sorted(wanted, key=payment.status.__ne__):  # where we saw it last comes first
        if Payment.objects.filter(pk=payment.pk, status=source).update(status=to, **fields):
            insert([PaymentMove(payment=payment, before=source, after=to, cause=cause)])
            payment.refresh_from_db()
            return True
    payment.refresh_from_db()
    return False


def move_refund(
    refund: Refund,
    *,
    to: RefundStatus,
    cause: str,
    only_from: Iterable[RefundStatus] | None = None,
    **fields: Any,
) -> RefundStatus | None:
    """Move the refund if it still is where the move may start. Returns where it came from when
    this call moved it, else None.

    `fields` are written by the same update. Side effects, in order: the row is updated and
    refreshed, a `RefundMove` is written. Call it inside a transaction.
    """
    sources = {source for source, targets in REFUND_MOVES.items() if to in targets}
    moved_from = None
    for source in sorted(sources if only_from is None else sources & set(only_from)):
        if Refund.objects.filter(pk=refund.pk, status=source).update(status=to, **fields):
            RefundMove.objects.create(refund=refund, before=source, after=to, cause=cause[:80])
            moved_from = source
            break
    refund.refresh_from_db()
    return moved_from
