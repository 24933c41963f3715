"""Comparing ourselves with Stripe, and healing what a lost webhook or a crash left behind."""

import logging
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from payments.gateway import Transaction, gateway
from payments.models import Payment
from payments.services.inbox import retry_failed_events
from payments.services.payouts import settle_payouts
from payments.services.settlement import payment_of, settle
from payments.services.transactions import settle_transaction

logger = logging.getLogger(__name__)

# A lost webhook is looked for this far back unless asked for more.
LOOK_BACK = timedelta(days=4)


@dataclass(slots=True)
class Findings:
    """What a run found. `healed` lists payments whose state changed, `foreign` sessions at Stripe
    that name no payment of ours, `failed` payments that could not be settled, with the reason."""

    healed: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    events: int = 0

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def reconcile(*, since: datetime | None = None) -> Findings:
    """Settle every payment that Stripe may know more about than we do.

    Asks Stripe for its sessions since then (UTC; four days back unless said), so that a payment is
    found whatever webhook was lost; then our own payments that are still open past their end, and
    those whose fee is not known yet; then what moved its balance, and its payouts; then events that
    failed. Running it twice changes nothing.
    Raises `GatewayUnavailableError` when Stripe cannot be asked at all.
    """
    since = since or timezone.now() - LOOK_BACK
    findings = Findings()
    seen: set[int] = set()
    for session in gateway().list_sessions(since=since):
        payment = payment_of(session.reference)
        if payment is None:
            findings.foreign.append(session.id)
        elif payment.is_open or (session.payment_status == "paid" and not payment.is_paid):
            seen.add(payment.pk)
            _settle_one(payment, findings)
    _settle_all(
        Payment.objects.open().filter(expires_at__lt=timezone.now()).exclude(pk__in=seen), findings
    )
    _settle_all(Payment.objects.paid().filter(fee__isnull=True, created_at__gte=since), findings)
    for moved in gateway().list_transactions(since=since):
        _settle_movement(moved, findings)
    healed, failed = settle_payouts(since=since, cause="reconcile")
    findings.healed += healed
    findings.failed |= failed
    findings.events = retry_failed_events()
    return findings


def _settle_movement(moved: Transaction, findings: Findings) -> None:
    """A movement of the balance is the last word: whatever it is about, we must know it."""
    if moved.source_kind == "payout":
        return  # all payouts are settled after this
    try:
        settle_transaction(moved, cause="reconcile")
    except Exception as error:
        logger.exception("Movement %s was not settled", moved.id)
        findings.failed[moved.id] = type(error).__name__


def _settle_all(payments: Iterable[Payment], findings: Findings) -> None:
    for payment in payments:
        _settle_one(payment, findings)


def _settle_one(payment: Payment, findings: Findings) -> None:
    before = (payment.status, payment.fee)
    try:
        payment = settle(payment, cause="reconcile")
    except Exception as error:  # one payment in trouble must not keep the others from healing
        logger.exception("Payment %s was not settled", payment.uuid)
        findings.failed[str(payment.uuid)] = type(error).__name__
        return
    if (payment.status, payment.fee) != before and str(payment.uuid) not in findings.healed:
        findings.healed.append(str(payment.uuid))
