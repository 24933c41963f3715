"""Batches of gifts without a card: entered by one, posted by another, whole or not at all."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.models import User
from core.dates import date_format
from core.guards import guarded
from core.models import OrganisationSettings
from core.money import format_amount
from donations.enums import BatchStatus, TransferStatus
from donations.exceptions import BatchError, PromiseError, RowError, TributeError
from donations.models import BatchRow, BatchRowPart, GiftBatch, Instalment
from donations.services.funders.instalments import require_receivable
from donations.services.offline.duplicates import (
    Suggestion,
    email_of_namesake,
    name_key,
    suggest_supporters,
)
from donations.services.offline.rows import record_offline_gift
from donations.tribute_wishes import require_wish
from ledger.models import Fund
from payments.enums import PaymentMethod
from payments.exceptions import ReceivedError
from payments.models import Remittance
from payments.services.offline import require_open_day

Parts = Sequence[tuple[Fund, int]]
PARTS_FIELD = "amount_2"  # where the form says what is wrong with them


def open_batch(
    *,
    method: PaymentMethod,
    deposited_on: date,
    currency: str,
    expected_count: int,
    expected_total: int,
    note: str = "",
    by: User,
) -> GiftBatch:
    """Begin a batch with what was counted beforehand."""
    return GiftBatch.objects.create(
        method=method,
        deposited_on=deposited_on,
        currency=currency,
        expected_count=expected_count,
        expected_total=expected_total,
        note=note.strip(),
        entered_by=by,
    )


def change_batch(batch: GiftBatch, **values: Any) -> None:
    """Correct what was counted, while the batch is open."""
    with transaction.atomic():
        _require_open(batch)
        GiftBatch.objects.filter(pk=batch.pk, status=BatchStatus.OPEN).update(**values)
    batch.refresh_from_db()


def discard_batch(batch: GiftBatch) -> None:
    """Throw away a batch that was never posted, with its rows: no money was booked."""
    with transaction.atomic():
        _require_open(batch).delete()


def enter_row(row: BatchRow, *, by: User, parts: Parts = ()) -> BatchRow:
    """Write a row of an open batch, or change it, with the parts of it that go to other funds than
    its own. Raises `RowError` or `BatchError`."""
    with transaction.atomic():
        _require_open(row.batch)
        require_acceptable(row)
        require_parts(row, parts)
        row.entered_by = by
        row.save()
        row.parts.all().delete()
        BatchRowPart.objects.bulk_create(
            BatchRowPart(row=row, fund=fund, amount=amount) for fund, amount in parts
        )
    return row


def remove_row(row: BatchRow) -> None:
    """Take a draft out of an open batch."""
    with transaction.atomic():
        _require_open(row.batch)
        row.delete()


def require_acceptable(row: BatchRow) -> None:
    """Raise the `RowError` that says what is wrong with a row, beside its field."""
    if row.amount < 1:
        raise RowError(_("Enter an amount above zero."), "amount")
    if not row.fund.takes_gifts and not row.instalment:
        raise RowError(_("This fund takes no new gifts. Choose another one."), "fund")
    try:
        require_open_day(row.received_on)
    except ReceivedError as error:
        raise RowError(str(error), error.field) from None
    if row.method == PaymentMethod.DONOR_ADVISED and not row.organisation:
        raise RowError(_("Enter the sponsor of the fund: it is the legal donor."), "organisation")
    if row.method == PaymentMethod.EMPLOYER_MATCH and not row.organisation:
        raise RowError(_("Enter the employer: it is the giver."), "organisation")
    if not row.donor_name:
        raise RowError(_("Enter who gave: a name, or an organisation."), "name")
    if row.is_described and not row.description:
        raise RowError(
            _("Say what was given, such as “30 shares of Sample Inc.”: the receipt describes it."),
            "description",
        )
    if row.transfer and row.transfer.status == TransferStatus.RECEIVED:
        raise RowError(_("The gift with this code has been received already."), "transfer_code")
    if row.transfer and row.transfer.currency != row.batch.currency:
        raise RowError(
            _("This transfer was announced in %(currency)s; enter it in a batch of that currency.")
            % {"currency": row.transfer.currency},
            "transfer_code",
        )
    _require_wish(row)
    _require_receivable(row)


def require_parts(row: BatchRow, parts: Parts) -> None:
    """Raise the `RowError` that says why a gift cannot be split like this. What is promised, stock
    and what is given in kind is for one fund."""
    if not parts:
        return
    if row.instalment or row.is_described:
        raise RowError(_("This gift goes to one fund. Take out the others."), PARTS_FIELD)
    funds = [row.fund, *(fund for fund, _amount in parts)]
    if len(set(funds)) < len(funds):
        raise RowError(_("Name each fund once."), PARTS_FIELD)
    if not all(fund.takes_gifts for fund in funds):
        raise RowError(_("This fund takes no new gifts. Choose another one."), PARTS_FIELD)
    if min(amount for _fund, amount in parts) < 1:
        raise RowError(_("Enter an amount above zero."), PARTS_FIELD)
    rest = row.amount - sum(amount for _fund, amount in parts)
    if rest < 1 and guarded("split of a row"):
        raise RowError(
            _("The parts come to the whole gift or more. What is left goes to the first fund."),
            PARTS_FIELD,
        )


def _require_wish(row: BatchRow) -> None:
    try:
        require_wish(row.wish)
    except TributeError as error:
        raise RowError(str(error), error.field) from None


def _require_receivable(row: BatchRow) -> None:
    if row.instalment is None:
        return
    try:
        require_receivable(row.instalment, currency=row.batch.currency, fund=row.fund_id)
    except PromiseError as error:
        raise RowError(str(error), error.field) from None


class Review(NamedTuple):
    """What stands between a batch and its posting. `problems` stop it; `warnings` want to be read;
    `suggestions` want an answer."""

    rows: list[BatchRow]
    problems: list[str]
    warnings: dict[int, list[str]]
    suggestions: dict[int, list[Suggestion]]
    entered: int
    total: int


def review_batch(batch: GiftBatch) -> Review:
    """Look at an open batch as a whole."""
    rows = list(
        batch.rows.select_related(
            "fund", "supporter", "transfer", "matches", "soft_credit", "entered_by", "batch"
        ).prefetch_related(
            Prefetch("instalment", queryset=Instalment.objects.with_promise()), "parts__fund"
        )
    )
    suggestions = suggest_supporters(rows)
    total = sum(row.amount for row in rows)
    return Review(
        rows=rows,
        problems=list(_problems(batch, rows, suggestions)),
        warnings=_warnings(rows),
        suggestions=suggestions,
        entered=len(rows),
        total=total,
    )


def _problems(
    batch: GiftBatch, rows: list[BatchRow], suggestions: dict[int, list[Suggestion]]
) -> list[str]:
    """Why the batch cannot be posted, each with the difference it makes."""
    language = get_language() or "en"
    problems = []
    if short := batch.expected_count - len(rows):
        text = (
            ngettext("%(count)s gift is missing.", "%(count)s gifts are missing.", short)
            if short > 0
            else ngettext(
                "%(count)s gift more than counted.", "%(count)s gifts more than counted.", -short
            )
        )
        problems.append(text % {"count": abs(short)})
    if short := batch.expected_total - sum(row.amount for row in rows):
        amount = format_amount(abs(short), batch.currency, language)
        text = (
            _("%(amount)s less than the control total.")
            if short > 0
            else _("%(amount)s more than the control total.")
        )
        problems.append(text % {"amount": amount})
    for row in rows:
        try:
            require_acceptable(row)
            require_parts(row, [(part.fund, part.amount) for part in row.parts.all()])
        except RowError as error:
            problems.append(f"{row.donor_name or row.name}: {error}")
    if suggestions:
        text = ngettext(
            "Of %(count)s gift somebody must say who gave it.",
            "Of %(count)s gifts somebody must say who gave them.",
            len(suggestions),
        )
        problems.append(text % {"count": len(suggestions)})
    return problems


def _warnings(rows: list[BatchRow]) -> dict[int, list[str]]:
    """What may be right and looks odd; who posts says that it was looked at."""
    warnings: dict[int, list[str]] = {}
    earlier = _earlier_remittances(rows)
    seen: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        found = []
        key = _cheque_key(row.method, row.reference, row.donor_name)
        seen[key] += bool(row.reference)
        if seen[key] > 1:
            found.append(_("The same number twice from the same giver, in this batch."))
        if day := earlier.get(key):
            found.append(
                _("The same number from the same giver was recorded on %(date)s.")
                % {"date": date_format(day, "DATE_FORMAT")}
            )
        if row.method == PaymentMethod.EMPLOYER_MATCH and row.matches is None:
            found.append(_("It is not linked to the employee’s gift."))
        if row.transfer and row.amount != row.transfer.amount:
            found.append(
                _("%(amount)s was announced for this transfer.")
                % {
                    "amount": format_amount(
                        row.transfer.amount, row.transfer.currency, get_language() or "en"
                    )
                }
            )
        if row.instalment and row.amount != row.instalment.amount:
            found.append(
                _("%(amount)s was expected. If less came, the rest stays expected.")
                % {
                    "amount": format_amount(
                        row.instalment.amount, row.instalment.currency, get_language() or "en"
                    )
                }
            )
        if email := email_of_namesake(row, rows):
            found.append(
                _(
                    "Another gift here has the same name and postcode, with the e-mail %(email)s. "
                    "If both are from the same person, enter that e-mail here too; else this one "
                    "gets a supporter of its own."
                )
                % {"email": email}
            )
        if not row.email and not row.has_address:
            found.append(_("No e-mail and no address: its document reaches nobody by itself."))
        if found:
            warnings[row.pk] = found
    return warnings


def _cheque_key(method: str, reference: str, donor: str) -> tuple[str, str, str]:
    return method, reference.strip().lower(), name_key(donor)


def _earlier_remittances(rows: list[BatchRow]) -> dict[tuple[str, str, str], date]:
    """The day of an earlier gift with the same number from the same giver, by any batch."""
    references = {row.reference for row in rows} - {""}
    if not references:
        return {}
    organisation = OrganisationSettings.load()
    found = Remittance.objects.filter(reference__in=references, payment__succeeded_at__isnull=False)
    return {
        _cheque_key(one.payment.method, one.reference, one.payment.name): (
            organisation.day_of(one.payment.succeeded_at)
        )
        for one in found.select_related("payment").order_by("pk")
        if one.payment.succeeded_at
    }


def post_batch(batch: GiftBatch, *, by: User, has_read_warnings: bool = False) -> GiftBatch:
    """Book every gift of a batch, once.

    One transaction, with the batch's row locked. Side effects, in order: the batch moves to posted
    by compare-and-set; each row becomes a paid payment with its gift, its ledger entry and its
    document, in the order of the rows; mails are queued to those whose address is known. A batch
    that was posted before is returned as it is. Raises `BatchError` when count or total differ from
    what was counted, when a row cannot be booked, or when the same person entered it.
    """
    with transaction.atomic():
        batch = GiftBatch.objects.select_for_update().get(pk=batch.pk)
        if not batch.is_open and guarded("batch"):
            return batch
        review = review_batch(batch)
        require_second_person(batch, review.rows, by)
        if review.problems and guarded("control total"):
            raise BatchError(" ".join(review.problems))
        if review.warnings and not has_read_warnings:
            raise BatchError(_("Read the warnings first, and say that you did."))
        GiftBatch.objects.filter(pk=batch.pk).update(
            status=BatchStatus.POSTED, posted_at=timezone.now(), posted_by=by
        )
        for row in review.rows:
            record_offline_gift(row, by=by)
    batch.refresh_from_db()
    return batch


def require_second_person(batch: GiftBatch, rows: list[BatchRow], by: User) -> None:
    """Raise `BatchError` when who posts also entered, and two people are asked for."""
    if not OrganisationSettings.load().two_people_post or not guarded("two people"):
        return
    if by.pk in {batch.entered_by_id, *(row.entered_by_id for row in rows)}:
        raise BatchError(
            _(
                "You entered gifts of this batch, so somebody else posts it. Whether that is so "
                "is set under Settings → Organisation."
            )
        )


def mark_letters_printed(batch: GiftBatch) -> datetime | None:
    """Note that the letters of a posted batch are printed now. Returns when they were printed
    before: what had been issued by then is a copy."""
    with transaction.atomic():
        batch = GiftBatch.objects.select_for_update().get(pk=batch.pk)
        before = batch.letters_printed_at
        batch.letters_printed_at = timezone.now()
        batch.save(update_fields=["letters_printed_at"])
    return before


def _require_open(batch: GiftBatch) -> GiftBatch:
    batch = GiftBatch.objects.select_for_update().get(pk=batch.pk)
    if not batch.is_open:
        raise BatchError(_("This batch is posted. Nothing in it can be changed any more."))
    return batch
