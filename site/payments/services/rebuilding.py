"""A payment found at Stripe of which we have no row, because a backup was restored that is older
than it: written again from what we put into Stripe."""

import logging
from uuid import UUID

from django.db import IntegrityError, transaction

from ledger.models import Fund
from payments.enums import LineKind, PaymentStatus
from payments.exceptions import CannotRebuildError
from payments.gateway import Record, gateway
from payments.handlers import by_handler
from payments.models import Payment, PaymentLine
from payments.services.settlement import payment_of

logger = logging.getLogger(__name__)


def rebuild_payment(session_id: str) -> Payment:
    """Write the payment of a session again, with its lines, gift and order; then settle it.

    Side effects, in order, in one transaction: the payment's row with the uuid it had, its lines,
    and what the handlers of the lines make of what they gave Stripe to remember. The caller
    settles it: only that books the money. Called twice, the second finds the first's row.

    Raises `CannotRebuildError`, with nothing written, when we did not make the session, or when
    it names a fund or a soap that we do not have (any more).
    """
    record = gateway().fetch_record(session_id)
    existing = payment_of(record.reference)
    if existing:
        return existing
    try:
        with transaction.atomic():
            payment = _write(record)
    except IntegrityError as error:  # another run was faster
        existing = payment_of(record.reference)
        if existing is None:
            raise CannotRebuildError(type(error).__name__) from error
        return existing
    logger.warning("Payment %s was rebuilt from session of Stripe", payment.uuid)
    return payment


def _write(record: Record) -> Payment:
    funds = {fund.code: fund for fund in Fund.objects.all()}
    _require_ours(record, funds)
    payment = Payment.objects.create(
        uuid=UUID(record.reference),
        status=PaymentStatus.PENDING,
        amount=record.amount,
        currency=record.currency,
        email=record.email,
        name=record.name,
        language=record.language,
        fingerprint=UUID(record.reference).hex,
        wants_news=record.wants_news,
        stripe_session=record.session_id,
        session_url=record.url,
        expires_at=record.expires_at,
    )
    Payment.objects.filter(pk=payment.pk).update(created_at=record.created_at)
    PaymentLine.objects.bulk_create(
        PaymentLine(
            payment=payment,
            kind=line.kind,
            description=line.description[:200],
            quantity=line.quantity,
            amount=line.amount,
            fair_market_value=line.fair_market_value,
            fund=funds[line.fund],
            sku=line.sku,
        )
        for line in record.lines
    )
    payment.refresh_from_db()
    lines = list(payment.lines.select_related("fund"))
    for handler, handled in by_handler(lines):
        handler.rebuild(payment, handled, record.facts)
    return payment


def _require_ours(record: Record, funds: dict[str, Fund]) -> None:
    if record.facts.get("payment") != record.reference or not record.lines:
        raise CannotRebuildError("not made by us")
    for line in record.lines:
        if line.kind not in LineKind.values:
            raise CannotRebuildError(f"line of unknown kind {line.kind!r}")
        if line.fund not in funds:
            raise CannotRebuildError(f"fund {line.fund!r} is not here")
