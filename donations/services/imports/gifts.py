"""Gifts that were received and receipted elsewhere, in our books: the same payments, entries and
records as any others, without a document or mail of ours. The gifts of a part of a file are written
together; then those that were moved or refunded since go one by one through the services that
everybody calls."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID, uuid4

from django.utils import timezone, translation

from accounts.models import Supporter, User
from core.models import OrganisationSettings
from core.rows import insert
from donations.enums import DonationStatus, RowState
from donations.models import Allocation, Donation, DonationMove, Import, ImportRow
from donations.services.funds.allocations import reallocate
from donations.services.giving.acknowledgements import THANKED_WITHIN
from donations.services.giving.arrivals import Arrival, follow_arrivals
from donations.services.giving.gift_lines import fee_cover_line, gift_line
from donations.services.imports.companions import (
    noted_of,
    sources_of,
    write_credits,
    write_thanks,
    write_tributes,
)
from donations.services.imports.gift_rows import GiftReader, GiftValues
from donations.services.imports.givers import Giver, find_or_make_givers
from ledger.models import Fund
from payments.enums import LineKind, PaymentMethod, RefundReason
from payments.models import PaymentLine, Remittance
from payments.services.checkout import NewLine
from payments.services.offline import pay_back, ways_back
from payments.services.received import Received, write_all_received
from payments.services.refund_lines import NewRefundLine

Pair = tuple[ImportRow, GiftValues]


def judge_gifts(pairs: Sequence[Pair]) -> None:
    """Say of each row whether its gift is new, or in the books: imported before, or our own."""
    keys = {row.key for row, _values in pairs}
    done = ImportRow.objects.filter(state=RowState.DONE, key__in=keys)
    found = set(done.values_list("key", flat=True))
    ours = [key.removeprefix("gift:") for key in keys if key.startswith("gift:")]
    gifts = Donation.objects.filter(uuid__in=ours).exclude(import_row__state=RowState.UNDONE)
    found |= {f"gift:{uuid}" for uuid in gifts.values_list("uuid", flat=True)}
    for row, _values in pairs:
        row.state = RowState.KNOWN if row.key in found else RowState.NEW


def record_gifts(pairs: Sequence[Pair], reader: GiftReader, batch: Import) -> None:
    """Book the gifts of these rows, which then point at them. Call it in a transaction, with rows
    that were judged in it.

    Side effects, in order: funds that are missing are made; supporters are found or made; payments,
    how they came, and their entries are written; the gifts are written as received, each with a
    history row, and all follows that follows from gifts that are here; tributes, soft credit and
    public thanks are written; what was moved to other funds is moved, and what was refunded is
    posted back. No document is issued and no mail queued.
    """
    if not pairs:
        return
    by, note = batch.uploaded_by, f"import {batch.pk}"
    every = [values for _row, values in pairs]
    pages = sources_of(every)
    people = iter(find_or_make_givers(_people_in(every)))
    supporters = [next(people) for _values in every]
    gifts = _write_gifts(pairs, supporters, reader, pages, by=by, note=note)
    for (row, values), gift in zip(pairs, gifts, strict=True):
        row.donation, row.noted = gift, noted_of(values, pages)
    told = list(zip(gifts, every, strict=True))
    write_credits([(gift, [next(people) for _one in values.credited]) for gift, values in told])
    write_tributes(told, pages, note=note)
    write_thanks(told, by=by)
    for gift, values in told:
        if values.moves or values.refunded:
            _follow_up(gift, values, reader, by=by, note=note)


def _people_in(every: Sequence[GiftValues]) -> list[Giver]:
    """Who gave each, and then whom else each is owed to."""
    givers = [values.giver for values in every]
    return givers + [one for values in every for one in values.credited]


def _write_gifts(
    pairs: Sequence[Pair],
    supporters: Sequence[Supporter],
    reader: GiftReader,
    pages: Mapping[str, int],
    *,
    by: User,
    note: str,
) -> list[Donation]:
    every = [values for _row, values in pairs]
    names: dict[tuple[int, str], NewLine] = {}
    funds = [reader.made_fund(values.fund.fund, values.fund.facts) for values in every]
    received = [
        Received(
            uuid=uuid4(),
            method=values.method,
            lines=_lines_of(values, fund, names),
            currency=values.currency,
            supporter=supporter,
            name=values.name,
            email=values.email,
            language=values.language,
            remittance=_remittance_of(values, by),
            received_on=values.received_on,
            received_at=values.received_at,
        )
        for values, fund, supporter in zip(every, funds, supporters, strict=True)
    ]
    lines = [of_payment[0] for of_payment in write_all_received(received, cause=note)]
    numbers = _numbers_of(pairs)
    gifts = [
        _received_gift(numbers[row.pk], line, values, pages)
        for (row, values), line in zip(pairs, lines, strict=True)
    ]
    insert(gifts)
    received_now = {"before": DonationStatus.PENDING, "after": DonationStatus.RECEIVED}
    insert([DonationMove(donation=gift, cause="paid", **received_now) for gift in gifts])
    _let_arrive(gifts, every, reader)
    return gifts


def _numbers_of(pairs: Sequence[Pair]) -> dict[int, UUID]:
    """Our own gifts keep their number, unless one that was undone has it."""
    told = {
        row.pk: UUID(row.key.removeprefix("gift:"))
        for row, _values in pairs
        if row.key.startswith("gift:")
    }
    taken = set(Donation.objects.filter(uuid__in=told.values()).values_list("uuid", flat=True))
    return {
        row.pk: uuid4() if told.get(row.pk) in {None, *taken} else told[row.pk]
        for row, _values in pairs
    }


def _received_gift(
    number: UUID, line: PaymentLine, values: GiftValues, pages: Mapping[str, int]
) -> Donation:
    payment = line.payment
    return Donation(
        uuid=number,
        payment=payment,
        line=line,
        status=DonationStatus.RECEIVED,
        amount=line.amount,
        currency=payment.currency,
        fund=line.fund,
        email=payment.email,
        name=payment.name,
        supporter=payment.supporter,
        is_anonymous=values.is_anonymous,
        message=values.message,
        language=values.language,
        source_id=pages.get(values.came_from),
        received_at=payment.succeeded_at,
        received_on=values.received_on,
    )


def _let_arrive(gifts: Sequence[Donation], every: Sequence[GiftValues], reader: GiftReader) -> None:
    """Each is split as its giver split it, and arrives. Whether it is the first of its giver is
    asked where somebody may have to thank for it."""
    parts: list[dict[int, int] | None] = []
    allocations = []
    for gift, values in zip(gifts, every, strict=True):
        split: dict[int, int] = {}
        for part in values.parts:
            split[reader.made_fund(part.fund.fund, part.fund.facts).pk] = part.amount
        parts.append(split or None)
        allocations += [
            Allocation(donation=gift, fund_id=fund, amount=amount) for fund, amount in split.items()
        ]
    if allocations:
        insert(allocations)
    gave_before = _gave_before(gifts)
    follow_arrivals(
        [
            Arrival(
                donation=gift,
                method=gift.payment.method,
                parts=split,
                is_first=gift.supporter_id not in gave_before,
                begins=False,
            )
            for gift, split in zip(gifts, parts, strict=True)
        ]
    )


def _gave_before(gifts: Sequence[Donation]) -> set[int | None]:
    """Supporters of recent gifts who had given something else."""
    oldest = timezone.now() - THANKED_WITHIN - timedelta(days=1)
    recent = {gift.supporter_id for gift in gifts if gift.received_at and gift.received_at > oldest}
    if not recent:
        return set()
    others = Donation.objects.arrived().filter(supporter__in=recent)
    others = others.exclude(pk__in=[gift.pk for gift in gifts])
    return set(others.order_by().values_list("supporter", flat=True).distinct())


def _follow_up(
    gift: Donation, values: GiftValues, reader: GiftReader, *, by: User, note: str
) -> None:
    """What became of it since: moved to other funds, given back."""
    for move in values.moves:
        reallocate(
            uuid=uuid4(),
            donation=gift,
            from_fund=reader.made_fund(move.from_fund.fund, move.from_fund.facts),
            to_fund=reader.made_fund(move.to_fund.fund, move.to_fund.facts),
            amount=move.amount,
            decided_on=move.decided_on,
            reason=move.reason,
            consent=move.consent,
            by=by,
        )
    if values.refunded:
        take_back(gift, amount=values.refunded, by=None, note=note)


def take_back(gift: Donation, *, by: User | None, note: str, amount: int | None = None) -> None:
    """Post an imported gift back by the mirror of its entry, today: books that are closed stay
    closed. Where no part of it is named, all that is left goes, with what was added for the fee.
    The supporter hears nothing."""
    payment = gift.payment
    lines = [(gift.line, gift.kept if amount is None else amount)]
    if amount is None:
        lines += [(line, line.amount) for line in payment.lines.filter(kind=LineKind.FEE_COVER)]
    pay_back(
        uuid=uuid4(),
        payment=payment,
        lines=[NewRefundLine(line=line, amount=back, quantity=0) for line, back in lines if back],
        method=PaymentMethod(payment.method)
        if payment.method in ways_back(payment)
        else PaymentMethod.WIRE,
        paid_on=OrganisationSettings.today(),
        reason=RefundReason.DUPLICATE,
        note=note,
        by=by,
        has_document=False,
    )


def _lines_of(
    values: GiftValues, fund: Fund, names: dict[tuple[int, str], NewLine]
) -> list[NewLine]:
    """The line of the gift first, in the giver's language; what it is called is looked up once for
    each fund. Then what was added for the fee."""
    lines = [_line_of(values, fund, names)]
    if values.fee_cover:
        with translation.override(values.language):
            lines.append(fee_cover_line(addition=values.fee_cover, fund=fund))
    return lines


def _line_of(values: GiftValues, fund: Fund, names: dict[tuple[int, str], NewLine]) -> NewLine:
    if values.method in PaymentMethod.DESCRIBED:
        is_stock = values.method == PaymentMethod.STOCK
        return NewLine(
            kind=LineKind.GIFT if is_stock else LineKind.IN_KIND,
            description=values.description,
            amount=values.amount,
            fund=fund,
        )
    key = fund.pk, values.language
    if key not in names:
        with translation.override(values.language):
            names[key] = gift_line(amount=values.amount, fund=fund)
    named = names[key]
    return NewLine(kind=named.kind, description=named.description, amount=values.amount, fund=fund)


def _remittance_of(values: GiftValues, by: User) -> Remittance:
    return Remittance(
        reference=values.reference,
        organisation=values.organisation,
        description=values.description,
        recorded_by=by,
    )
