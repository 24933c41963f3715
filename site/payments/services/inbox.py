"""The webhook inbox: keep the event, then settle what it is about."""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import F, Q
from django.utils import timezone

from core.rows import insert_unless_there
from payments.defence.card_testing import settle_failed_card
from payments.enums import EventStatus, UnmatchedReason
from payments.exceptions import ForeignObjectError, MismatchError
from payments.gateway import SignedEvent
from payments.models import Payment, WebhookEvent
from payments.services.disputes import settle_dispute_event, settle_warning_event
from payments.services.invoices import announce_event, settle_invoice_event
from payments.services.payouts import settle_payout_event
from payments.services.refund_settlement import settle_refund_event
from payments.services.settlement import is_uuid, payment_of, settle_event
from payments.services.subscriptions import settle_subscription_event
from payments.services.unmatched import note_unmatched

logger = logging.getLogger(__name__)

# Fetches what the event is about and brings us to it. Returns the payment that this concerned, if
# any, and raises `ForeignObjectError` when it concerned none of ours.
Settler = Callable[[WebhookEvent], Payment | None]

# Who settles what. Any other event is kept, ignored and answered with 200.
SETTLERS: Mapping[str, Settler] = {
    "checkout.session.completed": settle_event,
    "checkout.session.async_payment_succeeded": settle_event,
    "checkout.session.async_payment_failed": settle_event,
    "checkout.session.expired": settle_event,
    "payment_intent.succeeded": settle_event,
    "payment_intent.payment_failed": settle_failed_card,
    "payment_intent.canceled": settle_event,
    "charge.succeeded": settle_event,
    "charge.failed": settle_event,
    "charge.updated": settle_event,
    "payout.paid": settle_payout_event,
    "payout.failed": settle_payout_event,
    "payout.reconciliation_completed": settle_payout_event,
    "charge.dispute.created": settle_dispute_event,
    "charge.dispute.updated": settle_dispute_event,
    "charge.dispute.closed": settle_dispute_event,
    "charge.dispute.funds_withdrawn": settle_dispute_event,
    "charge.dispute.funds_reinstated": settle_dispute_event,
    "radar.early_fraud_warning.created": settle_warning_event,
    "radar.early_fraud_warning.updated": settle_warning_event,
    "charge.refunded": settle_refund_event,
    "refund.created": settle_refund_event,
    "refund.updated": settle_refund_event,
    "refund.failed": settle_refund_event,
    "customer.subscription.created": settle_subscription_event,
    "customer.subscription.updated": settle_subscription_event,
    "customer.subscription.deleted": settle_subscription_event,
    "customer.subscription.paused": settle_subscription_event,
    "customer.subscription.resumed": settle_subscription_event,
    "invoice.finalized": settle_invoice_event,
    "invoice.paid": settle_invoice_event,
    "invoice.payment_failed": settle_invoice_event,
    "invoice.payment_action_required": settle_invoice_event,
    "invoice.voided": settle_invoice_event,
    "invoice.upcoming": announce_event,
}
FINISHED = (EventStatus.PROCESSED, EventStatus.IGNORED)
BATCH = 500
SEEN = "SELECT 1 FROM payments_webhookevent WHERE id = %s AND status IN (%s, %s) AND was_delivered"


def receive_event(signed: SignedEvent, *, was_delivered: bool = True) -> None:
    """Keep a verified event and act on it. A delivery of one already finished does nothing.

    Side effects, in order: the event's row is written (its own commit, so that the trace survives
    a failure), what it is about is settled, the row is marked. An error is kept on the row and
    raised again: the answer is then a 500 and Stripe tries once more.
    """
    if _is_finished(signed.id):
        return
    event = _keep(signed, was_delivered=was_delivered)
    if was_delivered and not event.was_delivered:
        WebhookEvent.objects.filter(pk=event.pk).update(
            was_delivered=True, api_version=signed.api_version
        )
    if event.status not in FINISHED:
        process_event(event)


def _is_finished(event: str) -> bool:
    """Whether this was delivered before, and all is done. Each delivery asks, so without the ORM,
    which takes longer to put the question together than all the rest takes."""
    with connection.cursor() as cursor:
        cursor.execute(SEEN, [event, *FINISHED])
        return cursor.fetchone() is not None


def _keep(signed: SignedEvent, *, was_delivered: bool) -> WebhookEvent:
    """The event's row: written, unless it failed before or is being delivered twice at once. What
    nobody settles is finished with it."""
    event = WebhookEvent(
        id=signed.id, **_fields(signed, _payment_about(signed), was_delivered=was_delivered)
    )
    if signed.type not in SETTLERS:
        event.status, event.attempts, event.finished_at = EventStatus.IGNORED, 1, timezone.now()
    if insert_unless_there(event):
        return event
    return WebhookEvent.objects.select_related("payment").get(pk=signed.id)


def process_event(event: WebhookEvent) -> None:
    """Settle what the event is about, from Stripe's current state, and mark the row."""
    settler = SETTLERS.get(event.type)
    if settler is None:
        _mark(event, EventStatus.IGNORED)
        return
    try:
        payment = settler(event)
    except ForeignObjectError:
        _mark(event, EventStatus.IGNORED)
    except MismatchError as error:
        # Trying again would not help: the object is not what we asked for. Staff must look.
        logger.error("Event %s does not fit its payment: %s", event.pk, error)  # noqa: TRY400
        _note_mismatch(event, error)
        _mark(event, EventStatus.IGNORED, error="mismatch")
    except Exception as error:
        _mark(event, EventStatus.FAILED, error=type(error).__name__)
        raise
    else:
        _mark(event, EventStatus.PROCESSED, payment=payment)


def retry_failed_events() -> int:
    """Process again what failed. Returns how many are well now."""
    healed = 0
    for event in WebhookEvent.objects.filter(
        status__in=[EventStatus.FAILED, EventStatus.RECEIVED]
    ).select_related("payment"):
        try:
            process_event(event)
        except Exception:
            logger.exception("Event %s failed again", event.pk)
        else:
            healed += 1
    return healed


def catch_up_events(
    listed: Collection[SignedEvent], is_current: Callable[[Payment, SignedEvent], bool]
) -> int:
    """Write down events that Stripe lists and that never reached us, and act on them.

    `is_current` says that a payment was compared with Stripe after an event of it happened: then
    the event is only written down. Returns how many there were that somebody here settles.
    """
    caught_up = 0
    ids = [signed.id for signed in listed]
    known: set[str] = set()
    for start in range(0, len(ids), BATCH):
        known |= set(
            WebhookEvent.objects.filter(pk__in=ids[start : start + BATCH]).values_list(
                "pk", flat=True
            )
        )
    unseen = sorted(
        (signed for signed in listed if signed.id not in known),
        key=lambda signed: (signed.happened_at, signed.id),
    )
    for start in range(0, len(unseen), BATCH):
        caught_up += _catch_up(unseen[start : start + BATCH], is_current)
    return caught_up


def _catch_up(
    batch: Sequence[SignedEvent], is_current: Callable[[Payment, SignedEvent], bool]
) -> int:
    caught_up = 0
    written: list[WebhookEvent] = []
    payments = _payments_about(batch)
    for signed in batch:
        settler, payment = SETTLERS.get(signed.type), payments.get(signed.id)
        caught_up += settler is not None
        status = None
        if settler is None or (settler is settle_event and payment is None):
            status = EventStatus.IGNORED
        elif settler is settle_event and payment is not None and is_current(payment, signed):
            status = EventStatus.PROCESSED
        if status is None:
            try:
                receive_event(signed, was_delivered=False)
            except Exception:  # its row says so, and it is tried again
                logger.exception("Event %s was lost and failed", signed.id)
                caught_up -= 1
        else:
            fields = _fields(signed, payment, was_delivered=False)
            written.append(
                WebhookEvent(id=signed.id, status=status, finished_at=timezone.now(), **fields)
            )
    WebhookEvent.objects.bulk_create(written, ignore_conflicts=True)
    return caught_up


def _fields(signed: SignedEvent, payment: Payment | None, *, was_delivered: bool) -> dict[str, Any]:
    return {
        "type": signed.type,
        "object_id": signed.object_id,
        "subject_id": signed.subscription_id,
        "payment": payment,
        "api_version": signed.api_version,
        "livemode": signed.livemode,
        "was_delivered": was_delivered,
        "happened_at": signed.happened_at,
    }


def _payments_about(batch: Sequence[SignedEvent]) -> dict[str, Payment]:
    """Event's id → payment, as `_payment_about` finds it, in two queries for all."""
    references = {signed.reference for signed in batch if is_uuid(signed.reference)}
    named = {str(p.uuid): p for p in Payment.objects.filter(uuid__in=references)}
    intents = {signed.intent_id for signed in batch}
    charges = {signed.charge_id for signed in batch}
    at_stripe: dict[str | None, Payment] = {}
    for known in Payment.objects.filter(
        Q(stripe_payment_intent__in=intents) | Q(stripe_charge__in=charges)
    ):
        at_stripe[known.stripe_payment_intent] = at_stripe[known.stripe_charge] = known
    found = {}
    for signed in batch:
        payment = (
            named.get(signed.reference)
            or at_stripe.get(signed.intent_id)
            or at_stripe.get(signed.charge_id)
        )
        if payment is not None:
            found[signed.id] = payment
    return found


def _payment_about(signed: SignedEvent) -> Payment | None:
    """The payment that the event names, as far as we know it already."""
    payment = payment_of(signed.reference)
    if payment is None and (signed.intent_id or signed.charge_id):
        payment = Payment.objects.at_stripe(signed.intent_id, signed.charge_id).first()
    return payment


def _note_mismatch(event: WebhookEvent, error: MismatchError) -> None:
    payment = event.payment
    note_unmatched(
        (payment.stripe_session if payment else None) or event.object_id,
        reason=UnmatchedReason.MISMATCH,
        detail=str(error),
        amount=payment.amount if payment else None,
        currency=payment.currency if payment else "",
    )


def _mark(
    event: WebhookEvent, status: EventStatus, error: str = "", payment: Payment | None = None
) -> None:
    event.status, event.error, event.payment = status, error, payment or event.payment
    event.finished_at = timezone.now() if status in FINISHED else None
    WebhookEvent.objects.filter(pk=event.pk).update(
        status=status,
        error=error,
        payment=event.payment,
        attempts=F("attempts") + 1,
        finished_at=event.finished_at,
    )
