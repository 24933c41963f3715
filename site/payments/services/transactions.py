"""What moved our balance at Stripe, one movement at a time: making sure that we know what caused
it, and saying which funds it brought or took.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from django.db import transaction as database
from django.utils.translation import gettext_noop

from core.money import split
from ledger.enums import AccountCode, EntryKind
from ledger.models import Entry, Fund, Line
from ledger.services.posting import Posting, post
from payments.enums import PayoutCategory, RefundStatus
from payments.exceptions import ForeignObjectError, GatewayRefusedError, MismatchError
from payments.gateway import Transaction
from payments.models import Dispute, Payment, Payout, PayoutLine, Refund
from payments.services.disputes import settle_dispute
from payments.services.refund_settlement import settle_refunds
from payments.services.settlement import payment_behind, settle

logger = logging.getLogger(__name__)

# A debit's refund is of another type, so only the failing one is asked for by name.
REFUND_FAILED = "refund_failure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What a movement brought to one fund or took from it (minor units, signed)."""

    category: PayoutCategory
    fund: Fund
    amount: int
    payment: Payment | None = None
    refund: Refund | None = None
    dispute: Dispute | None = None
    returned: Payout | None = None


def settle_transaction(moved: Transaction, *, cause: str) -> None:
    """Settle whatever caused a movement, when we do not know all of it yet.

    Side effects are those of the settling service that its source belongs to; a fee that belongs to
    no payment is posted to the default fund. A source that is not ours, or not what we asked for,
    is left alone: the movement stays unexplained. Raises `GatewayUnavailableError` when Stripe
    cannot be asked. Not to be called inside a transaction.
    """
    try:
        if moved.source_kind in SETTLERS:
            SETTLERS[moved.source_kind](moved, cause)
        elif moved.type == "stripe_fee":
            book_stripe_fee(moved)
    except (ForeignObjectError, GatewayRefusedError, MismatchError) as error:
        logger.warning("Movement %s is about nothing of ours: %s", moved.id, type(error).__name__)


def _settle_charge(moved: Transaction, cause: str) -> None:
    payment = payment_behind(intent_id=moved.intent_id, charge_id=moved.charge_id)
    if payment.fee is None:
        settle(payment, cause=cause)


def _settle_dispute(moved: Transaction, cause: str) -> None:
    if not Entry.objects.filter(key=f"dispute:{moved.id}").exists():
        settle_dispute(moved.source_id, cause=cause)


def _settle_refund(moved: Transaction, cause: str) -> None:
    booked = Refund.objects.filter(stripe_refund=moved.source_id).exclude(settled_at=None)
    if moved.type == REFUND_FAILED:
        booked = booked.exclude(status__in=RefundStatus.LIVE)
    if not booked.exists():
        payment = payment_behind(intent_id=moved.intent_id, charge_id=moved.charge_id)
        settle_refunds(payment, cause=cause)


SETTLERS: dict[str, Callable[[Transaction, str], object]] = {
    "charge": _settle_charge,
    "dispute": _settle_dispute,
    "refund": _settle_refund,
}


@database.atomic
def book_stripe_fee(moved: Transaction) -> None:
    """Post a fee that Stripe takes from the balance by itself, or gives back, once.

    No payment bears it, so the default fund does.
    """
    if not moved.net:
        return
    fund = Fund.objects.default()
    post(
        key=_fee_key(moved),
        kind=EntryKind.FEE,
        description=gettext_noop("Stripe fee %s") % moved.id,
        occurred_at=moved.booked_at,
        postings=[
            Posting(AccountCode.PROCESSING_FEES, fund, -moved.net, moved.currency),
            Posting(AccountCode.STRIPE, fund, moved.net, moved.currency),
        ],
    )


def explain(moved: Transaction) -> list[Share]:
    """The shares that our own records give a movement; what they do not sum to is unexplained.

    Reads only. Nothing is explained in part but a payout that came back.
    """
    if moved.source_kind in EXPLAINERS:
        shares = list(EXPLAINERS[moved.source_kind](moved))
    elif moved.type == "stripe_fee":
        shares = list(_posted([_fee_key(moved)], PayoutCategory.FEES, moved.currency))
    else:
        return []
    is_whole = sum(share.amount for share in shares) == moved.net
    return shares if is_whole or moved.source_kind == "payout" else []


def _of_charge(moved: Transaction) -> Iterator[Share]:
    """By kind of line, and the fee as it was shared over the funds."""
    payment = Payment.objects.paid().filter(stripe_charge=moved.source_id).first()
    if payment is None or (payment.settled_amount, payment.fee, payment.settled_currency) != (
        moved.amount,
        moved.fee,
        moved.currency,
    ):
        return
    lines = list(payment.lines.select_related("fund"))
    weights = [line.amount for line in lines]
    for line, amount in zip(lines, split(moved.amount, weights), strict=True):
        yield Share(
            category=PayoutCategory(line.kind), fund=line.fund, amount=amount, payment=payment
        )
    for line, amount in zip(lines, split(-moved.fee, weights), strict=True):
        yield Share(category=PayoutCategory.FEES, fund=line.fund, amount=amount, payment=payment)


def _of_refund(moved: Transaction) -> Iterator[Share]:
    """By fund, as it was booked; one that the payer's bank sent back, as that was undone."""
    refund = Refund.objects.filter(stripe_refund=moved.source_id).select_related("payment").first()
    if refund is None:
        return
    key = f"refund:{refund.uuid}"
    keys = [f"reversal:{key}", f"exchange:{key}"] if moved.type == REFUND_FAILED else [key]
    for share in _posted(keys, PayoutCategory.REFUNDS, moved.currency):
        yield replace(share, payment=refund.payment, refund=refund)


def _of_dispute(moved: Transaction) -> Iterator[Share]:
    dispute = (
        Dispute.objects.filter(stripe_dispute=moved.source_id).select_related("payment").first()
    )
    if dispute is None:
        return
    for share in _posted([f"dispute:{moved.id}"], PayoutCategory.DISPUTES, moved.currency):
        yield replace(share, payment=dispute.payment, dispute=dispute)


def _of_payout(moved: Transaction) -> Iterator[Share]:
    """A payout that came back brings again what it had taken."""
    payout = Payout.objects.filter(stripe_payout=moved.source_id).first()
    if payout is None or moved.type not in {"payout_failure", "payout_cancel"}:
        return
    lines = PayoutLine.objects.filter(payout=payout).select_related("fund")
    sums: Counter[Fund] = Counter()
    for line in lines.exclude(category=PayoutCategory.UNEXPLAINED):
        sums[line.fund] += line.amount
    for fund, amount in sums.items():
        yield Share(category=PayoutCategory.RETURNED, fund=fund, amount=amount, returned=payout)


def _posted(keys: list[str], category: PayoutCategory, currency: str) -> Iterator[Share]:
    """What entries of the journal moved of the Stripe balance."""
    for line in Line.objects.filter(
        entry__key__in=keys, account__code=AccountCode.STRIPE, currency=currency
    ).select_related("fund"):
        yield Share(category=category, fund=line.fund, amount=line.amount)


EXPLAINERS: dict[str, Callable[[Transaction], Iterator[Share]]] = {
    "charge": _of_charge,
    "refund": _of_refund,
    "dispute": _of_dispute,
    "payout": _of_payout,
}


def _fee_key(moved: Transaction) -> str:
    return f"stripe:{moved.id}"
