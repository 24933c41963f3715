"""The one door through which money becomes real.

Webhook, return page and reconciler all come here. What they heard does not count: Stripe's current
object is fetched, and our row moves by compare-and-set. So calling this twice, late, at once or in
the wrong order changes nothing more.
"""

import logging
from copy import copy
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from core.guards import guarded
from core.models import OrganisationSettings
from payments.drift import remember_unknown
from payments.enums import PaymentStatus
from payments.exceptions import ForeignObjectError, GatewayUnavailableError, MismatchError
from payments.gateway import Session, gateway
from payments.handlers import by_handler
from payments.models import Payment, Subscription, WebhookEvent
from payments.services.effects import take_effect
from payments.services.fees import book_fee
from payments.services.moves import move_payment
from payments.services.renewals import record_renewal, settle_fee
from payments.services.subscriptions import (
    give_up_subscription,
    link_subscription,
    settle_subscription,
    subscription_of,
)

logger = logging.getLogger(__name__)

UNPAID = [status for status in PaymentStatus if status not in PaymentStatus.PAID]


def settle(
    payment: Payment, *, cause: str, is_refused: bool = False, session: Session | None = None
) -> Payment:
    """Bring a payment to the state that Stripe says it has, and return it fresh.

    Stripe is asked, unless the caller has just asked and brings the whole `session`: what we act
    on (paid, expired, failed) is final there, so a minute does not matter.

    Side effects when the money has arrived, in one transaction: the payment moves to succeeded,
    its supporter is found or made, the handlers of its lines run, the ledger entry is posted, the
    receipt is issued and its mail queued. When Stripe's fee is known it is booked. When the session
    has expired or failed, the handlers release what they held; also when there is none and none
    can be made any more, because its time is over or Stripe refused (`is_refused`).

    A payment that came another way is as it was written: nothing happens. Nor does anything where
    the money and its fee are booked already: of what was paid, refunds and disputes tell.

    Raises `GatewayUnavailableError` when Stripe cannot be asked, and `MismatchError` when its
    object is not what we asked for; nothing is written then.
    """
    if not payment.is_through_stripe:
        return payment
    if _is_settled(payment) and guarded("settle"):
        payment.refresh_from_db()
        return payment
    if payment.is_renewal:
        return settle_fee(payment)
    session = session or find_session(payment)
    if session is None:
        if is_refused or payment.expires_at < timezone.now():
            # Unknown to Stripe, for good: no session was ever made that could be paid.
            _close(payment, PaymentStatus.EXPIRED, cause=cause)
    else:
        _apply(payment, session, cause=cause)
    payment.refresh_from_db()
    if payment.subscription and payment.is_paid and payment.subscription.fetched_at is None:
        _begin_subscription(payment.subscription, cause=cause)
    return payment


def _is_settled(payment: Payment) -> bool:
    """Whether its session can tell nothing that we do not know. Stripe need not be asked then,
    although most of a payment's events come when it is so."""
    if not payment.is_paid or payment.fee is None:
        return False
    return payment.subscription is None or payment.subscription.fetched_at is not None


def _begin_subscription(subscription: Subscription, *, cause: str) -> None:
    """The money is there whatever becomes of this; an event or reconcile asks again."""
    try:
        settle_subscription(subscription, cause=cause)
    except GatewayUnavailableError:
        logger.warning("Subscription %s has begun and could not be read yet", subscription.uuid)


def find_session(payment: Payment) -> Session | None:
    """The payment's session at Stripe, found by our reference when a crash kept its id from us."""
    if payment.stripe_session:
        return gateway().fetch_session(payment.stripe_session)
    around = timedelta(minutes=5)
    for session in gateway().list_sessions(
        since=payment.created_at - around, until=payment.expires_at + around
    ):
        if session.reference == str(payment.uuid):
            return gateway().fetch_session(session.id)
    return None


def payment_of(reference: str) -> Payment | None:
    """Our payment for a reference that Stripe sent back, or None when it is not ours."""
    if not is_uuid(reference):
        return None
    return Payment.objects.filter(uuid=reference).first()


def is_uuid(reference: str) -> bool:
    """Whether a reference looks like one of ours; of another system it may be anything."""
    try:
        return str(UUID(reference)) == reference
    except ValueError:
        return False


def payment_behind(*, intent_id: str, charge_id: str = "") -> Payment:
    """Our payment behind one of Stripe's payment intents or charges.

    Stripe is asked when we do not know the intent yet: what is told of a payment may come before
    we heard that it is paid. Raises `ForeignObjectError` when it is about none of ours.
    """
    payment = Payment.objects.at_stripe(intent_id, charge_id).first()
    if payment is None and intent_id:
        payment = payment_of(gateway().fetch_intent(intent_id).reference) or _on_invoice(intent_id)
    if payment is None:
        raise ForeignObjectError(intent_id or charge_id)
    return payment


def _on_invoice(intent_id: str) -> Payment | None:
    """An intent that pays an invoice names no payment; the invoice names its subscription."""
    found = gateway().invoice_paid_by(intent_id)
    if not found:
        return None
    invoice = gateway().fetch_invoice(found)
    subscription = subscription_of(invoice.reference, invoice.subscription)
    if subscription is None:
        return None
    if invoice.is_first:
        return subscription.first_line.payment
    return record_renewal(subscription, invoice, cause="intent")


def settle_event(event: WebhookEvent) -> Payment:
    """Settle the payment that an event of a session, an intent or a charge is about."""
    if event.payment is None:
        raise ForeignObjectError(event.object_id)
    return settle(event.payment, cause=event.type)


def _apply(payment: Payment, session: Session, *, cause: str) -> None:
    _require_match(payment, session)
    if session.payment_status == "paid":
        _succeed(payment, session, cause=cause)
    elif session.status == "expired":
        _close(payment, PaymentStatus.EXPIRED, cause=cause, stripe_session=session.id)
    elif _failed(session):
        _close(payment, PaymentStatus.FAILED, cause=cause, stripe_session=session.id)
    elif session.status == "open":
        with transaction.atomic():
            move_payment(
                payment,
                to=PaymentStatus.PENDING,
                only_from=[PaymentStatus.CREATED],
                cause=cause,
                stripe_session=session.id,
                session_url=session.url,
            )
    elif session.status != "complete":
        remember_unknown("session", session.status, session.id)


def _failed(session: Session) -> bool:
    """A payment that was promised (a bank debit, say) and did not come."""
    return (
        session.status == "complete"
        and session.intent is not None
        and session.intent.status in {"requires_payment_method", "canceled"}
    )


def _require_match(payment: Payment, session: Session) -> None:
    """Refuse what is not the payment we asked for, whoever sent us here."""
    ours = (str(payment.uuid), payment.amount, payment.currency, gateway().livemode)
    theirs = (session.reference, session.amount, session.currency, session.livemode)
    if ours != theirs:
        raise MismatchError(f"payment {payment.uuid} is {ours}, Stripe says {theirs}")
    amounts = sorted(line.amount for line in payment.booked_lines)
    if session.line_amounts and sorted(session.line_amounts) != amounts:
        raise MismatchError(f"payment {payment.uuid} has other lines at Stripe")


def _succeed(payment: Payment, session: Session, *, cause: str) -> None:
    charge = session.intent.charge if session.intent else None
    paid_at = charge.created_at if charge else timezone.now()
    payment = copy(payment)  # the caller's stays as it is, should all this come to nothing
    with OrganisationSettings.read_once(), transaction.atomic():
        # Moving it locks and reads its row; who does not move it takes the lock.
        moved = not payment.is_paid and move_payment(
            payment,
            to=PaymentStatus.SUCCEEDED,
            only_from=UNPAID,
            cause=cause,
            succeeded_at=paid_at,
            stripe_session=session.id,
            stripe_payment_intent=session.intent.id if session.intent else None,
            stripe_charge=charge.id if charge else None,
            stripe_invoice=session.invoice or None,
        )
        if not moved:
            payment = Payment.objects.select_for_update().get(pk=payment.pk)
        if moved or not guarded("settle"):
            take_effect(payment, paid_at)
            if payment.subscription and session.subscription:
                link_subscription(payment.subscription, session=session, payment=payment)
        if charge:
            book_fee(payment, charge)


def _close(payment: Payment, to: PaymentStatus, *, cause: str, **fields: str) -> None:
    with transaction.atomic():
        if move_payment(
            payment,
            to=to,
            only_from=list(map(PaymentStatus, PaymentStatus.OPEN)),
            cause=cause,
            **fields,
        ):
            for handler, lines in by_handler(list(payment.lines.all())):
                handler.on_closed(payment, lines)
            if payment.subscription:
                give_up_subscription(payment.subscription)
