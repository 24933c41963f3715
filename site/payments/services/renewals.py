"""Payments that Stripe collects by itself: one for each paid invoice after the first."""

from django.db import transaction
from django.utils import timezone

from core.guards import guarded
from core.models import OrganisationSettings
from core.rows import insert
from ledger.models import Fund
from payments.enums import PaymentStatus
from payments.exceptions import MismatchError
from payments.gateway import Invoice, gateway
from payments.models import Payment, PaymentLine, Subscription
from payments.services.effects import take_effect
from payments.services.fees import book_fee
from payments.services.moves import move_payment
from payments.subscription_handlers import subscription_handler


def record_renewal(subscription: Subscription, invoice: Invoice, *, cause: str) -> Payment | None:
    """Write the payment of a paid invoice, once; None while there is nothing to write.

    Side effects in one transaction, with the subscription's row locked: the payment with its lines,
    what the subscription's handler keeps beside it, then all that a paid payment means, and its fee
    when it is known. What is paid after the end is recorded like any other, and stands on the list
    of what needs attention until it is given back.
    """
    if invoice.status != "paid" or invoice.amount_paid == 0 or invoice.is_first:
        return None
    _require_match(subscription, invoice)
    charge = invoice.intent.charge if invoice.intent else None
    paid_at = charge.created_at if charge else timezone.now()
    with OrganisationSettings.read_once(), transaction.atomic():
        subscription = Subscription.objects.select_for_update().get(pk=subscription.pk)
        payment = Payment.objects.filter(stripe_invoice=invoice.id).first()
        if payment is None or not guarded("renewal"):
            payment = _write(subscription, invoice)
            move_payment(
                payment,
                to=PaymentStatus.SUCCEEDED,
                cause=cause,
                succeeded_at=paid_at,
                stripe_payment_intent=invoice.intent.id if invoice.intent else None,
                stripe_charge=charge.id if charge else None,
            )
            take_effect(payment, paid_at)
        if charge:
            book_fee(payment, charge)
    return payment


def settle_fee(payment: Payment) -> Payment:
    """Bring a renewal up to date: it is paid since it was written, so only its fee can be new."""
    charge = gateway().fetch_intent(payment.stripe_payment_intent or "").charge
    if charge:
        with transaction.atomic():
            book_fee(payment, charge)
    payment.refresh_from_db()
    return payment


def _require_match(subscription: Subscription, invoice: Invoice) -> None:
    ours = (subscription.currency, gateway().livemode)
    theirs = (invoice.currency, invoice.livemode)
    if ours != theirs:
        raise MismatchError(f"subscription {subscription.uuid} is {ours}, Stripe says {theirs}")


def _write(subscription: Subscription, invoice: Invoice) -> Payment:
    """The amount is what was paid, the fund what the invoice was made for: both may have changed
    since."""
    fund = Fund.objects.filter(code=invoice.fund).first() or subscription.fund
    handler = subscription_handler()
    added = invoice.amounts.get(subscription.stripe_fee_product, 0)
    if added >= invoice.amount_paid:  # somebody gave a discount at Stripe
        added = 0
    new = handler.lines_of(
        subscription, amount=invoice.amount_paid - added, fee_cover=added, fund=fund
    )
    payment = Payment(
        supporter=subscription.supporter,
        amount=invoice.amount_paid,
        currency=invoice.currency,
        email=subscription.email,
        name=subscription.name,
        language=subscription.language,
        fingerprint=f"invoice {invoice.id}"[:64],
        subscription=subscription,
        stripe_invoice=invoice.id if guarded("renewal") else None,
        expires_at=timezone.now(),  # there was no page
    )
    insert([payment])
    lines = [
        PaymentLine(
            payment=payment,
            kind=line.kind,
            description=line.description,
            amount=line.amount,
            fund=line.fund,
        )
        for line in new
    ]
    insert(lines)
    handler.on_renewed(subscription, payment, lines[0], shares=invoice.shares)
    return payment
