"""The webhook inbox: keep the event, then settle what it is about."""

import logging

from django.db.models import F
from django.utils import timezone

from payments.enums import EventStatus
from payments.exceptions import MismatchError
from payments.gateway import SignedEvent
from payments.models import Payment, WebhookEvent
from payments.services.settlement import payment_of, settle

logger = logging.getLogger(__name__)

# What can move a payment. Anything else is kept, ignored and answered with 200.
SETTLING = frozenset(
    {
        "checkout.session.completed",
        "checkout.session.async_payment_succeeded",
        "checkout.session.async_payment_failed",
        "checkout.session.expired",
        "payment_intent.succeeded",
        "payment_intent.payment_failed",
        "payment_intent.canceled",
        "charge.succeeded",
        "charge.failed",
        "charge.updated",
    }
)
FINISHED = (EventStatus.PROCESSED, EventStatus.IGNORED)


def receive_event(signed: SignedEvent) -> WebhookEvent:
    """Keep a verified event and act on it. A delivery of one already finished does nothing.

    Side effects, in order: the event's row is written (its own commit, so that the trace survives
    a failure), the payment it names is settled, the row is marked. An error is kept on the row and
    raised again: the answer is then a 500 and Stripe tries once more.
    """
    event, _made = WebhookEvent.objects.get_or_create(
        id=signed.id,
        defaults={
            "type": signed.type,
            "object_id": signed.object_id,
            "payment": _payment_about(signed),
            "api_version": signed.api_version,
            "livemode": signed.livemode,
            "happened_at": signed.happened_at,
        },
    )
    if event.status not in FINISHED:
        process_event(event)
    return event


def process_event(event: WebhookEvent) -> None:
    """Settle what the event is about, from Stripe's current state, and mark the row."""
    if event.type not in SETTLING or event.payment is None:
        _mark(event, EventStatus.IGNORED)
        return
    try:
        settle(event.payment, cause=event.type)
    except MismatchError as error:
        # Trying again would not help: the object is not what we asked for. Staff must look.
        logger.error("Event %s does not fit its payment: %s", event.pk, error)  # noqa: TRY400
        _mark(event, EventStatus.IGNORED, error="mismatch")
    except Exception as error:
        _mark(event, EventStatus.FAILED, error=type(error).__name__)
        raise
    else:
        _mark(event, EventStatus.PROCESSED)


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


def _payment_about(signed: SignedEvent) -> Payment | None:
    payment = payment_of(signed.reference)
    if payment is None and signed.object_id:
        ids = [signed.object_id, *filter(None, [signed.intent_id])]
        payment = Payment.objects.filter(stripe_payment_intent__in=ids).first()
    return payment


def _mark(event: WebhookEvent, status: EventStatus, error: str = "") -> None:
    finished = status in FINISHED
    WebhookEvent.objects.filter(pk=event.pk).update(
        status=status,
        error=error,
        attempts=F("attempts") + 1,
        finished_at=timezone.now() if finished else None,
    )
    event.refresh_from_db()
