"""What `verify_books` proves about gifts and receipts. Each check yields what is wrong."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import count
from typing import Any

from django.db.models import F, Func, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from donations.enums import DonationStatus, GrantStatus, ReceiptStatus
from donations.models import Donation, GivingStatement, Grant, Pledge, Receipt, ReceiptSeries
from donations.services.documents.statements import receipts_of_year
from donations.services.funds.allocations import posted_legs, spread, wanted_legs
from donations.services.funds.totals import totals_counted, totals_kept
from ledger.enums import AccountCode, EntryKind
from ledger.models import Entry, Fund, Line
from payments.enums import LineKind, PaymentStatus
from payments.models import DisputeLine, Payment, PaymentLine, Refund

# The entries by which gifts come and go; those by hand have no gift of ours behind them.
BROUGHT_AND_TAKEN = (
    EntryKind.PAYMENT,
    EntryKind.REFUND,
    EntryKind.DISPUTE,
    EntryKind.ALLOCATION,
    EntryKind.TRANSFER,
)
GIFT_ACCOUNTS = (AccountCode.GIFTS, AccountCode.GIFTS_IN_KIND)


def receipts_are_gapless() -> Iterator[str]:
    """In each series the numbers run from 1 to the last one given."""
    for series in ReceiptSeries.objects.all():
        numbers = Receipt.objects.filter(series=series).order_by("number")
        expected = count(1)
        last = 0
        for number in numbers.values_list("number", flat=True).iterator():
            while (missing := next(expected)) < number:
                yield f"Receipt {series.code}-{missing:06d} is missing."
            last = number
        if last != series.last_number:
            yield f"Series {series.code} ends with {last}, but {series.last_number} were given."


def paid_has_receipt() -> Iterator[str]:
    """A payment that arrived has its one issued document: a receipt, or a statement of refund.

    That there are never two, the database guarantees. Somebody may have declared it void by hand.
    """
    void = Receipt.objects.voided_by_hand().values("payment")
    paid = Payment.objects.paid().exclude(receipts__status=ReceiptStatus.ISSUED)
    paid = paid.exclude(donations__import_row__isnull=False)  # receipted where they were given
    for payment in paid.exclude(pk__in=void):
        yield f"Payment {payment.uuid} has no receipt."
    premature = Receipt.objects.exclude(payment__status__in=PaymentStatus.PAID)
    for receipt in premature.select_related("payment"):
        yield f"Receipt {receipt.code} is for payment {receipt.payment.uuid}, which is not paid."


def revisions_follow() -> Iterator[str]:
    """A document that holds no longer names its successor, one that holds has none, and says what
    was given back until now."""
    void = Receipt.objects.voided_by_hand().values("pk")
    replaced = Receipt.objects.exclude(status=ReceiptStatus.ISSUED).exclude(pk__in=void)
    for receipt in replaced.filter(superseded_by=None):
        yield f"Receipt {receipt.code} is {receipt.status}, and none takes its place."
    issued = Receipt.objects.filter(status=ReceiptStatus.ISSUED).defer("pdf")
    for receipt in issued.exclude(superseded_by=None):
        yield f"Receipt {receipt.code} is issued, and another takes its place."
    refunds = Refund.objects.succeeded().filter(payment=OuterRef("payment"))
    disputes = DisputeLine.objects.filter(dispute__payment=OuterRef("payment"))
    for receipt in issued.annotate(
        refunded=_total_of(refunds, "amount"), disputed=_total_of(disputes, "lost")
    ):
        if receipt.totals.get("refunded", 0) != receipt.refunded + receipt.disputed:
            yield f"Receipt {receipt.code} does not say what was given back."


def statements_follow() -> Iterator[str]:
    """An issued statement names the gift receipts of its supporter and year that hold, each with
    what it says is a gift, and no other."""
    statements = GivingStatement.objects.issued().defer("pdf")
    for year in sorted(set(statements.order_by().values_list("year", flat=True))):
        held: defaultdict[int | None, dict[str, int]] = defaultdict(dict)
        for receipt in receipts_of_year(year).select_related("payment").defer("pdf").iterator(500):
            amount = 0 if receipt.is_described else receipt.deductible
            held[receipt.payment.supporter_id][receipt.code] = amount
        for statement in statements.filter(year=year).iterator(500):
            said = {gift["receipt"]: gift.get("deductible", 0) for gift in statement.facts["gifts"]}
            if said != held[statement.supporter_id]:
                yield f"Statement {statement.code} does not say what its receipts say."


def _total_of(rows: QuerySet[Any], field: str) -> Coalesce:
    """The sum of a field over the rows of an outer one, 0 where there are none."""
    total = rows.order_by().annotate(whole=Func(F(field), function="SUM")).values("whole")
    return Coalesce(Subquery(total), 0)


def paid_gifts_are_received() -> Iterator[str]:
    """Each gift line of a paid payment has its gift, received; no other gift says so."""
    lines = PaymentLine.objects.filter(
        kind__in=LineKind.GIFTS, payment__status__in=PaymentStatus.PAID
    )
    for line in lines.exclude(donation__status__in=DonationStatus.ARRIVED).select_related(
        "payment"
    ):
        yield f"Payment {line.payment.uuid} is paid, but its gift is not received."
    early = Donation.objects.arrived().exclude(payment__status__in=PaymentStatus.PAID)
    for donation in early:
        yield f"Gift {donation.uuid} is received, but its payment is not paid."


def gifts_equal_journal() -> Iterator[str]:
    """Per fund and currency, what gifts brought, less what was given back of them, is what
    payments, refunds and disputes left on the accounts of gifts, and how they were split."""
    gifts: Counter[tuple[str, str]] = Counter()
    for row in (
        Donation.objects.arrived()
        .values("line__fund__code", "currency")
        .annotate(total=Sum(F("amount") - F("refunded")))
        .order_by()
    ):
        gifts[row["line__fund__code"], row["currency"]] += row["total"]
    codes = dict(Fund.objects.values_list("pk", "code"))
    for donation in _spread_gifts():
        for (account, pk, currency), amount in wanted_legs(donation).items():
            if account in GIFT_ACCOUNTS:
                gifts[codes[pk], currency] -= amount
    booked = _booked_gifts()
    for fund, currency in sorted(gifts.keys() | booked.keys()):
        ours, theirs = gifts[fund, currency], booked.get((fund, currency), 0)
        if ours != theirs:
            yield (
                f"Gifts to {fund} sum to {ours} {currency} in minor units; "
                f"the journal has {theirs}."
            )


def _booked_gifts() -> dict[tuple[str, str], int]:
    """Fund and currency → what payments, refunds, disputes and how gifts were split left on the
    accounts of gifts."""
    rows = (
        Line.objects.filter(
            Q(entry__kind__in=BROUGHT_AND_TAKEN) | Q(entry__reverses__kind__in=BROUGHT_AND_TAKEN),
            account__code__in=GIFT_ACCOUNTS,
        )
        .values("fund__code", "currency")
        .annotate(total=Sum("amount"))
        .order_by()
    )
    return {(row["fund__code"], row["currency"]): -row["total"] for row in rows}


def totals_agree() -> Iterator[str]:
    """The totals of gifts are what the gifts come to, by month, fund, method and currency; and by
    fund and currency what the journal has."""
    codes = dict(Fund.objects.values_list("pk", "code"))
    kept, counted = totals_kept(), totals_counted()
    sums: Counter[tuple[str, str]] = Counter()
    for month, fund, method, currency in sorted(kept.keys() | counted.keys()):
        key = month, fund, method, currency
        sums[codes[fund], currency] += kept.get(key, (0, 0))[1]
        if kept.get(key) != counted.get(key):
            gifts, amount = kept.get(key, (0, 0))
            all_gifts, all_amount = counted.get(key, (0, 0))
            yield (
                f"The totals of {month:%Y-%m} say {gifts} gifts of {amount} {currency} in minor "
                f"units to {codes[fund]} ({method}); there are {all_gifts} of {all_amount}."
            )
    booked = _booked_gifts()
    for code, currency in sorted(sums.keys() | booked.keys()):
        ours, theirs = sums[code, currency], booked.get((code, currency), 0)
        if ours != theirs:
            yield (
                f"The totals of gifts to {code} sum to {ours} {currency} in minor units; "
                f"the journal has {theirs}."
            )


def allocations_sum() -> Iterator[str]:
    """The allocations of each gift that arrived sum to it, and the fund that it names is the one it
    was booked to: that one never changes."""
    off = Donation.objects.arrived().annotate(parts=Sum("allocations__amount", default=0))
    for donation in off.exclude(parts=F("amount")):
        yield (
            f"The allocations of gift {donation.uuid} sum to {donation.parts}, "
            f"not to {donation.amount}, in minor units."
        )
    for gift in Donation.objects.exclude(fund=F("line__fund")).select_related("fund"):
        yield f"Gift {gift.uuid} names the fund {gift.fund.code}; it was booked to another."


def allocations_are_posted() -> Iterator[str]:
    """Each gift is in the journal in the funds that its allocations and reallocations say, and no
    entry moves a gift that does not say so."""
    keys = Entry.objects.filter(key__startswith="gift:").values_list("key", flat=True)
    moved = {key.split(":")[1] for key in keys.iterator()}
    for donation in _spread_gifts():
        moved.discard(str(donation.uuid))
        if posted_legs(donation) != wanted_legs(donation):
            yield f"Gift {donation.uuid} is not in the journal as its allocations say."
    for uuid in sorted(moved):
        yield f"The journal moves gift {uuid} between funds, and nothing says why."


def _spread_gifts() -> Iterator[Donation]:
    gifts = Donation.objects.arrived().filter(spread()).select_related("payment", "line")
    return gifts.prefetch_related("allocations", "reallocations", "payment__lines").iterator(500)


def instalments_sum() -> Iterator[str]:
    """The instalments of an awarded grant, and of a pledge, sum to it."""
    planned = Coalesce(Sum("instalments__amount"), 0)
    granted = Grant.objects.filter(status__in=GrantStatus.GRANTED).annotate(planned=planned)
    for grant in granted.exclude(planned=F("amount")):
        yield f"Instalments of grant {grant.pk} sum to {grant.planned}, not to {grant.amount}."
    for pledge in Pledge.objects.annotate(planned=planned).exclude(planned=F("amount")):
        yield f"Instalments of pledge {pledge.pk} sum to {pledge.planned}, not to {pledge.amount}."
