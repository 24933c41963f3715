"""Payments that do not come through Stripe: a clerk writes them down once they are here.

They mean what a settled payment means, by the same handlers, the same ledger and the same
documents (`take_effect`). Nothing of Stripe's ever looks at them.
"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Supporter, User
from core.dates import date_format
from core.guards import guarded
from core.models import OrganisationSettings
from payments.enums import PaymentMethod, PaymentStatus, RefundReason, RefundStatus
from payments.exceptions import ReceivedError, RefundError
from payments.models import Payment, PaymentLine, Refund, Remittance
from payments.services.checkout import NewLine
from payments.services.effects import take_effect
from payments.services.moves import move_payment, move_refund
from payments.services.refund_lines import NewRefundLine
from payments.services.refund_settlement import book_refund, take_refund_effect
from payments.services.refunds import open_refund


def require_open_day(day: date, *, field: str = "received_on") -> None:
    """Raise `ReceivedError` for a day that has not come, or whose books are closed."""
    organisation = OrganisationSettings.load()
    if day > organisation.today():
        raise ReceivedError(_("This day has not come yet. Enter the day it arrived."), field)
    closed = organisation.books_closed_on
    if guarded("closed books") and closed and day <= closed:
        raise ReceivedError(
            _("The books are closed up to %(date)s. Enter a later day.")
            % {"date": date_format(closed, "DATE_FORMAT")},
            field,
        )


def write_received(
    *,
    uuid: UUID,
    method: PaymentMethod,
    lines: Sequence[NewLine],
    currency: str,
    supporter: Supporter,
    name: str,
    email: str,
    language: str,
    remittance: Remittance,
) -> Payment:
    """Write a payment that is here already, with its lines and how it came; the caller writes what
    points at it and goes on to `record_received`, all in one transaction."""
    if method == PaymentMethod.CARD:
        raise ReceivedError(_("What Stripe collects is never written by hand."), "method")
    payment = Payment.objects.create(
        uuid=uuid,
        method=method,
        amount=sum(line.amount for line in lines),
        currency=currency,
        email=email.strip().lower(),
        name=name.strip(),
        language=language,
        supporter=supporter,
        fingerprint=f"received {uuid.hex}",
        expires_at=timezone.now(),  # there was no page
    )
    for line in lines:
        PaymentLine.objects.create(
            payment=payment,
            kind=line.kind,
            description=line.description,
            quantity=line.quantity,
            amount=line.amount,
            fair_market_value=line.fair_market_value,
            fund=line.fund,
            sku=line.sku,
        )
    remittance.payment = payment
    remittance.save(force_insert=True)
    return payment


def record_received(
    payment: Payment,
    *,
    received_on: date,
    cause: str,
    received_at: datetime | None = None,
    has_document: bool = True,
) -> Payment:
    """Let a payment that was just written take effect, once, on the day it was received.

    Side effects, in one transaction: the payment moves to succeeded, the handlers of its lines
    run, the ledger entry is posted to the account of its method, the document is issued and, where
    there is an address, its mail queued. Raises `ReceivedError` for a day that cannot be. Where the
    time of the day is known it is `received_at`; without a document somebody else wrote one.
    """
    require_open_day(received_on)
    received_at = received_at or OrganisationSettings.noon_of(received_on)
    with transaction.atomic():
        if move_payment(
            payment,
            to=PaymentStatus.SUCCEEDED,
            only_from=[PaymentStatus.CREATED],
            cause=cause,
            succeeded_at=received_at,
        ):
            take_effect(payment, received_at, has_document=has_document)
    return payment


def pay_back(
    *,
    uuid: UUID,
    payment: Payment,
    lines: Sequence[NewRefundLine],
    method: PaymentMethod,
    paid_on: date,
    reason: RefundReason,
    note: str = "",
    by: User | None,
    has_document: bool = True,
) -> Refund:
    """Record that money which did not come through Stripe was paid back by hand.

    Side effects, in one transaction: the refund and its lines are written, its ledger entry is
    posted, the payment's status follows, the handlers of its lines run, the document is revised
    and the supporter told. The same `uuid` again returns the first refund. Raises `RefundError`.
    """
    if payment.is_through_stripe:
        raise RefundError(_("This came through Stripe, and goes back through Stripe."))
    if method not in ways_back(payment):
        raise RefundError(_("Choose how it was given back."))
    try:
        require_open_day(paid_on)
    except ReceivedError as error:
        raise RefundError(str(error)) from None
    if payment.succeeded_at and OrganisationSettings.noon_of(paid_on) < payment.succeeded_at:
        raise RefundError(_("It cannot go back before the day it came."))
    with transaction.atomic():
        refund = open_refund(
            uuid=uuid,
            payment=payment,
            lines=lines,
            reason=reason,
            note=note,
            by=by,
            method=method,
        )
        if move_refund(
            refund,
            to=RefundStatus.SUCCEEDED,
            only_from=[RefundStatus.CREATED],
            cause="paid back by hand",
            settled_at=OrganisationSettings.noon_of(paid_on),
        ):
            book_refund(refund)
            take_refund_effect(refund, cause="paid back by hand", has_document=has_document)
    return refund


def ways_back(payment: Payment) -> list[PaymentMethod]:
    """How a payment may be given back: a thing as it came, money by any of four ways."""
    if payment.is_described:
        return [PaymentMethod(payment.method)]
    return [
        PaymentMethod.CHEQUE,
        PaymentMethod.WIRE,
        PaymentMethod.CASH,
        PaymentMethod.MOBILE_MONEY,
        *([PaymentMethod.ELSEWHERE] if payment.method == PaymentMethod.ELSEWHERE else []),
    ]
