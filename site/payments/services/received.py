"""Many payments that came without a card, written at once: by a few statements for all of them what
`offline.write_received` and `record_received` write for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Supporter
from core.models import OrganisationSettings
from core.rows import insert
from ledger.enums import EntryKind
from ledger.services.posting import NewEntry, post_all
from payments.enums import PaymentMethod, PaymentStatus
from payments.exceptions import ReceivedError
from payments.models import Payment, PaymentLine, PaymentMove, Remittance
from payments.services.checkout import NewLine
from payments.services.effects import DESCRIPTION, postings_of
from payments.services.offline import require_open_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A payment that is here already."""

    uuid: UUID
    method: PaymentMethod
    lines: Sequence[NewLine]
    currency: str
    supporter: Supporter
    name: str
    email: str
    language: str
    remittance: Remittance
    received_on: date
    received_at: datetime | None


def write_all_received(received: Sequence[Received], *, cause: str) -> list[list[PaymentLine]]:
    """Write payments that are here, each on its day, all or none. Returns the lines of each, which
    know their payments.

    Side effects, in order: payments, lines, how they came, and a history row each are written; the
    entries are posted. No document is issued, and no handler runs: the caller writes what the lines
    mean. Raises `ReceivedError` for a day that cannot be. Call it in a transaction.
    """
    for one in received:
        require_open_day(one.received_on)
        if one.method == PaymentMethod.CARD:
            raise ReceivedError(_("What Stripe collects is never written by hand."), "method")
    now = timezone.now()
    payments = [_payment_of(one, now) for one in received]
    insert(payments)
    lines = [
        [_line_of(line, payment) for line in one.lines]
        for one, payment in zip(received, payments, strict=True)
    ]
    insert([line for of_payment in lines for line in of_payment])
    for one, payment in zip(received, payments, strict=True):
        one.remittance.payment = payment
    insert([one.remittance for one in received])
    insert(
        [
            PaymentMove(
                payment=payment,
                before=PaymentStatus.CREATED,
                after=PaymentStatus.SUCCEEDED,
                cause=cause,
            )
            for payment in payments
        ]
    )
    post_all([_entry_of(*pair) for pair in zip(payments, lines, strict=True)])
    return lines


def _payment_of(one: Received, now: datetime) -> Payment:
    return Payment(
        uuid=one.uuid,
        status=PaymentStatus.SUCCEEDED,
        method=one.method,
        amount=sum(line.amount for line in one.lines),
        currency=one.currency,
        email=one.email.strip().lower(),
        name=one.name.strip(),
        language=one.language,
        supporter=one.supporter,
        fingerprint=f"received {one.uuid.hex}",
        expires_at=now,  # there was no page
        succeeded_at=one.received_at or OrganisationSettings.noon_of(one.received_on),
    )


def _line_of(line: NewLine, payment: Payment) -> PaymentLine:
    return PaymentLine(
        payment=payment,
        kind=line.kind,
        description=line.description,
        quantity=line.quantity,
        amount=line.amount,
        fair_market_value=line.fair_market_value,
        fund=line.fund,
        sku=line.sku,
    )


def _entry_of(payment: Payment, lines: Sequence[PaymentLine]) -> NewEntry:
    assert payment.succeeded_at is not None
    return NewEntry(
        key=f"payment:{payment.uuid}",
        kind=EntryKind.PAYMENT,
        description=DESCRIPTION % payment.uuid,
        occurred_at=payment.succeeded_at,
        postings=[posting for line in lines for posting in postings_of(line, payment)],
    )
