"""Comparing ourselves with Stripe, and healing what a lost webhook, a crash or a restored backup
left behind.

Stripe's own objects are the truth: each `Source` lists one kind of them, says which of a page of
them our rows do not agree with, and settles one. The events that Stripe kept come last: they bring
what no list shows, and leave a trace of what was lost.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from operator import attrgetter
from typing import Any

from django.utils import timezone

from payments.enums import UnmatchedReason
from payments.exceptions import (
    CannotRebuildError,
    ForeignObjectError,
    GatewayUnavailableError,
    MismatchError,
    PaidTwiceError,
    PaymentError,
)
from payments.gateway import Invoice, ListedCharge, SignedEvent, Transaction, gateway
from payments.models import Payment, ReconcileRun, UnmatchedObject
from payments.services.dispute_comparison import (
    compare_dispute,
    compare_warning,
    disputes_behind,
    list_disputes,
    warnings_behind,
)
from payments.services.inbox import catch_up_events, retry_failed_events
from payments.services.invoices import settle_invoice
from payments.services.payouts import settle_payouts
from payments.services.refund_comparison import compare_refund, compare_refunds, refunds_behind
from payments.services.session_comparison import (
    Change,
    compare_payment,
    compare_session,
    in_full,
    sessions_behind,
)
from payments.services.settlement import payment_of
from payments.services.transactions import settle_transaction
from payments.services.unmatched import note_matched, note_unmatched

logger = logging.getLogger(__name__)

# A lost webhook is looked for this far back unless asked for more.
LOOK_BACK = timedelta(days=4)
# Events are read anew this far before the cursor: they may appear a little late.
OVERLAP = timedelta(hours=1)
PAGE = 100
PATIENCE = 3  # objects in a row for which Stripe gives no answer, before the run gives up
KEPT = timedelta(days=60)


# What a person must look at, and why; trying again would not help.
REASONS: Mapping[type[PaymentError], UnmatchedReason] = {
    ForeignObjectError: UnmatchedReason.NOT_OURS,
    CannotRebuildError: UnmatchedReason.CANNOT_REBUILD,
    MismatchError: UnmatchedReason.MISMATCH,
    PaidTwiceError: UnmatchedReason.PAID_TWICE,
}


@dataclass(slots=True)
class Findings:
    """What a run found. `healed` lists payments (and other objects, by Stripe's id) whose state
    changed, `rebuilt` payments that had to be written again, `foreign` what names no payment of
    ours, `failed` what could not be settled, with the reason. `events` counts the events that were
    lost or had failed and are well now, `looked_at` what was compared."""

    healed: list[str] = field(default_factory=list)
    rebuilt: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    events: int = 0
    looked_at: dict[str, int] = field(default_factory=dict)

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of Stripe's objects. Each has an `id`; `moment` names the field that says when.

    `behind` picks, from a page of them and by our rows alone, those that we do not agree with;
    `complete` may then fetch more about them, many at a time.
    `settle` brings us to the state of one and returns what that changed here. It raises
    `ForeignObjectError` for what is none of ours and moved money, `CannotRebuildError` and
    `MismatchError` for what a person must look at.
    """

    name: str
    list: Callable[[datetime], Iterable[Any]]
    behind: Callable[[Sequence[Any]], Collection[Any]]
    settle: Callable[[Any], Change]
    moment: str = "created_at"
    complete: Callable[[Sequence[Any]], Sequence[Any]] = lambda found: found


def reconcile(*, since: datetime | None = None) -> Findings:
    """Compare with Stripe from then on (UTC; four days back unless said) and heal what differs.

    Side effects, in order: a `ReconcileRun` is begun; each source's objects that differ are
    settled, oldest first, payments that we lost being rebuilt; our own payments that are open past
    their end, whose fee is not known or whose refunds are on their way are settled, refunds that
    Stripe never heard of are asked for again, and payouts are settled; events that never arrived
    are written down and acted on; events that failed are tried again; the run is finished. Running
    it twice changes nothing more. Raises `GatewayUnavailableError` when Stripe gives no answer; the
    run keeps that, and what was healed before stays healed.
    """
    started_at = timezone.now()
    last = ReconcileRun.objects.filter(error="", finished_at__isnull=False).first()
    run = ReconcileRun.objects.create(started_at=started_at, since=since or started_at - LOOK_BACK)
    findings = Findings()
    try:
        _compare(run.since, findings)
        events_since = since or (last.events_until if last and last.events_until else run.since)
        _catch_up(run, events_since, findings)
    except GatewayUnavailableError as error:
        _finish(run, findings, error=type(error).__name__)
        raise
    _finish(run, findings)
    ReconcileRun.objects.filter(started_at__lt=started_at - KEPT).delete()
    return findings


def close_expired() -> int:
    """Settle payments whose page has closed, so that what they hold is free again within minutes.
    Returns how many changed."""
    findings = Findings()
    _settle_all(Payment.objects.open().filter(expires_at__lt=timezone.now()), findings)
    return len(findings.healed)


def _compare(since: datetime, findings: Findings) -> None:
    open_ids = set(UnmatchedObject.objects.open().values_list("stripe_id", flat=True))
    for source in SOURCES:
        behind: list[Any] = []
        count = 0
        for page in _pages(source.list(since)):
            count += len(page)
            late = source.behind(page)
            behind += late
            agreed = {found.id for found in page} - {found.id for found in late}
            note_matched(*(agreed & open_ids))
        findings.looked_at[source.name] = count
        # In the order in which they happened: so receipts get their numbers in that order too.
        for found in source.complete(sorted(behind, key=attrgetter(source.moment))):
            if _heal(source, found, findings) and found.id in open_ids:
                note_matched(found.id)
    _settle_all(Payment.objects.open().filter(expires_at__lt=timezone.now()), findings)
    without_fee = Payment.objects.through_stripe().paid().filter(fee__isnull=True)
    _settle_all(without_fee.filter(created_at__gte=since), findings)
    _settle_all(Payment.objects.with_waiting_refunds(), findings, compare_refunds)
    healed, failed = settle_payouts(since=since, cause="reconcile")
    findings.healed += healed
    findings.failed |= failed


def _heal(source: Source, found: Any, findings: Findings) -> bool:
    """Settle one object. False when it could not be, which is kept."""
    name = getattr(found, "reference", "") or found.id
    try:
        change = source.settle(found)
    except tuple(REASONS) as error:
        _note_unmatched(source, found, error, findings)
    except Exception as error:  # one payment in trouble must not keep the others from healing
        _note_failure(name, error, findings)
    else:
        if change == "rebuilt":
            findings.rebuilt.append(name)
        elif change == "healed" and name not in findings.healed:
            findings.healed.append(name)
        return True
    return False


def _note_unmatched(source: Source, found: Any, error: PaymentError, findings: Findings) -> None:
    """A person must look. What is none of ours counts only where it moved money."""
    is_foreign = isinstance(error, ForeignObjectError)
    if is_foreign:
        findings.foreign.append(found.id)
        if source.name != "charges":
            return
    unmatched = note_unmatched(
        found.id,
        reason=REASONS[type(error)],
        detail="" if is_foreign else str(error),
        amount=getattr(found, "amount", None),
        currency=getattr(found, "currency", ""),
    )
    if not is_foreign and unmatched.set_aside_at is None:
        findings.failed[getattr(found, "reference", "") or found.id] = type(error).__name__


def _note_failure(name: str, error: Exception, findings: Findings) -> None:
    """Keep the failure; give up when Stripe has stopped answering altogether."""
    logger.error("%s was not settled", name, exc_info=error)
    findings.failed[name] = type(error).__name__
    lately = list(findings.failed.values())[-PATIENCE:]
    silent = GatewayUnavailableError.__name__
    if isinstance(error, GatewayUnavailableError) and lately.count(silent) >= PATIENCE:
        raise error


def _settle_all(
    payments: Iterable[Payment],
    findings: Findings,
    settle_one: Callable[[Payment], Change] | None = None,
) -> None:
    for payment in payments:
        name = str(payment.uuid)
        if name in findings.failed:
            continue
        try:
            change = (settle_one or compare_payment)(payment)
        except Exception as error:  # as above
            _note_failure(name, error, findings)
        else:
            if change == "healed" and name not in findings.healed:
                findings.healed.append(name)


def _pages(found: Iterable[Any]) -> Iterator[list[Any]]:
    iterator = iter(found)
    while page := list(islice(iterator, PAGE)):
        yield page


def _finish(run: ReconcileRun, findings: Findings, *, error: str = "") -> None:
    run.finished_at = timezone.now()
    run.events_until = None if error else run.started_at - OVERLAP
    run.looked_at = findings.looked_at
    run.healed, run.rebuilt, run.failed = findings.healed, findings.rebuilt, findings.failed
    run.error = error
    run.save()


# --- Events


def _catch_up(run: ReconcileRun, since: datetime, findings: Findings) -> None:
    """Events that we never saw: those since the cursor, and whatever Stripe could not deliver."""

    def is_current(payment: Payment, event: SignedEvent) -> bool:
        """Whether this run has compared the payment since the event happened."""
        return (
            payment.created_at >= run.since
            and event.happened_at <= run.started_at
            and str(payment.uuid) not in findings.failed
        )

    listed = {event.id: event for event in gateway().list_events(since=since)}
    longest = run.started_at - LOOK_BACK
    if longest < since:  # else they are among those already
        undelivered = gateway().list_events(since=longest, undelivered=True)
        listed |= {event.id: event for event in undelivered}
    findings.looked_at["events"] = len(listed)
    findings.events = catch_up_events(listed.values(), is_current) + retry_failed_events()


# --- Invoices: what Stripe collected by itself


def _invoices_behind(invoices: Sequence[Invoice]) -> list[Invoice]:
    """Those paid that are no payment of ours yet."""
    paid = [invoice for invoice in invoices if invoice.status == "paid" and invoice.amount_paid]
    known = set(
        Payment.objects.paid()
        .filter(stripe_invoice__in=[invoice.id for invoice in paid])
        .values_list("stripe_invoice", flat=True)
    )
    return [invoice for invoice in paid if invoice.id not in known]


def _settle_invoice(invoice: Invoice) -> Change:
    return "healed" if settle_invoice(invoice.id, cause="reconcile") else "nothing"


# --- Charges: what really moved money


def _charges_behind(charges: Sequence[ListedCharge]) -> list[ListedCharge]:
    paid = [charge for charge in charges if charge.is_paid]
    known = set(
        Payment.objects.paid()
        .filter(stripe_charge__in=[charge.id for charge in paid])
        .values_list("stripe_charge", flat=True)
    )
    return [charge for charge in paid if charge.id not in known]


def _settle_charge(charge: ListedCharge) -> Change:
    payment = payment_of(charge.reference)
    if payment is None:
        session = gateway().find_session_of(charge.intent_id) if charge.intent_id else None
        if session is None:
            raise ForeignObjectError(charge.id)
        change = compare_session(session)
        payment = payment_of(session.reference)
    else:
        change = compare_payment(payment)
    if payment is not None and payment.stripe_charge not in {charge.id, None}:
        raise PaidTwiceError(str(payment.uuid))
    return change


# --- Movements of the balance: the last word


def _movements_behind(page: Sequence[Transaction]) -> list[Transaction]:
    """All but payouts, which are settled by themselves, and charges whose fee is booked."""
    charges = {moved.source_id for moved in page if moved.source_kind == "charge"}
    booked = Payment.objects.filter(stripe_charge__in=charges, fee__isnull=False)
    known = set(booked.values_list("stripe_charge", flat=True))
    return [
        moved for moved in page if moved.source_kind != "payout" and moved.source_id not in known
    ]


def _settle_movement(moved: Transaction) -> Change:
    """Whatever it is about, we must know it."""
    settle_transaction(moved, cause="reconcile")
    return "nothing"


# What is listed at Stripe, and who settles each object. A new kind of object is a line here.
# Charges come after what may explain them: what is left is unmatched money.
SOURCES: list[Source] = [
    Source(
        "sessions",
        lambda since: gateway().list_sessions(since=since),
        sessions_behind,
        compare_session,
        complete=in_full,
    ),
    Source(
        "invoices",
        lambda since: gateway().list_invoices(since=since),
        _invoices_behind,
        _settle_invoice,
    ),
    Source(
        "charges",
        lambda since: gateway().list_charges(since=since),
        _charges_behind,
        _settle_charge,
    ),
    Source(
        "refunds",
        lambda since: gateway().list_refunds(since=since),
        refunds_behind,
        compare_refund,
    ),
    Source("disputes", list_disputes, disputes_behind, compare_dispute, moment="opened_at"),
    Source(
        "fraud warnings",
        lambda since: gateway().list_warnings(since=since),
        warnings_behind,
        compare_warning,
        moment="warned_at",
    ),
    Source(
        "movements",
        lambda since: gateway().list_transactions(since=since),
        _movements_behind,
        _settle_movement,
        moment="booked_at",
    ),
]
