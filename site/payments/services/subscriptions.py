"""What renews: opened with a payment, then copied from Stripe whenever it may have changed.

Stripe decides. Webhooks, pages and reconcile only make us ask again; the answer is written unless a
later one was written before it.
"""

import logging
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core.guards import guarded
from ledger.models import Fund
from payments.drift import remember_unknown
from payments.enums import BillingInterval, LineKind, SubscriptionStatus
from payments.exceptions import ForeignObjectError, GatewayRefusedError, MismatchError
from payments.gateway import Invoice, Session, SubscriptionState, gateway
from payments.models import Payment, PaymentLine, Subscription, SubscriptionMove, WebhookEvent
from payments.subscription_handlers import subscription_handler

logger = logging.getLogger(__name__)

SILENCE = timedelta(days=1)
AT_A_TIME = 100


def open_subscription(
    *, payment: Payment, line: PaymentLine, interval: BillingInterval, shares: str = ""
) -> Subscription:
    """Let one line of a payment renew, and with it what the payer adds for the fee; Stripe keeps
    `shares` for whoever is told of each renewal. Call it in the transaction that opened the
    payment, before `start_checkout`: Stripe is then asked for a page whose first payment begins the
    subscription.
    """
    subscription = Subscription.objects.create(
        first_line=line,
        email=payment.email,
        name=payment.name,
        language=payment.language,
        interval=interval,
        currency=payment.currency,
        amount=line.amount,
        fee_cover=sum(added.amount for added in payment.lines.filter(kind=LineKind.FEE_COVER)),
        fund=line.fund,
        shares=shares,
    )
    Payment.objects.filter(pk=payment.pk).update(subscription=subscription)
    payment.subscription = subscription
    return subscription


def subscription_of(reference: str, stripe_subscription: str = "") -> Subscription | None:
    """Ours for what Stripe sent back, by our own reference or by Stripe's id."""
    wanted = Q(stripe_subscription=stripe_subscription) if stripe_subscription else Q(pk=None)
    with suppress(ValueError):
        wanted |= Q(uuid=UUID(reference))
    return Subscription.objects.filter(wanted).first()


def link_subscription(subscription: Subscription, *, session: Session, payment: Payment) -> None:
    """Note what Stripe calls it; in the transaction in which its first payment arrives."""
    Subscription.objects.filter(pk=subscription.pk).update(
        stripe_subscription=session.subscription,
        stripe_customer=session.customer,
        stripe_fee_product=session.products.get(LineKind.FEE_COVER, ""),
        supporter=payment.supporter_id,
    )
    subscription.refresh_from_db()


def give_up_subscription(subscription: Subscription) -> None:
    """Its first payment will not come; in the transaction that closes that payment."""
    Subscription.objects.filter(pk=subscription.pk, status__in=SubscriptionStatus.BEGINNING).update(
        status=SubscriptionStatus.INCOMPLETE_EXPIRED
    )


def settle_subscription(subscription: Subscription, *, cause: str) -> Subscription:
    """Ask Stripe and copy the answer; returns the row fresh.

    Side effects in one transaction: the row, a history row when the status changed, and what the
    handler does on a start, a failure or an end. Before that, what an ended subscription left open
    is voided at Stripe. Nothing happens before its first payment. Raises `GatewayUnavailableError`.
    """
    if not subscription.stripe_subscription:
        return subscription
    asked_at = timezone.now()
    state = gateway().fetch_subscription(subscription.stripe_subscription)
    invoice = None
    if state.latest_invoice and state.status in SubscriptionStatus.FAILING:
        invoice = gateway().fetch_invoice(state.latest_invoice)
    if state.is_ended and not subscription.is_ended and guarded("void"):
        # First, so that a crash before the row is written has it done again.
        void_open_invoices(state.id)
    copy_state(subscription, state, asked_at=asked_at, cause=cause, invoice=invoice)
    return subscription


def settle_subscription_event(event: WebhookEvent) -> Payment | None:
    """Settle what an event of a subscription is about."""
    subscription = Subscription.objects.filter(stripe_subscription=event.object_id).first()
    if subscription is None:
        subscription = _first_told_of(event.object_id)
    settle_subscription(subscription, cause=event.type)
    return None


def _first_told_of(stripe_subscription: str) -> Subscription:
    """The event may be faster than the one of its first payment, which then links the two."""
    state = gateway().fetch_subscription(stripe_subscription)
    subscription = subscription_of(state.reference)
    if subscription is None:
        raise ForeignObjectError(stripe_subscription)
    return subscription


@transaction.atomic
def copy_state(
    subscription: Subscription,
    state: SubscriptionState,
    *,
    asked_at: datetime,
    cause: str,
    invoice: Invoice | None = None,
) -> bool:
    """Write what Stripe said, unless something asked later was written already. True when written.

    `invoice` is the one that fails, when one does. `subscription` is fresh afterwards.
    """
    _require_match(subscription, state)
    row = Subscription.objects.select_for_update().get(pk=subscription.pk)
    is_late = row.fetched_at is not None and row.fetched_at > asked_at
    if is_late and guarded("stale"):
        subscription.refresh_from_db()
        return False
    before = row.status
    if state.status not in SubscriptionStatus.values:
        remember_unknown("subscription", state.status, state.id)
    values = _copied(row, state, invoice) | {"fetched_at": asked_at}
    Subscription.objects.filter(pk=row.pk).update(**values)
    subscription.refresh_from_db()
    _take_effect(subscription, before, invoice, cause=cause)
    return True


def _require_match(subscription: Subscription, state: SubscriptionState) -> None:
    ours = (subscription.currency, gateway().livemode)
    if ours != (state.currency, state.livemode):
        raise MismatchError(f"subscription {subscription.uuid} is {ours}, Stripe has another")


def _copied(
    subscription: Subscription, state: SubscriptionState, invoice: Invoice | None
) -> dict[str, Any]:
    added = subscription.stripe_fee_product
    fund = Fund.objects.filter(code=state.fund).first()
    card = state.card
    is_open = invoice is not None and (invoice.is_failing or invoice.is_left)
    failing = invoice if is_open and not state.is_ended else None
    return {
        "status": state.status[:30],  # one that we do not know may be longer
        "amount": state.amount_beside(added),
        "fee_cover": state.amount_of(added),
        **({"fund": fund} if fund else {}),
        "shares": state.shares[:300],
        "next_payment_at": None if state.is_ended else state.next_payment_at,
        "is_on_hold": state.is_on_hold,
        "resumes_at": state.resumes_at,
        "ends_at": state.ends_at,
        "ended_at": state.ended_at,
        "end_reason": state.end_reason if state.is_ended else "",
        "card_brand": card.brand if card else "",
        "card_last4": card.last4 if card else "",
        "card_expires_on": card.expires_on if card else None,
        "failing_invoice": failing.id if failing else "",
        "failing_amount": failing.amount_due if failing else None,
        "failing_page": failing.page if failing else "",
        "failing_since": _failing_since(subscription, state, failing),
        "needs_confirmation": bool(failing and failing.needs_confirmation),
        "next_try_at": failing.next_try_at if failing else None,
    }


def _failing_since(
    subscription: Subscription, state: SubscriptionState, failing: Invoice | None
) -> datetime | None:
    """When the first invoice was made that failed and still stands open, or after which Stripe has
    made others: a new draft does not mend what failed."""
    if failing:
        return subscription.failing_since or failing.created_at
    return subscription.failing_since if state.status in SubscriptionStatus.FAILING else None


def _take_effect(
    subscription: Subscription, before: str, invoice: Invoice | None, *, cause: str
) -> None:
    """What a change of the status means; nothing when it is the same as before."""
    if before != subscription.status:
        SubscriptionMove.objects.create(
            subscription=subscription, before=before, after=subscription.status, cause=cause[:80]
        )
    handler = subscription_handler()
    if before in SubscriptionStatus.BEGINNING and subscription.is_running:
        handler.on_started(subscription)
    if invoice and invoice.is_failing:
        handler.on_failed(subscription, invoice)
    if subscription.is_ended and before not in SubscriptionStatus.ENDED:
        handler.on_ended(subscription)


def void_open_invoices(stripe_subscription: str) -> None:
    """Nobody may be charged after the end: void at Stripe whatever is still open. What was paid in
    that very moment is left to its own event."""
    for invoice in gateway().list_invoices(subscription=stripe_subscription, status="open"):
        try:
            gateway().void_invoice(invoice.id)
        except GatewayRefusedError:
            logger.info("Invoice %s was closed by somebody else", invoice.id)


def ask_about_silent() -> int:
    """Ask about what nothing was heard of for a day, or whose first payment has come without it:
    a change at Stripe whose event was lost. Some at a time; returns how many changed. One in
    trouble does not keep the others."""
    silent = Subscription.objects.filter(stripe_subscription__isnull=False).filter(
        Q(fetched_at__isnull=True)
        | Q(fetched_at__lt=timezone.now() - SILENCE)
        # Not "running": a status that we do not know is asked about, too.
        & ~Q(status__in=SubscriptionStatus.BEGINNING + SubscriptionStatus.ENDED)
    )
    changed = 0
    for subscription in silent.order_by("fetched_at")[:AT_A_TIME]:
        before = subscription.status
        try:
            settle_subscription(subscription, cause="reconcile")
        except Exception:
            logger.exception("Subscription %s was not settled", subscription.uuid)
            continue
        changed += subscription.status != before
    return changed
