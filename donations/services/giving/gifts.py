"""Gifts: promised when somebody goes to pay, received when the money is there."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Sum
from django.utils.translation import get_language
from wagtail.models import Locale, Page

from core.generation import remember
from core.guards import guarded
from core.models import OrganisationSettings
from core.money import MAX_CHARGE
from core.rows import insert
from donations.enums import DONATION_MOVES, DonationStatus, Interval
from donations.exceptions import (
    AmountTooLargeError,
    AmountTooSmallError,
    DonationMoveError,
    ForeignCurrencyError,
    FundNotOpenError,
)
from donations.models import (
    Allocation,
    Donation,
    DonationMove,
    GivePage,
    PublicThanks,
    RecurringGift,
    Tribute,
)
from donations.models.pages import DEFAULT_MINIMUM
from donations.services.funds.allocations import allocate, book_allocations, lies_whole, spread
from donations.services.funds.totals import record_change
from donations.services.giving.arrivals import Arrival, follow_arrivals
from donations.services.giving.gift_lines import fee_cover_line, line_for, require_fee_cover
from donations.services.tributes.tributes import follow_gift, write_tribute
from donations.splits import require_split, write_shares
from donations.tribute_wishes import TributeWish, require_wish
from ledger.models import Fund
from payments.defence.admission import admit
from payments.defence.visitors import Visitor
from payments.enums import BillingInterval, LineKind, PaymentMethod, RefundStatus
from payments.models import DisputeLine, Payment, PaymentLine, RefundLine
from payments.services.checkout import open_payment
from payments.services.subscriptions import open_subscription

# The causes of a gift's arrival, in its history.
PAID, PAID_AFTER_CLOSING = "paid", "paid after its fund had closed"


def minimum_gift() -> int:
    """The smallest gift in minor units, as the give page of the default language says."""
    return remember("smallest gift", _minimum_of_page)


def _minimum_of_page() -> int:
    page = GivePage.objects.live().filter(locale=Locale.get_default()).first()
    return page.minimum_amount if page else DEFAULT_MINIMUM


def require_acceptable(
    *, amount: int, currency: str, fund: Fund, parts: Mapping[Fund, int] | None = None
) -> None:
    """Raise the `GiftError` that says why this gift, split so, cannot be taken; write nothing."""
    require_amount(amount=amount, currency=currency)
    if not fund.takes_gifts:
        raise FundNotOpenError
    if parts:
        require_split(parts, amount=amount, fund=fund)


def require_amount(*, amount: int, currency: str) -> None:
    language = get_language() or "en"
    ours = OrganisationSettings.load().currency
    if currency != ours:
        raise ForeignCurrencyError(ours)
    minimum = minimum_gift()
    if amount < minimum:
        raise AmountTooSmallError(minimum, currency, language)
    if amount > MAX_CHARGE:
        raise AmountTooLargeError(MAX_CHARGE, currency, language)


def start_donation(
    *,
    amount: int,
    currency: str,
    fund: Fund,
    email: str,
    name: str,
    language: str,
    message: str = "",
    anonymous: bool = False,
    source: Page | None = None,
    wants_thanks: bool = False,
    interval: str = Interval.ONCE,
    covers_fee: bool = False,
    wants_news: bool = False,
    tribute: TributeWish | None = None,
    parts: Mapping[Fund, int] | None = None,
    cancel_path: str,
    visitor: Visitor | None = None,
) -> Payment:
    """Write a gift that waits for its money; the caller then goes to `start_checkout`. Where its
    giver splits it, `parts` says how much of it goes to which fund, `fund` among them; one that
    comes again is shared in the same way each time.

    The giver who `wants_thanks` by name on the page of a campaign waits for staff to say yes; who
    `wants_news` hears of new stories, and who is to hear of a `tribute` is told, once the money is
    there.

    Checks amount, funds and tribute (`GiftError`), opens the payment with its line, and a second
    one of the same fund where the giver `covers_fee`; writes the donation, and what lets it come
    again where `interval` says so: one transaction. The same gift by the same person, asked for
    again while the first is open (a double click, a second tab), returns the first payment and
    writes nothing.

    Before that a `visitor` must be admitted (`AdmissionError`); staff and commands pass none.
    """
    require_acceptable(amount=amount, currency=currency, fund=fund, parts=parts)
    tribute = tribute or TributeWish()
    require_wish(tribute, interval=interval, giver=name)
    email = email.strip().lower()
    fingerprint = _fingerprint(
        *(email, name, amount, currency, fund.code, language, anonymous, message),
        *(interval, covers_fee, wants_thanks, wants_news),
        *(() if tribute.is_empty else astuple(tribute)),
        *((write_shares(parts),) if parts else ()),
    )
    lines = [line_for(amount=amount, fund=fund, interval=interval, is_split=bool(parts))]
    if covers_fee:
        lines.append(fee_cover_line(addition=require_fee_cover(amount), fund=fund))
    if visitor is not None:
        admit(visitor=visitor, email=email, fingerprint=fingerprint)
    with transaction.atomic():
        payment, is_new = open_payment(
            lines=lines,
            currency=currency,
            email=email,
            name=name,
            language=language,
            fingerprint=fingerprint,
            cancel_path=cancel_path,
            wants_news=wants_news,
        )
        if is_new:
            record_pending_gift(
                payment=payment,
                line=payment.lines.get(kind=LineKind.GIFT),
                anonymous=anonymous,
                message=message,
                source=source,
                wants_thanks=wants_thanks,
                interval=interval,
                tribute=tribute,
                parts=parts,
            )
    return payment


def _fingerprint(*who_and_what: object) -> str:
    text = json.dumps(["gift", *who_and_what], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def record_pending_gift(
    *,
    payment: Payment,
    line: PaymentLine,
    anonymous: bool = False,
    message: str = "",
    source: Page | None = None,
    wants_thanks: bool = False,
    interval: str = Interval.ONCE,
    recurring: RecurringGift | None = None,
    parts: Mapping[Fund, int] | None = None,
    matches: Donation | None = None,
    tribute: TributeWish | None = None,
) -> Donation:
    """Write the donation of a payment's gift line. Call it in the transaction that opened the
    payment; the shop does so for a gift in its basket. A gift that comes again begins here
    (`interval`) or comes from one (`recurring`). Where its giver split it over funds, `parts` says
    how much goes to each; else all of it goes to the line's fund, once the money is there."""
    if Interval(interval).renews:
        recurring = begin_recurring_gift(
            payment=payment,
            line=line,
            interval=BillingInterval(interval),
            anonymous=anonymous,
            message=message,
            source=source,
            parts=parts,
        )
    donation = Donation(
        payment=payment,
        line=line,
        amount=line.amount,
        currency=payment.currency,
        fund=line.fund,
        email=payment.email,
        name=payment.name,
        language=payment.language,
        is_anonymous=anonymous,
        message=message,
        source=source,
        recurring=recurring,
        matches=matches,
    )
    insert([donation])
    if parts is not None:
        allocate(donation=donation, parts=parts)
    if wants_thanks and source is not None and not anonymous:
        PublicThanks.objects.create(donation=donation)
    if tribute and tribute.kind:
        write_tribute(donation=donation, wish=tribute)
    return donation


def begin_recurring_gift(
    *,
    payment: Payment,
    line: PaymentLine,
    interval: BillingInterval,
    anonymous: bool = False,
    message: str = "",
    source: Page | None = None,
    parts: Mapping[Fund, int] | None = None,
) -> RecurringGift:
    """Let the gift line of a payment come again, from the moment that payment arrives; where it is
    split, over the same funds."""
    shares = write_shares(parts) if parts else ""
    return RecurringGift.objects.create(
        subscription=open_subscription(
            payment=payment, line=line, interval=interval, shares=shares
        ),
        is_anonymous=anonymous,
        message=message,
        source=source,
    )


def receive_gifts(*, payment: Payment, lines: Sequence[PaymentLine]) -> None:
    """The money is there: each gift of these lines becomes received, once.

    Stores when, and on which day in the organisation's zone; ties the gift to the supporter;
    writes one history row for each gift that moved, which says so where a fund of it had closed
    while its giver was paying (it lies there all the same: staff are told); then all follows that
    follows from gifts that are here (`arrivals.follow_arrivals`).
    """
    received_at = payment.succeeded_at
    assert received_at is not None
    received_on = OrganisationSettings.load().day_of(received_at)
    with transaction.atomic():
        parts = Allocation.objects.filter(donation=OuterRef("pk"))
        arrived = Donation.objects.arrived()
        gifts = Donation.objects.filter(line__in=lines).annotate(
            is_split=Exists(parts),
            is_tribute=Exists(Tribute.objects.filter(donation=OuterRef("pk"))),
            gave_before=Exists(arrived.filter(supporter=payment.supporter_id)),
            is_renewal=Exists(arrived.filter(recurring=OuterRef("recurring"))),
        )
        arrivals = []
        for donation in gifts.select_related("fund").order_by("pk"):
            if donation.has_arrived:
                continue
            shared = _parts_of(donation) if donation.is_split else None
            _move(
                donation,
                DonationStatus.RECEIVED,
                cause=_cause(donation, payment, list(shared or [donation.fund])),
                received_at=received_at,
                received_on=received_on,
                supporter=payment.supporter_id,
            )
            donation.received_at, donation.received_on = received_at, received_on
            donation.supporter_id = payment.supporter_id
            arrivals.append(
                Arrival(
                    donation=donation,
                    method=payment.method,
                    parts=None if shared is None else {f.pk: part for f, part in shared.items()},
                    is_first=not donation.gave_before,
                    begins=not donation.is_renewal,
                    is_tribute=donation.is_tribute,
                )
            )
        follow_arrivals(arrivals)


def _parts_of(donation: Donation) -> dict[Fund, int]:
    """What its giver gave to each fund."""
    return {part.fund: part.amount for part in donation.allocations.select_related("fund")}


def _cause(donation: Donation, payment: Payment, funds: Sequence[Fund]) -> str:
    """A clerk knows which fund they write; who gives again is on a list of their own."""
    is_awaited = payment.method == PaymentMethod.CARD and donation.recurring_id is None
    if is_awaited and not all(fund.takes_gifts for fund in funds):
        return PAID_AFTER_CLOSING
    return PAID


def close_gifts(*, lines: Sequence[PaymentLine]) -> None:
    """No money will come: gifts that still wait expire, with one history row each."""
    with transaction.atomic():
        for donation in Donation.objects.filter(line__in=lines).order_by("pk"):
            if donation.status == DonationStatus.PENDING:
                _move(donation, DonationStatus.EXPIRED, cause="closed")


def restate_gifts(
    *,
    lines: Sequence[RefundLine] | Sequence[DisputeLine],
    cause: str,
    occurred_at: datetime,
) -> None:
    """Money of these lines was given back, or came back: each gift says how much of it is refunded
    in all, and its status follows, with one history row for each that moved. Where a gift was split
    or moved, its funds bear what went back in proportion. The totals of its month follow, and so
    does the task to tell of it."""
    with transaction.atomic():
        # All of the payment: what was added for the fee goes where the gift went.
        gifts = Donation.objects.filter(
            payment__in={refunded.line.payment_id for refunded in lines}
        )
        for donation in gifts.select_for_update().order_by("pk"):
            given_back = RefundLine.objects.filter(
                line=donation.line_id, refund__status=RefundStatus.SUCCEEDED
            ).aggregate(total=Sum("amount", default=0))["total"]
            given_back += DisputeLine.objects.filter(line=donation.line_id).aggregate(
                total=Sum("lost", default=0)
            )["total"]
            after = DonationStatus.PARTLY_REFUNDED if given_back else DonationStatus.RECEIVED
            if given_back == donation.amount:
                after = DonationStatus.REFUNDED
            if after == donation.status:
                Donation.objects.filter(pk=donation.pk).update(refunded=given_back)
            else:
                _move(donation, after, cause=cause, refunded=given_back)
            # Asked only now: until the row was ours, the gift might have been moved.
            is_spread = Donation.objects.filter(spread(), pk=donation.pk).exists()
            kept, donation.refunded = donation.kept, given_back
            if is_spread:
                book_allocations(donation, occurred_at=occurred_at)
            assert donation.received_on is not None
            record_change(
                donation,
                method=donation.payment.method,
                received_on=donation.received_on,
                before=kept,
                after=donation.kept,
                is_spread=is_spread,
            )
            follow_gift(donation, by_bank=isinstance(lines[0], DisputeLine))


def follow_fee(*, payment: Payment, booked_at: datetime) -> None:
    """What Stripe kept of this payment is known: the funds over which its gift was split bear it in
    proportion. Call it with the payment locked."""
    if not guarded("fee of a split gift"):
        return
    if lies_whole(payment):
        return
    gifts = Donation.objects.select_for_update().filter(spread(), payment=payment)
    for donation in gifts.order_by("pk"):
        book_allocations(donation, occurred_at=booked_at)


def _move(donation: Donation, after: DonationStatus, *, cause: str, **values: object) -> None:
    """Compare-and-set: nothing happens when somebody else moved the gift meanwhile."""
    before = DonationStatus(donation.status)
    if after not in DONATION_MOVES[before]:
        raise DonationMoveError(f"a gift does not go from {before} to {after}")
    if Donation.objects.filter(pk=donation.pk, status=before).update(status=after, **values):
        insert([DonationMove(donation=donation, before=before, after=after, cause=cause)])
