"""Giving money back: our row first, Stripe second, never both in one transaction."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.guards import guarded
from payments.enums import DisputeStatus, PaymentMethod, RefundReason, RefundStatus
from payments.exceptions import (
    GatewayRefusedError,
    GatewayUnavailableError,
    RefundError,
)
from payments.gateway import StripeReason, gateway
from payments.models import Payment, Refund
from payments.services.moves import move_refund
from payments.services.refund_lines import NewRefundLine, refundable_lines, write_lines
from payments.services.refund_settlement import metadata_of, settle_refund, settle_refunds

STRIPE_REASONS: dict[RefundReason, StripeReason] = {
    RefundReason.REQUESTED: "requested_by_customer",
    RefundReason.RETURNED: "requested_by_customer",
    RefundReason.DUPLICATE: "duplicate",
    RefundReason.FRAUD: "fraudulent",
}


def open_refund(
    *,
    uuid: UUID,
    payment: Payment,
    lines: Sequence[NewRefundLine],
    reason: RefundReason,
    note: str = "",
    restock: bool = False,
    by: User | None,
    method: PaymentMethod = PaymentMethod.CARD,
) -> Refund:
    """Write a refund and its lines; the caller goes on to `send_refund`.

    One transaction, with the payment's row locked, so that two refunds never give the same money
    back. The same `uuid` again (a double click) returns the first refund and writes nothing.
    Raises `RefundError` when the payment is not paid, when a bank has the money while it is
    disputed, or when more is asked for than is left.
    """
    with transaction.atomic():
        payment = Payment.objects.select_for_update().get(pk=payment.pk)
        existing = payment.refunds.filter(uuid=uuid).first()
        if existing:
            return existing
        left = refundable_lines(payment)
        if method == PaymentMethod.CARD and not payment.is_through_stripe:
            raise RefundError(_("This did not come through Stripe: say how you paid it back."))
        if not payment.is_paid or (payment.is_through_stripe and not payment.stripe_payment_intent):
            raise RefundError(_("This payment has not arrived, so there is nothing to refund."))
        if guarded("refund") and payment.disputes.filter(status__in=DisputeStatus.HELD).exists():
            raise RefundError(
                _("A bank has this money while it is disputed. Wait until it has decided.")
            )
        if not lines:
            raise RefundError(_("Choose what to refund."))
        by_line = {line.line.pk: line for line in left}
        for wanted in lines:
            rest = by_line[wanted.line.pk]
            if guarded("refund") and (
                wanted.amount > rest.amount or wanted.quantity > rest.quantity
            ):
                raise RefundError(
                    _("Of “%(line)s” less is left than that. Somebody else may have refunded it.")
                    % {"line": wanted.line.description}
                )
        refund = Refund.objects.create(
            uuid=uuid,
            payment=payment,
            amount=sum(line.amount for line in lines),
            currency=payment.currency,
            reason=reason,
            note=note.strip(),
            restock=restock,
            method=method,
            requested_by=by,
        )
        write_lines(refund, lines, left)
    return refund


def send_refund(refund: Refund, *, cause: str) -> Refund:
    """Ask Stripe for a refund that it may not know yet, and settle it from the answer.

    Call it outside any transaction, as often as needed: the idempotency key comes from the
    refund's uuid, so that a retry after a crash or a timeout finds the same refund. When Stripe
    refuses, the refund is cancelled and `RefundError` raised. Raises `GatewayUnavailableError`
    when Stripe gives no answer; the refund stays asked for, and `reconcile` tries again.
    """
    if refund.status != RefundStatus.CREATED:
        return refund
    payment = refund.payment
    assert payment.stripe_payment_intent
    try:
        found = gateway().create_refund(
            key=_key(refund),
            intent_id=payment.stripe_payment_intent,
            amount=refund.amount,
            currency=refund.currency,
            reason=STRIPE_REASONS.get(RefundReason(refund.reason)),
            metadata=metadata_of(refund),
        )
    except GatewayRefusedError as error:
        return _after_refusal(refund, error.code, cause=cause)
    except GatewayUnavailableError as error:
        if not _was_made(refund, cause=cause):
            if error.answered:
                _take_another_key(refund)
            raise
        return refund
    return settle_refund(payment, found, cause=cause)


def close_refund(refund: Refund) -> None:
    """Note that a refund which failed or was cancelled needs nobody any more: the payer has the
    money another way, or does without."""
    Refund.objects.unresolved().filter(pk=refund.pk).update(dealt_with_at=timezone.now())
    refund.refresh_from_db()


def _key(refund: Refund) -> str:
    again = "" if refund.stripe_try == 1 else f"-{refund.stripe_try}"
    return f"refund-{refund.uuid}{again}"


def _was_made(refund: Refund, *, cause: str) -> bool:
    """Whether Stripe has it all the same."""
    settle_refunds(refund.payment, cause=cause)
    refund.refresh_from_db()
    return refund.status != RefundStatus.CREATED


def _take_another_key(refund: Refund) -> None:
    """Stripe keeps its 5xx for a key for a day. Once, for twins that failed together."""
    same_try = Refund.objects.filter(pk=refund.pk, stripe_try=refund.stripe_try)
    same_try.update(stripe_try=F("stripe_try") + 1)
    refund.refresh_from_db()


def _after_refusal(refund: Refund, code: str, *, cause: str) -> Refund:
    """Somebody may have refunded it in the dashboard; then our row gives way to that one."""
    if _was_made(refund, cause=cause):
        return refund
    with transaction.atomic():
        move_refund(
            refund,
            to=RefundStatus.CANCELLED,
            only_from=[RefundStatus.CREATED],
            cause=cause,
            failure=code[:100],
        )
    raise RefundError(_("Stripe refused: %(code)s. Nothing was refunded.") % {"code": code or "–"})
