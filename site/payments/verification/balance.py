"""What must hold of our balance at Stripe as a whole."""

from collections import Counter
from collections.abc import Iterator, Mapping

from django.db.models import F, Q, Sum

from ledger.enums import AccountCode, EntryKind
from ledger.models import Line
from payments.enums import PaymentMethod, PayoutCategory, PayoutStatus
from payments.models import Dispute, Payment, PayoutLine, Refund

Sums = Counter[str]  # currency → minor units; may be negative, so summed by `update` alone


def balance_is_explained() -> Iterator[str]:
    """For each currency, the ledger has at Stripe what was charged, less what was refunded,
    disputed, kept as a fee and paid out; and in suspense what payouts cannot explain."""
    wanted: Sums = Counter()
    for part in (_payments(), _refunds(), _disputes(), _payouts(), _others()):
        wanted.update(part)
    yield from _differences("Stripe balance", AccountCode.STRIPE, wanted)
    red = _payout_lines(Q(category=PayoutCategory.UNEXPLAINED))
    yield from _differences("Suspense", AccountCode.SUSPENSE, red)


def _payments() -> Sums:
    """What arrived, in the currency it is held in, less its fee; gross until Stripe has told."""
    sums: Sums = Counter()
    paid = Payment.objects.through_stripe().paid()
    open_ones = paid.filter(fee=None).values_list("currency")
    sums.update(dict(open_ones.annotate(total=Sum("amount"))))
    settled = paid.exclude(fee=None).values_list("settled_currency")
    sums.update(dict(settled.annotate(total=Sum(F("settled_amount") - F("fee")))))
    return sums


def _refunds() -> Sums:
    """What succeeded. Stripe alone knows the rate at which exchanged money left."""
    sums: Sums = Counter()
    own = Q(payment__settled_currency=F("currency")) | Q(payment__settled_currency="")
    own &= Q(method=PaymentMethod.CARD)
    rows = Refund.objects.succeeded().filter(own).values_list("currency")
    sums.subtract(dict(rows.annotate(total=Sum("amount"))))
    others = Refund.objects.filter(method=PaymentMethod.CARD).exclude(own)
    for refund in others.exclude(settled_at=None):
        key = f"refund:{refund.uuid}"
        sums.update(_booked(Q(entry__key__in=[key, f"reversal:{key}", f"exchange:{key}"])))
    return sums


def _disputes() -> Sums:
    sums: Sums = Counter()
    for dispute in Dispute.objects.exclude(settled_currency=""):
        sums[dispute.settled_currency] -= dispute.held + dispute.fee
    return sums


def _payouts() -> Sums:
    """What came to the bank and is explained."""
    return _payout_lines(~Q(category=PayoutCategory.UNEXPLAINED))


def _payout_lines(wanted: Q) -> Sums:
    rows = PayoutLine.objects.filter(wanted, payout__status=PayoutStatus.PAID)
    totals = rows.values_list("payout__currency").annotate(total=Sum("amount"))
    return Counter({currency: -total for currency, total in totals})


def _others() -> Sums:
    """Fees that belong to no payment, and what somebody wrote by hand."""
    return _booked(
        Q(entry__key__startswith="stripe:")
        | Q(entry__kind__in=[EntryKind.OPENING, EntryKind.MANUAL])
    )


def _booked(wanted: Q, account: AccountCode = AccountCode.STRIPE) -> Sums:
    rows = Line.objects.filter(wanted, account__code=account).values_list("currency")
    return Counter(dict(rows.annotate(total=Sum("amount"))))


def _differences(what: str, account: AccountCode, wanted: Mapping[str, int]) -> Iterator[str]:
    booked = _booked(Q(), account)
    for currency in sorted({*wanted, *booked}):
        ours, theirs = booked[currency], wanted.get(currency, 0)
        if ours != theirs:
            yield f"{what}: {ours} {currency} in the ledger, {theirs} explained, in minor units."
