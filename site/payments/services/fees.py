"""What Stripe made of a charge once it has settled: its fee, and the money in our own currency."""

from django.utils.translation import gettext_noop

from core.money import split
from ledger.enums import AccountCode, EntryKind
from ledger.services.posting import Posting, post
from payments.gateway import Charge
from payments.handlers import by_handler
from payments.models import Payment, PaymentLine


def book_fee(payment: Payment, charge: Charge) -> None:
    """Book what Stripe tells of a charge with its balance transaction, once.

    Side effects, in order: the payment notes the settled amount, its currency and the fee; when
    Stripe has changed the money into another currency the exchange is posted; the fee is posted,
    shared over the funds of the lines in proportion; the handlers of the lines are told. Call it
    inside a transaction.
    """
    fee = charge.fee
    if fee is None or payment.fee is not None:
        return
    known = {
        "fee": fee.amount,
        "settled_amount": fee.gross,
        "settled_currency": fee.currency,
    }
    if not Payment.objects.filter(pk=payment.pk, fee__isnull=True).update(**known):
        return
    for name, value in known.items():
        setattr(payment, name, value)
    lines = payment.booked_lines
    weights = [line.amount for line in lines]
    if fee.currency != payment.currency:
        post(
            key=f"payment:{payment.uuid}:exchange",
            kind=EntryKind.EXCHANGE,
            description=gettext_noop("Exchange of payment %s") % payment.uuid,
            occurred_at=fee.booked_at,
            postings=[
                posting
                for line, share in zip(lines, split(fee.gross, weights), strict=True)
                for posting in exchange(
                    line, given=(line.amount, payment.currency), taken=(share, fee.currency)
                )
            ],
        )
    if fee.amount:  # an entry needs lines
        post(
            key=f"payment:{payment.uuid}:fee",
            kind=EntryKind.FEE,
            description=gettext_noop("Stripe fee of payment %s") % payment.uuid,
            occurred_at=fee.booked_at,
            postings=[
                posting
                for line, share in zip(lines, split(fee.amount, weights), strict=True)
                for posting in (
                    Posting(AccountCode.PROCESSING_FEES, line.fund, share, fee.currency),
                    Posting(AccountCode.STRIPE, line.fund, -share, fee.currency),
                )
            ],
        )
    for handler, handled in by_handler(lines):
        handler.on_fee_booked(payment, handled, fee.booked_at)


def exchange(line: PaymentLine, *, given: tuple[int, str], taken: tuple[int, str]) -> list[Posting]:
    """One currency out of the Stripe balance, another in; a clearing account keeps each of them
    balanced, so that no sum ever crosses currencies."""
    return [
        Posting(AccountCode.STRIPE, line.fund, -given[0], given[1]),
        Posting(AccountCode.EXCHANGE, line.fund, given[0], given[1]),
        Posting(AccountCode.STRIPE, line.fund, taken[0], taken[1]),
        Posting(AccountCode.EXCHANGE, line.fund, -taken[0], taken[1]),
    ]
