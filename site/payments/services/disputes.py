"""Disputes and early fraud warnings: from what Stripe says now to our rows, the books and staff.

Like payments, these are settled from Stripe's current object, whoever told us of it. So hearing of
a dispute twice, late, out of order or before its payment changes nothing.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.enums import Audience
from core.guards import guarded
from core.mail import queue_mail
from core.money import split
from payments.drift import remember_unknown
from payments.enums import DISPUTE_MOVES, DisputeStatus
from payments.exceptions import GatewayUnavailableError, MismatchError
from payments.gateway import StripeDispute, gateway
from payments.handlers import by_handler, revise_receipt
from payments.models import (
    Dispute,
    DisputeLine,
    DisputeMove,
    FraudWarning,
    Payment,
    PaymentLine,
    RefundLine,
    WebhookEvent,
)
from payments.services.dispute_entries import book_closing, book_movement
from payments.services.refund_settlement import settle_refunds
from payments.services.settlement import payment_behind, settle

# So often another process may have written between our question and Stripe's answer.
TRIES = 5


def settle_dispute(dispute_id: str, *, cause: str, heard_at: datetime | None = None) -> Payment:
    """Bring a dispute to the state that Stripe says it has; return the payment it is about.

    Side effects, in order: the payment and its refunds are settled when Stripe knows more of them;
    then in one transaction the dispute's row and lines are written, money that left or came back is
    posted, the status moves with a row of history, a closed dispute is taken out of the account of
    disputed money. When what the payer got back for good has changed, the handlers of the lines
    run and the receipt is revised. Staff are mailed once when the dispute opens. Goods never come
    back by this.

    Raises `ForeignObjectError` when no payment of ours is disputed, `GatewayUnavailableError` when
    Stripe cannot be asked, and `MismatchError` when it contradicts itself.
    """
    for _try in range(TRIES):
        revision = _revision_of(dispute_id)
        found = gateway().fetch_dispute(dispute_id)
        payment = _settled_payment(found.intent_id, found.charge_id, found.livemode, cause=cause)
        refunded = _refunded_before(payment, found) if revision is None else set()
        with transaction.atomic():
            payment = Payment.objects.select_for_update().get(pk=payment.pk)
            if guarded("dispute revision") and _revision_of(dispute_id) != revision:
                continue  # what Stripe told us may be older than what another process wrote
            _apply(payment, found, refunded, cause=cause, heard_at=heard_at or timezone.now())
            return payment
    raise GatewayUnavailableError(f"dispute {dispute_id} changes all the time")


def settle_dispute_event(event: WebhookEvent) -> Payment:
    """Settle the dispute that an event is about."""
    return settle_dispute(event.object_id, cause=event.type, heard_at=event.happened_at)


def settle_warning(warning_id: str, *, cause: str) -> Payment:
    """Keep an early fraud warning as Stripe has it now; return the payment it is about.

    Side effects, in order: the payment is settled when Stripe knows more of it; then in one
    transaction the warning's row is written and staff are mailed, once. Raises as `settle_dispute`.
    """
    found = gateway().fetch_warning(warning_id)
    payment = _settled_payment(found.intent_id, found.charge_id, found.livemode, cause=cause)
    with transaction.atomic():
        warning, is_new = FraudWarning.objects.get_or_create(
            stripe_warning=found.id,
            defaults={
                "payment": payment,
                "fraud_type": found.fraud_type,
                "is_actionable": found.is_actionable,
                "warned_at": found.warned_at,
            },
        )
        # A warning never becomes actionable again, so an answer that is old does no harm.
        if not found.is_actionable:
            FraudWarning.objects.filter(pk=warning.pk).update(is_actionable=False)
        if is_new and found.is_actionable:
            _tell_staff("payments/emails/fraud_warning", found.id, {"warning": warning})
    return payment


def settle_warning_event(event: WebhookEvent) -> Payment:
    """Settle the early fraud warning that an event is about."""
    return settle_warning(event.object_id, cause=event.type)


def leave_warning(*, warning: FraudWarning, by: Any) -> None:
    """Decide that a suspected payment stays as it is. The first decision counts."""
    FraudWarning.objects.filter(pk=warning.pk, left_at__isnull=True).update(
        left_at=timezone.now(), left_by=by
    )
    warning.refresh_from_db()


def _settled_payment(intent_id: str, charge_id: str, livemode: bool, *, cause: str) -> Payment:
    """The payment behind, paid and with its refunds, also when nobody told us of them yet."""
    if livemode != gateway().livemode:
        raise MismatchError(f"{charge_id} is of the other mode")
    payment = payment_behind(intent_id=intent_id, charge_id=charge_id)
    if not payment.is_paid:
        payment = settle(payment, cause=cause)
    if not payment.is_paid:
        raise MismatchError(f"payment {payment.uuid} is disputed and was not paid")
    settle_refunds(payment, cause=cause)
    return payment


def _refunded_before(payment: Payment, found: StripeDispute) -> set[str]:
    """Stripe's ids of the refunds that had left something less to dispute. One that failed later
    counts, so that it does not matter when we hear of it."""
    assert payment.stripe_payment_intent
    return {
        refund.id
        for refund in gateway().list_refunds(intent_id=payment.stripe_payment_intent)
        if refund.created_at <= found.opened_at
        and (refund.returned is None or refund.returned.booked_at > found.opened_at)
        and refund.status != "canceled"
    }


def _revision_of(dispute_id: str) -> int | None:
    rows = Dispute.objects.filter(stripe_dispute=dispute_id)
    return rows.values_list("revision", flat=True).first()


def _apply(
    payment: Payment, found: StripeDispute, refunded: set[str], *, cause: str, heard_at: datetime
) -> None:
    """Write what Stripe says. The payment's row is locked."""
    dispute = Dispute.objects.filter(stripe_dispute=found.id).first()
    is_new = dispute is None
    if dispute is None:
        dispute = _open(payment, found, refunded)
    elif dispute.payment_id != payment.pk:
        raise MismatchError(f"dispute {found.id} was about another payment")
    before = _facts_of(dispute)
    _take_over(dispute, found)
    for movement in found.movements:
        book_movement(dispute, movement)
    _move(dispute, found.status, cause=cause, is_new=is_new, heard_at=heard_at)
    is_decided_otherwise = book_closing(dispute, occurred_at=dispute.closed_at or heard_at)
    if is_new or _facts_of(dispute) != before:
        dispute.revision += 1
        dispute.save()
    if is_decided_otherwise:
        lines = list(dispute.lines.select_related("line__fund"))
        for handler, handled in by_handler(lines, lambda line: line.line.kind):
            handler.on_dispute_decided(dispute, handled)
        revise_receipt(dispute)
    if dispute.needs_answer:
        _tell_staff("payments/emails/dispute", found.id, {"dispute": dispute})


def _open(payment: Payment, found: StripeDispute, refunded: set[str]) -> Dispute:
    dispute = Dispute.objects.create(
        payment=payment,
        stripe_dispute=found.id,
        amount=found.amount,
        currency=found.currency,
        reason=found.reason,
        # Known or not, a dispute begins somewhere; `_move` brings it on.
        status=_known(found.status) or DisputeStatus.NEEDS_RESPONSE,
        opened_at=found.opened_at,
    )
    DisputeLine.objects.bulk_create(
        DisputeLine(dispute=dispute, line=line, amount=amount, deductible=deductible)
        for line, amount, deductible in _shares(payment, found, refunded)
        if amount
    )
    return dispute


def _shares(
    payment: Payment, found: StripeDispute, refunded: set[str]
) -> Iterator[tuple[PaymentLine, int, int]]:
    """Each line, what of it is disputed, and the gift in that: in proportion to what neither those
    refunds nor another dispute had taken.

    Never more than that, though a bank may dispute more: part of a payment that was refunded, or
    the same money at another rate of exchange.
    """
    taken: Counter[int] = Counter()
    gifts: Counter[int] = Counter()
    earlier = DisputeLine.objects.filter(dispute__payment=payment).exclude(
        dispute__status__in=[DisputeStatus.WON, DisputeStatus.INQUIRY_CLOSED]
    )
    by_refund = RefundLine.objects.filter(
        refund__payment=payment, refund__stripe_refund__in=refunded
    )
    for rows in (by_refund, earlier):
        for pk, amount, deductible in rows.values_list("line", "amount", "deductible"):
            taken[pk] += amount
            gifts[pk] += deductible
    lines = list(payment.lines.all())
    left = [max(0, line.amount - taken[line.pk]) for line in lines]
    disputed = min(found.amount, sum(left)) if found.currency == payment.currency else sum(left)
    if not disputed:
        return
    for line, rest, share in zip(lines, left, split(disputed, left), strict=True):
        if share:
            gift_left = max(0, line.deductible - gifts[line.pk])
            yield line, share, min(share, gift_left * share // rest)


def _facts_of(dispute: Dispute) -> list[Any]:
    """All that Stripe decides about the row."""
    return [
        getattr(dispute, field.attname)
        for field in Dispute._meta.concrete_fields
        if field.name not in {"revision", "created_at"}
    ]


def _take_over(dispute: Dispute, found: StripeDispute) -> None:
    dispute.amount = found.amount
    dispute.reason = found.reason
    dispute.due_by = found.due_by
    dispute.has_evidence = found.has_evidence
    dispute.times_submitted = found.times_submitted
    dispute.is_past_due = found.is_past_due
    moved = found.movements
    if len({movement.currency for movement in moved}) > 1:
        raise MismatchError(f"dispute {dispute} moved money in several currencies")
    out = [movement for movement in moved if movement.amount < 0]
    back = [movement for movement in moved if movement.amount > 0]
    dispute.settled_currency = moved[0].currency if moved else ""
    dispute.withdrawn = -sum(movement.amount for movement in out)
    dispute.reinstated = sum(movement.amount for movement in back)
    dispute.fee = sum(movement.fee for movement in moved)
    dispute.funds_withdrawn_at = min((movement.booked_at for movement in out), default=None)
    dispute.funds_reinstated_at = max((movement.booked_at for movement in back), default=None)


def _move(dispute: Dispute, status: str, *, cause: str, is_new: bool, heard_at: datetime) -> None:
    """Change the status with a row of history. A status that we do not know changes nothing."""
    after, before = _known(status), DisputeStatus(dispute.status)
    if after is None:
        remember_unknown("dispute", status, dispute.stripe_dispute)
        return
    if not is_new and after == before:
        return
    if not is_new and after not in DISPUTE_MOVES[before]:
        raise MismatchError(f"dispute {dispute}: no way from {before} to {after}")
    DisputeMove.objects.create(
        dispute=dispute, before="" if is_new else before, after=after, cause=cause
    )
    dispute.status = after
    dispute.closed_at = heard_at if dispute.is_closed else None


def _known(status: str) -> DisputeStatus | None:
    return DisputeStatus(status) if status in DisputeStatus.values else None


def _tell_staff(template: str, about: str, context: dict[str, Any]) -> None:
    """One mail to each address, ever. The mail names the payment and no person."""
    for number, address in enumerate(dict.fromkeys(settings.ALERT_EMAILS[Audience.TREASURER])):
        queue_mail(
            key=f"{template.rpartition('/')[2]}:{about}:{number}",
            template=template,
            to=address,
            language=settings.LANGUAGE_CODE,
            context=context,
        )
