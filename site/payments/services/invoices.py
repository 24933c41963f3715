"""Events of invoices: the first one belongs to the payment it began with, a later one becomes a
payment of its own, and one that fails is told to the giver.
"""

from payments.exceptions import ForeignObjectError
from payments.gateway import Invoice, gateway
from payments.models import Payment, Subscription, WebhookEvent
from payments.services.renewals import record_renewal
from payments.services.settlement import settle
from payments.services.subscriptions import settle_subscription, subscription_of
from payments.subscription_handlers import subscription_handler


def settle_invoice(invoice_id: str, *, cause: str) -> Payment | None:
    """Bring us to what Stripe says of an invoice; the payment it made, if it is paid.

    Side effects in order: the first payment is settled, when the invoice is its own or when nobody
    told of it before; the payment of a later invoice that is paid is written (one transaction);
    then the subscription is asked about and copied (another). Raises `ForeignObjectError` when the
    invoice is of no subscription of ours.
    """
    invoice = gateway().fetch_invoice(invoice_id)
    subscription = _ours(invoice)
    payment: Payment | None = None
    if invoice.is_first or not subscription.stripe_subscription:
        payment = settle(subscription.first_line.payment, cause=cause)
        subscription.refresh_from_db()
    if not invoice.is_first:
        payment = record_renewal(subscription, invoice, cause=cause)
    settle_subscription(subscription, cause=cause)
    return payment


def settle_invoice_event(event: WebhookEvent) -> Payment | None:
    return settle_invoice(event.object_id, cause=event.type)


def announce_event(event: WebhookEvent) -> None:
    """The next payment is near. Its invoice is not made yet: the event names the subscription."""
    subscription = subscription_of("", event.subject_id)
    if subscription is None:
        raise ForeignObjectError(event.object_id)
    settle_subscription(subscription, cause=event.type)
    if subscription.is_running and not subscription.is_paused:
        subscription_handler().on_upcoming(subscription)


def _ours(invoice: Invoice) -> Subscription:
    subscription = subscription_of(invoice.reference, invoice.subscription)
    if subscription is None:
        raise ForeignObjectError(invoice.id)
    return subscription
