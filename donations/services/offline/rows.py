"""A row of a batch becomes a gift."""

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Supporter, User
from accounts.services.supporters import find_or_make_supporter
from core.postal import PostalAddress, postcode_key
from donations.enums import TransferStatus
from donations.exceptions import BatchError, PromiseError
from donations.models import BatchRow, Donation, ExpectedTransfer, Instalment, SoftCredit
from donations.services.funders.instalments import receive_instalment
from donations.services.giving.gift_lines import gift_line
from donations.services.giving.gifts import record_pending_gift
from donations.services.offline.duplicates import giver_email, name_key
from ledger.models import Fund
from payments.enums import LineKind, PaymentMethod
from payments.models import Remittance
from payments.services.checkout import NewLine
from payments.services.offline import record_received, write_received

ADDRESS = [field.name for field in PostalAddress._meta.get_fields()]


def record_offline_gift(row: BatchRow, *, by: User) -> Donation:
    """Book what a row says, once.

    Side effects, in one transaction: the supporter is found or made and, where none was known,
    given the address; the payment, how it came, and its gift are written; all that a paid payment
    means happens; soft credit is given; the transfer that announced it, and the instalment that it
    is, are received; the row points at its gift.
    """
    with transaction.atomic():
        supporter = _giver_of(row)
        payment = write_received(
            uuid=row.uuid,
            method=PaymentMethod(row.method),
            lines=[line_of(row)],
            currency=row.batch.currency,
            supporter=supporter,
            name=row.addressee,
            email=row.email,
            language=row.language,
            remittance=Remittance(
                reference=row.reference,
                account_ending=row.account_ending,
                description=row.description,
                organisation=row.organisation,
                person=row.name,
                note=row.note,
                recorded_by=by,
                **_address_of(row),
            ),
        )
        gift = record_pending_gift(
            payment=payment,
            line=payment.lines.get(),
            anonymous=row.is_anonymous,
            message=row.transfer.message if row.transfer else "",
            matches=row.matches,
            parts=_parts_of(row),
            tribute=row.wish,
        )
        record_received(payment, received_on=row.received_on, cause=f"batch {row.batch_id}")
        gift.refresh_from_db()
        for credited in _credited(row, gift):
            SoftCredit.objects.get_or_create(donation=gift, supporter=credited)
        if row.transfer:
            _receive_transfer(row.transfer, gift)
        if row.instalment:
            _receive_instalment(row.instalment, gift, by=by)
        BatchRow.objects.filter(pk=row.pk).update(
            donation=gift, supporter=supporter, is_new_supporter=False
        )
    return gift


def line_of(row: BatchRow) -> NewLine:
    """The line as the document names it, in the language of who reads it."""
    with translation.override(row.language):
        if row.is_described:
            is_stock = row.method == PaymentMethod.STOCK
            return NewLine(
                kind=LineKind.GIFT if is_stock else LineKind.IN_KIND,
                description=row.description or _("Gift in kind"),
                amount=row.amount,
                fund=row.fund,
            )
        is_split = bool(row.parts.all())
        return gift_line(amount=row.amount, fund=row.fund, is_split=is_split)


def _parts_of(row: BatchRow) -> dict[Fund, int] | None:
    """Where the gift is split: each fund with its part, what is left to the row's own."""
    others = {part.fund: part.amount for part in row.parts.all()}
    return {row.fund: row.amount - sum(others.values()), **others} if others else None


def _giver_of(row: BatchRow) -> Supporter:
    """Who was chosen; else who has the e-mail address; else a new record, shared by rows of one
    batch with the same name and postcode."""
    supporter = row.supporter
    if supporter is None and not giver_email(row):
        supporter = _same_giver_in_batch(row)
    if supporter is None:
        supporter = find_or_make_supporter(
            email=giver_email(row), name=row.donor_name, language=row.language
        )
    if row.has_address and not supporter.has_address and not _is_of_adviser(row):
        Supporter.objects.filter(pk=supporter.pk).update(**_address_of(row))
    return supporter


def _same_giver_in_batch(row: BatchRow) -> Supporter | None:
    postcode = postcode_key(row.postcode)
    if not postcode:
        return None
    others = row.batch.rows.filter(donation__isnull=False, email="").select_related("supporter")
    for other in others:
        is_same = name_key(other.donor_name) == name_key(row.donor_name)
        if is_same and postcode_key(other.postcode) == postcode:
            return other.supporter
    return None


def _is_of_adviser(row: BatchRow) -> bool:
    """The address of a row is where its document goes; of a donor-advised fund to the adviser."""
    return row.method == PaymentMethod.DONOR_ADVISED and bool(row.name)


def _credited(row: BatchRow, gift: Donation) -> list[Supporter]:
    """Who recommended it, or gave what it matches; never the giver."""
    found = [row.soft_credit]
    if row.method == PaymentMethod.DONOR_ADVISED and row.email and row.soft_credit is None:
        found.append(find_or_make_supporter(email=row.email, name=row.name, language=row.language))
    if row.matches:
        found.append(row.matches.supporter)
    return [one for one in found if one is not None and one.pk != gift.supporter_id]


def _receive_transfer(transfer: ExpectedTransfer, gift: Donation) -> None:
    waiting = ExpectedTransfer.objects.filter(pk=transfer.pk).exclude(
        status=TransferStatus.RECEIVED
    )
    if not waiting.update(status=TransferStatus.RECEIVED, donation=gift):
        raise BatchError(
            _("The gift with the code %(code)s has been received already.") % {"code": transfer}
        )


def _receive_instalment(instalment: Instalment, gift: Donation, *, by: User) -> None:
    try:
        receive_instalment(instalment, gift, by=by)
    except PromiseError as error:
        raise BatchError(f"{instalment}: {error}") from None


def _address_of(row: PostalAddress) -> dict[str, str]:
    return {name: str(getattr(row, name) or "") for name in ADDRESS}
