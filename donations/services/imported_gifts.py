"""A gift that was received and receipted elsewhere, in our books: through the same payment, entry
and handlers as any other, without a document or mail of ours."""

from uuid import UUID, uuid4

from django.db import transaction
from django.utils import translation

from accounts.models import Supporter, User
from accounts.services.supporters import find_or_make_supporter
from core.models import OrganisationSettings
from donations.models import Donation
from donations.services.gifts import gift_line, record_pending_gift
from donations.services.import_values import GiftValues
from payments.enums import LineKind, PaymentMethod, RefundReason
from payments.models import Remittance
from payments.services.checkout import NewLine
from payments.services.offline import pay_back, record_received, ways_back, write_received
from payments.services.refund_lines import NewRefundLine


def record_imported_gift(values: GiftValues, *, uuid: UUID, by: User, batch: int) -> Donation:
    """Book what a row says.

    Side effects, in one transaction: the supporter is found or made; the payment, how it came, and
    its gift are written; the gift is received on its day and posted; what was refunded of it is
    posted back. No document is issued and no mail queued.
    """
    with transaction.atomic():
        payment = write_received(
            uuid=uuid4(),
            method=values.method,
            lines=[_line_of(values)],
            currency=values.currency,
            supporter=_supporter_of(values),
            name=values.name,
            email=values.email,
            language=values.language,
            remittance=Remittance(
                reference=values.reference,
                organisation=values.organisation,
                description=values.description,
                recorded_by=by,
            ),
        )
        gift = record_pending_gift(
            payment=payment,
            line=payment.lines.get(),
            anonymous=values.is_anonymous,
            message=values.message,
        )
        Donation.objects.filter(pk=gift.pk).update(uuid=uuid)
        record_received(
            payment,
            received_on=values.received_on,
            received_at=values.received_at,
            cause=f"import {batch}",
            has_document=False,
        )
        gift.refresh_from_db()
        if values.refunded:
            take_back(gift, amount=values.refunded, by=None, note=f"import {batch}")
            gift.refresh_from_db()
    return gift


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


def _line_of(values: GiftValues) -> NewLine:
    assert values.fund is not None
    with translation.override(values.language):
        if values.method in PaymentMethod.DESCRIBED:
            is_stock = values.method == PaymentMethod.STOCK
            return NewLine(
                kind=LineKind.GIFT if is_stock else LineKind.IN_KIND,
                description=values.description,
                amount=values.amount,
                fund=values.fund,
            )
        return gift_line(amount=values.amount, fund=values.fund)


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
