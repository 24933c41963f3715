"""Gifts that were received and receipted elsewhere, in our books: the same payments, entries and
records as any others, without a document or mail of ours.

Most gifts of a file came whole to one fund and stayed there; those are written many at a time. The
others go one by one through the services that everybody calls.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import translation

from accounts.models import Supporter, User
from accounts.services.supporters import find_or_make_supporter
from core.models import OrganisationSettings
from core.rows import insert
from donations.enums import DonationStatus, RowState
from donations.models import Allocation, Donation, DonationMove, Import, ImportRow
from donations.services.acknowledgements import THANKED_WITHIN
from donations.services.allocations import reallocate
from donations.services.gifts import gift_line, record_pending_gift
from donations.services.imports.gift_rows import GiftReader, GiftValues
from donations.services.totals import record_arrivals
from ledger.models import Fund
from payments.enums import LineKind, PaymentMethod, RefundReason
from payments.models import Payment, Remittance
from payments.services.checkout import NewLine
from payments.services.offline import pay_back, record_received, ways_back, write_received
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
    that were judged in it."""
    numbers = _numbers_of(pairs)
    plain = [(row, values) for row, values in pairs if _goes_with_others(values)]
    alone = [(row, values) for row, values in pairs if not _goes_with_others(values)]
    gifts = record_plain_gifts(plain, numbers=numbers, by=batch.uploaded_by, batch=batch.pk)
    for (row, _values), gift in zip(plain, gifts, strict=True):
        row.donation = gift
    for row, values in alone:
        row.donation = record_imported_gift(
            values, reader, uuid=numbers[row.pk], by=batch.uploaded_by, batch=batch.pk
        )
        row.noted = {"moves": len(values.moves)}


def _goes_with_others(values: GiftValues) -> bool:
    """Whether nothing follows from the gift but its rows. For a recent one somebody may
    have to be thanked."""
    is_old = values.received_on < OrganisationSettings.today() - THANKED_WITHIN - timedelta(days=1)
    return values.is_plain and is_old


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


def record_plain_gifts(
    pairs: Sequence[Pair], *, numbers: Mapping[int, UUID], by: User, batch: int
) -> list[Donation]:
    """Book gifts that each came whole to one fund, by a few statements for all of them.

    Side effects, in order: supporters are found or made; payments, how they came, and their entries
    are written; the gifts are written as received, with a history row, their fund and the totals of
    their months. No document is issued and no mail queued.
    """
    if not pairs:
        return []
    supporters = _supporters_of([values for _row, values in pairs])
    names: dict[tuple[int, str], NewLine] = {}
    received = [
        Received(
            uuid=uuid4(),
            method=values.method,
            line=_line_of(values, values.fund.fund, names),
            currency=values.currency,
            supporter=supporter,
            name=values.name,
            email=values.email,
            language=values.language,
            remittance=_remittance_of(values, by),
            received_on=values.received_on,
            received_at=values.received_at,
        )
        for (_row, values), supporter in zip(pairs, supporters, strict=True)
    ]
    lines = write_all_received(received, cause=f"import {batch}")
    gifts = [
        Donation(
            uuid=numbers[row.pk],
            payment=line.payment,
            line=line,
            status=DonationStatus.RECEIVED,
            amount=line.amount,
            currency=line.payment.currency,
            fund=line.fund,
            email=line.payment.email,
            name=line.payment.name,
            supporter=supporter,
            is_anonymous=values.is_anonymous,
            message=values.message,
            language=values.language,
            received_at=line.payment.succeeded_at,
            received_on=values.received_on,
        )
        for (row, values), line, supporter in zip(pairs, lines, supporters, strict=True)
    ]
    insert(gifts)
    received_now = {"before": DonationStatus.PENDING, "after": DonationStatus.RECEIVED}
    insert([DonationMove(donation=gift, cause="paid", **received_now) for gift in gifts])
    insert([Allocation(donation=gift, fund=gift.fund, amount=gift.amount) for gift in gifts])
    record_arrivals((gift, line.payment.method) for gift, line in zip(gifts, lines, strict=True))
    return gifts


def record_imported_gift(
    values: GiftValues, reader: GiftReader, *, uuid: UUID, by: User, batch: int
) -> Donation:
    """Book what a row says.

    Side effects, in one transaction: funds that are missing are made; the supporter is found or
    made; the payment, how it came, and its gift are written; the gift is received on its day and
    posted; what was moved to other funds is moved, and what was refunded is posted back. No
    document is issued and no mail queued.
    """
    with transaction.atomic():
        fund = reader.made_fund(values.fund.fund, values.fund.facts)
        payment = write_received(
            uuid=uuid4(),
            method=values.method,
            lines=[_line_of(values, fund, {})],
            currency=values.currency,
            supporter=_supporter_of(values),
            name=values.name,
            email=values.email,
            language=values.language,
            remittance=_remittance_of(values, by),
        )
        gift = _pending_gift(payment, values, reader)
        Donation.objects.filter(pk=gift.pk).update(uuid=uuid)
        record_received(
            payment,
            received_on=values.received_on,
            received_at=values.received_at,
            cause=f"import {batch}",
            has_document=False,
        )
        gift.refresh_from_db()
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
            take_back(gift, amount=values.refunded, by=None, note=f"import {batch}")
            gift.refresh_from_db()
    return gift


def _pending_gift(payment: Payment, values: GiftValues, reader: GiftReader) -> Donation:
    parts = {
        reader.made_fund(part.fund.fund, part.fund.facts): part.amount for part in values.parts
    }
    return record_pending_gift(
        payment=payment,
        line=payment.lines.get(),
        anonymous=values.is_anonymous,
        message=values.message,
        parts=parts or None,
    )


def take_back(gift: Donation, *, by: User | None, note: str, amount: int | None = None) -> None:
    """Post an imported gift back, or a part of it, by the mirror of its entry, today: books that
    are closed stay closed. The supporter hears nothing."""
    payment = gift.payment
    pay_back(
        uuid=uuid4(),
        payment=payment,
        lines=[NewRefundLine(line=gift.line, amount=amount or gift.kept, quantity=0)],
        method=PaymentMethod(payment.method)
        if payment.method in ways_back(payment)
        else PaymentMethod.WIRE,
        paid_on=OrganisationSettings.today(),
        reason=RefundReason.DUPLICATE,
        note=note,
        by=by,
        has_document=False,
    )


def _line_of(
    values: GiftValues, fund: Fund | None, names: dict[tuple[int, str], NewLine]
) -> NewLine:
    """The line in the giver's language; what it is called is looked up once for each fund."""
    assert fund is not None
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


def _supporter_of(values: GiftValues) -> Supporter:
    """Who has the e-mail address; else who has the number; else a new record. A row without an
    address names nobody that could be found, so nobody is guessed."""
    name = values.name or values.organisation
    is_known = values.email and Supporter.objects.filter(email=values.email).exists()
    if is_known or values.supporter is None:
        return find_or_make_supporter(email=values.email, name=name, language=values.language)
    supporter, _made = Supporter.objects.get_or_create(
        uuid=values.supporter,
        defaults={"email": values.email, "name": name, "language": values.language},
    )
    return supporter


def _supporters_of(every: Sequence[GiftValues]) -> list[Supporter]:
    """The same for many: two queries, and one statement for all who are new."""
    emails = {values.email for values in every} - {""}
    numbers = {values.supporter for values in every if values.supporter}
    by_email = {one.email: one for one in Supporter.objects.filter(email__in=emails)}
    by_number = {one.uuid: one for one in Supporter.objects.filter(uuid__in=numbers)}
    found, new = [], []
    for values in every:
        name = values.name or values.organisation
        supporter = by_email.get(values.email)
        if supporter is None and values.supporter:
            supporter = by_number.get(values.supporter)
        elif supporter is not None and name and not supporter.name:
            supporter.name = name
            if supporter.pk:
                Supporter.objects.filter(pk=supporter.pk, name="").update(name=name)
        if supporter is None:
            supporter = Supporter(email=values.email, name=name, language=values.language)
            if values.supporter:
                supporter.uuid = values.supporter
            new.append(supporter)
            by_number[supporter.uuid] = supporter
            if values.email:
                by_email[values.email] = supporter
        found.append(supporter)
    if new:
        insert(new)
    return found
