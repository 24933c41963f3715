"""The one door through which money given back becomes real.

What an event said does not count: the refunds of the payment are fetched from Stripe and gone
through in the order in which they were made, each of our rows moving by compare-and-set. So this
comes to the same end called twice, late, at once or in the wrong order.
"""

import logging
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_noop

from core.guards import guarded
from core.money import split
from ledger.enums import AccountCode, EntryKind
from ledger.models import Entry
from ledger.services.posting import Posting, post, reverse
from payments.drift import remember_unknown
from payments.enums import (
    MONEY_ACCOUNTS,
    LineKind,
    PaymentMethod,
    PaymentStatus,
    RefundReason,
    RefundStatus,
)
from payments.exceptions import ForeignObjectError, MismatchError
from payments.gateway import Movement, StripeRefund, gateway
from payments.handlers import by_handler, income_account_of, revise_receipt
from payments.models import Payment, Refund, RefundLine, WebhookEvent
from payments.services.fees import exchange
from payments.services.moves import move_payment, move_refund
from payments.services.refund_lines import (
    NewRefundLine,
    refundable_lines,
    share_by_rule,
    write_lines,
)
from payments.services.settlement import payment_behind, settle

logger = logging.getLogger(__name__)

CAME_BACK = (RefundStatus.FAILED, RefundStatus.CANCELLED)
STATUS_OF = {
    "pending": RefundStatus.PENDING,
    "requires_action": RefundStatus.PENDING,
    "succeeded": RefundStatus.SUCCEEDED,
    "failed": RefundStatus.FAILED,
    "canceled": RefundStatus.CANCELLED,
}


def settle_refunds(payment: Payment, *, cause: str) -> None:
    """Bring all refunds of a payment to the state that Stripe says they have.

    Side effects, in order: the payment itself is settled if it is not paid yet; then for each of
    Stripe's refunds, the oldest first, in one transaction each: our row is found, or written when
    somebody made it in the dashboard, and moves. When it succeeded: the ledger entry is posted,
    the payment's status follows, the handlers of its lines run, the receipt is revised. When it
    failed after that, all of it is undone in the same way; staff find it in their attention list.

    Raises `GatewayUnavailableError` when Stripe cannot be asked, and `MismatchError` when a refund
    there is not what we asked for; that one is not written then.
    """
    if not payment.is_paid:
        payment = settle(payment, cause=cause)
    if payment.stripe_payment_intent and payment.is_paid:
        for found in reversed(
            list(gateway().list_refunds(intent_id=payment.stripe_payment_intent))
        ):
            settle_refund(payment, found, cause=cause)


def settle_refund_event(event: WebhookEvent) -> Payment:
    """Settle the payment whose refund, or whose refunded charge, an event is about."""
    payment = event.payment
    if payment is None and not event.type.startswith("refund."):
        raise ForeignObjectError(event.object_id)
    if payment is None:
        found = gateway().fetch_refund(event.object_id)
        payment = payment_behind(intent_id=found.intent_id, charge_id=found.charge_id)
    settle_refunds(payment, cause=event.type)
    return payment


def settle_refund(payment: Payment, found: StripeRefund, *, cause: str) -> Refund:
    """Bring one refund to the state that Stripe says it has; see `settle_refunds`."""
    with transaction.atomic():
        payment = Payment.objects.select_for_update().get(pk=payment.pk)
        refund = _ours(payment, found) or _adopt(payment, found)
        if (refund.amount, refund.currency) != (found.amount, found.currency):
            raise MismatchError(f"refund {refund.uuid} is not the {found.id} of Stripe")
        if not refund.stripe_refund:
            Refund.objects.filter(pk=refund.pk).update(stripe_refund=found.id)
        elif refund.status == RefundStatus.CANCELLED:
            return refund  # by Stripe's own word, which is final: what we hold now is older
        if found.status not in STATUS_OF:
            remember_unknown("refund", found.status, found.id)
            return refund
        to = STATUS_OF[found.status]
        moved_from = move_refund(refund, to=to, cause=cause, **_times(found, to))
        if to == RefundStatus.SUCCEEDED and (moved_from or not guarded("refund")):
            _book(refund, found.created_at, left=found.left)
            take_refund_effect(refund, cause=cause)
        elif to in CAME_BACK and moved_from == RefundStatus.SUCCEEDED:
            _undo(refund, found, cause=cause)
        elif to in CAME_BACK and moved_from and refund.settled_at:
            _book(
                refund, found.created_at, left=found.left
            )  # both movements of the balance, which may lie in two payouts
            _book_back(refund, found)
    return refund


def _times(found: StripeRefund, to: RefundStatus) -> dict[str, Any]:
    """What the move writes besides the status. The day of a refund is the day it was made: then
    it left the balance at Stripe."""
    if to == RefundStatus.SUCCEEDED:
        return {"settled_at": found.created_at}
    if to not in CAME_BACK:
        return {}
    times = {"settled_at": found.created_at} if found.left and found.returned else {}
    return {**times, "failed_at": _failed_at(found), "failure": found.failure[:100]}


def _failed_at(found: StripeRefund) -> datetime:
    return found.returned.booked_at if found.returned else timezone.now()


def _ours(payment: Payment, found: StripeRefund) -> Refund | None:
    known = Refund.objects.filter(stripe_refund=found.id).first()
    uuid = as_uuid(found.metadata.get("refund", ""))
    if known is None and uuid is not None:
        known = payment.refunds.filter(uuid=uuid, stripe_refund__isnull=True).first()
    return known


def as_uuid(text: str) -> UUID | None:
    """The text as a UUID, or None when it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _adopt(payment: Payment, found: StripeRefund) -> Refund:
    """Write the row of a refund we do not know: made in the dashboard, or by us and then lost with
    a backup. Ours say what they were for."""
    left = refundable_lines(payment, only_at_stripe=True)
    lines = list(read_metadata(payment, found))
    is_ours = bool(lines)
    if not is_ours:
        if found.amount > sum(line.amount for line in left):
            raise MismatchError(f"refund {found.id} is for more than is left of {payment.uuid}")
        lines = share_by_rule(left, found.amount)
    whole = found.amount == sum(line.amount for line in left)
    refund = Refund.objects.create(
        **({"uuid": as_uuid(found.metadata["refund"])} if is_ours else {}),
        payment=payment,
        amount=found.amount,
        currency=found.currency,
        reason=found.metadata.get("reason", "") if is_ours else RefundReason.STRIPE,
        restock=is_ours and found.metadata.get("restock") == "yes",
        is_split_by_rule=not is_ours and not whole,
        stripe_refund=found.id,
    )
    write_lines(refund, lines, left)
    logger.warning("Refund %s of payment %s was not asked for here", found.id, payment.uuid)
    return refund


def metadata_of(refund: Refund) -> dict[str, str]:
    """What we put into Stripe with a refund: enough to write its row again."""
    places = {
        pk: place for place, pk in enumerate(refund.payment.lines.values_list("pk", flat=True))
    }
    parts = (f"{places[line.line_id]}:{line.amount}:{line.quantity}" for line in refund.lines.all())
    text = " ".join(parts)
    return {
        "payment": str(refund.payment.uuid),
        "refund": str(refund.uuid),
        "reason": refund.reason,
        "restock": "yes" if refund.restock else "no",
        **({"lines": text} if len(text) <= 500 else {}),  # Stripe takes no more
    }


def read_metadata(payment: Payment, found: StripeRefund) -> Iterator[NewRefundLine]:
    """The lines that one of our own refunds names; none when it was not made by us."""
    if not as_uuid(found.metadata.get("refund", "")) or found.reference != str(payment.uuid):
        return
    lines = list(payment.lines.all())
    for part in found.metadata.get("lines", "").split():
        place, amount, quantity = map(int, part.split(":"))
        yield NewRefundLine(line=lines[place], amount=amount, quantity=quantity)


def book_refund(refund: Refund) -> None:
    """Post what was paid back by hand, on the day it was."""
    assert refund.settled_at is not None
    _book(refund, refund.settled_at, left=None)


def take_refund_effect(refund: Refund, *, cause: str, has_document: bool = True) -> None:
    """Everything that a refund means besides its entry, inside the transaction that moved it."""
    _restate_payment(refund.payment, cause=cause)
    lines = list(refund.lines.select_related("line"))
    for handler, handled in by_handler(lines, lambda line: line.line.kind):
        handler.on_refunded(refund, handled)
    if has_document:
        revise_receipt(refund)


def _undo(refund: Refund, found: StripeRefund, *, cause: str) -> None:
    """The bank sent the money back: the mirror of all that the refund meant."""
    _book_back(refund, found)
    _restate_payment(refund.payment, cause=cause)
    lines = list(refund.lines.select_related("line"))
    for handler, handled in by_handler(lines, lambda line: line.line.kind):
        handler.on_refund_failed(refund, handled)
    revise_receipt(refund)


def _book(refund: Refund, occurred_at: datetime, *, left: Movement | None) -> None:
    lines = list(refund.lines.select_related("line__fund"))
    post(
        key=f"refund:{refund.uuid}",
        kind=EntryKind.REFUND,
        description=gettext_noop("Refund %s of payment %s") % (refund.uuid, refund.payment.uuid),
        occurred_at=occurred_at,
        postings=[
            *(posting for line in lines for posting in _postings(line, refund)),
            *(_exchange(refund, lines, left) if left else ()),
        ],
    )


def _book_back(refund: Refund, found: StripeRefund) -> None:
    reverse(
        Entry.objects.get(key=f"refund:{refund.uuid}"),
        occurred_at=_failed_at(found),
        reason=gettext_noop("Failed"),
    )
    _book_rate(refund, found)


def _book_rate(refund: Refund, found: StripeRefund) -> None:
    """Exchanged money that came back at another rate than it left at: what that made or cost."""
    left, returned = found.left, found.returned
    if left is None or returned is None or returned.currency == refund.currency:
        return
    gained = returned.amount + left.amount
    if not gained:
        return
    lines = list(refund.lines.select_related("line__fund"))
    shares = split(gained, [line.amount for line in lines])
    post(
        key=f"exchange:refund:{refund.uuid}",
        kind=EntryKind.EXCHANGE,
        description=gettext_noop("Exchange of refund %s, which came back at another rate")
        % refund.uuid,
        occurred_at=returned.booked_at,
        postings=[
            posting
            for line, share in zip(lines, shares, strict=True)
            for posting in (
                Posting(AccountCode.STRIPE, line.line.fund, share, returned.currency),
                Posting(AccountCode.EXCHANGE, line.line.fund, -share, returned.currency),
            )
        ],
    )


def _postings(line: RefundLine, refund: Refund) -> list[Posting]:
    """The mirror of what the line brought, for the part that is given back. The fee stays booked:
    Stripe keeps it."""
    gift_in_sale = line.deductible if line.line.kind == LineKind.GOODS else 0
    legs = [
        (MONEY_ACCOUNTS[PaymentMethod(refund.method)], -line.amount),
        (income_account_of(line.line.kind), line.amount - gift_in_sale),
        (AccountCode.GIFTS_IN_SALES, gift_in_sale),
    ]
    return [Posting(account, line.line.fund, amount, refund.currency) for account, amount in legs]


def _exchange(refund: Refund, lines: list[RefundLine], movement: Movement) -> Iterator[Posting]:
    """Where our account settles in another currency than the payer's, that one left the balance."""
    if movement.currency == refund.currency:
        return
    shares = split(movement.amount, [line.amount for line in lines])
    for line, share in zip(lines, shares, strict=True):
        yield from exchange(
            line.line,
            given=(-line.amount, refund.currency),
            taken=(share, movement.currency),
        )


def _restate_payment(payment: Payment, *, cause: str) -> None:
    """Let the payment's status follow from the refunds that succeeded."""
    given_back = payment.refunds.succeeded().aggregate(total=Sum("amount", default=0))["total"]
    status = payment.status_after_refunds(given_back)
    paid = [PaymentStatus(value) for value in PaymentStatus.PAID if value != status]
    move_payment(payment, to=status, only_from=paid, cause=cause)
