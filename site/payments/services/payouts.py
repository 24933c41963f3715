"""Payouts: what Stripe sent to the bank, of what it consists, and what that does to the books.

Like payments, a payout is settled from Stripe's current object, whoever told us of it. What is
posted is the difference between what should be in the journal by all we know and what is: so a fee
or a payment that we learn of later, or a bank that sends the money back, corrects itself.
"""

import logging
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_noop

from core.guards import guarded
from core.models import OrganisationSettings
from ledger.enums import AccountCode, EntryKind
from ledger.models import Entry, Fund, Line
from ledger.services.posting import Posting, post
from payments.drift import remember_unknown
from payments.enums import PAYOUT_MOVES, PayoutCategory, PayoutStatus
from payments.exceptions import MismatchError
from payments.gateway import StripePayout, Transaction, gateway
from payments.models import Payout, PayoutLine, PayoutMove, WebhookEvent
from payments.services.transactions import SETTLERS, explain, settle_transaction

logger = logging.getLogger(__name__)


def settle_payout(payout_id: str, *, cause: str) -> Payout:
    """Bring a payout to the state that Stripe says it has, and return it.

    Side effects, in order: what its transactions are about is settled where we do not know it yet;
    then in one transaction the payout's row and lines are written, its status moves with a row of
    history, and the journal is brought to what they say: once it is at the bank, one entry from
    the Stripe balance to the bank by fund, what is not explained to the suspense account of the
    default fund; nothing when it came back. Calling it again changes nothing more.

    Raises `GatewayUnavailableError` when Stripe cannot be asked, and `MismatchError` when the
    payout is of the other mode.
    """
    found = gateway().fetch_payout(payout_id)
    if found.livemode != gateway().livemode:
        raise MismatchError(f"payout {payout_id} is of the other mode")
    moved = list(gateway().list_transactions(payout_id=found.id)) if found.is_reconciled else []
    moved.reverse()  # oldest first
    for one in moved:
        settle_transaction(one, cause=cause)
    with transaction.atomic():
        payout = _row_of(found, cause=cause)
        _move(payout, found, cause=cause)
        if found.is_reconciled or not found.is_automatic:
            _write_lines(payout, moved)
            payout.is_reconciled = found.is_reconciled
        payout.save()
        _correct_journal(payout)
    return payout


def set_aside(*, payout: Payout, by: Any) -> None:
    """Say that what is not explained is known and dealt with. It stays in suspense and in red; the
    attention list and the proof of the books name it no more. The first decision counts."""
    Payout.objects.unexplained().filter(pk=payout.pk).update(
        set_aside_at=timezone.now(), set_aside_by=by
    )
    payout.refresh_from_db()


def settle_payout_event(event: WebhookEvent) -> None:
    """Settle the payout that an event is about; no payment is concerned."""
    settle_payout(event.object_id, cause=event.type)


def _settle_returned(moved: Transaction, cause: str) -> None:
    settle_payout(moved.source_id, cause=cause)


SETTLERS["payout"] = _settle_returned


def settle_payouts(*, since: datetime, cause: str) -> tuple[list[str], dict[str, str]]:
    """Settle every payout that Stripe may know more about than we do: those made since then (UTC),
    those not decided yet, those with something unexplained.

    Returns the numbers of those that changed and, by number, why others could not be settled. One
    in trouble does not keep the others from healing. Raises `GatewayUnavailableError` when Stripe
    cannot be asked what there is.
    """
    known = {payout.stripe_payout: _state_of(payout) for payout in Payout.objects.all()}
    open_ones = Payout.objects.filter(status__in=PayoutStatus.LIVE).filter(
        Q(has_unexplained=True)
        | ~Q(status=PayoutStatus.PAID)
        | Q(is_automatic=True, is_reconciled=False)
    )
    wanted = dict.fromkeys(
        found.id
        for found in gateway().list_payouts(since=since)
        if known.get(found.id, ("",))[0] != found.status
    )
    wanted |= dict.fromkeys(open_ones.values_list("stripe_payout", flat=True))
    changed: list[str] = []
    failed: dict[str, str] = {}
    for number in wanted:
        try:
            payout = settle_payout(number, cause=cause)
        except Exception as error:
            logger.exception("Payout %s was not settled", number)
            failed[number] = type(error).__name__
        else:
            if _state_of(payout) != known.get(number):
                changed.append(number)
    return changed, failed


def _state_of(payout: Payout) -> tuple[str, bool, int, bool]:
    return payout.status, payout.is_reconciled, payout.unexplained, payout.has_unexplained


def _row_of(found: StripePayout, *, cause: str) -> Payout:
    """The payout's row, locked, with what Stripe never changes."""
    payout, is_new = Payout.objects.select_for_update().get_or_create(
        stripe_payout=found.id,
        defaults={
            "amount": found.amount,
            "currency": found.currency,
            "status": PayoutStatus.PENDING,
            "is_automatic": found.is_automatic,
            "made_at": found.made_at,
            "arrives_on": found.arrives_on,
        },
    )
    if is_new:
        PayoutMove.objects.create(payout=payout, after=payout.status, cause=cause)
    return payout


def _move(payout: Payout, found: StripePayout, *, cause: str) -> None:
    """Change the status with a row of history, if there is a way: else Stripe's answer is old."""
    before = PayoutStatus(payout.status)
    if found.status not in PayoutStatus.values:
        remember_unknown("payout", found.status, payout.stripe_payout)
        return
    after = PayoutStatus(found.status)
    if after in PAYOUT_MOVES[before]:
        PayoutMove.objects.create(payout=payout, before=before, after=after, cause=cause)
        payout.status = after
    if payout.status == after:
        payout.arrives_on = found.arrives_on
        payout.failure = found.failure


def _write_lines(payout: Payout, moved: Iterable[Transaction]) -> None:
    """The payout's lines as our records explain them now, and what they do not explain."""
    default = Fund.objects.default()
    lines: list[PayoutLine] = []
    for one in moved:
        amounts: Counter[tuple[PayoutCategory, int]] = Counter()
        known = {}
        for share in explain(one):
            amounts[share.category, share.fund.pk] += share.amount
            known[share.category, share.fund.pk] = share
        lines += [
            PayoutLine(
                stripe_transaction=one.id,
                category=category,
                fund_id=fund,
                amount=amount,
                occurred_at=one.booked_at,
                payment=known[category, fund].payment,
                refund=known[category, fund].refund,
                dispute=known[category, fund].dispute,
                returned=known[category, fund].returned,
            )
            for (category, fund), amount in amounts.items()
            if amount
        ]
        if rest := one.net - sum(amounts.values()):
            what = f"{one.type} {one.source_id} {one.description}"
            lines.append(
                PayoutLine(
                    stripe_transaction=one.id,
                    category=PayoutCategory.UNEXPLAINED,
                    fund=default,
                    amount=rest,
                    occurred_at=one.booked_at,
                    note=" ".join(what.split())[:200],
                )
            )
    if rest := payout.amount - sum(line.amount for line in lines):
        lines.append(
            PayoutLine(
                category=PayoutCategory.UNEXPLAINED,
                fund=default,
                amount=rest,
                occurred_at=payout.made_at,
                note="" if payout.is_automatic else "payout by hand",
            )
        )
    for line in lines:
        line.payout = payout
    if list(map(_facts, lines)) != list(map(_facts, payout.lines.all())):
        payout.lines.all().delete()
        PayoutLine.objects.bulk_create(lines)
        payout.set_aside_at = payout.set_aside_by = None
    missing = [line.amount for line in lines if line.category == PayoutCategory.UNEXPLAINED]
    payout.unexplained = sum(missing)
    payout.has_unexplained = bool(missing)


def _facts(line: PayoutLine) -> tuple[object, ...]:
    names = (
        "stripe_transaction",
        "category",
        "fund_id",
        "amount",
        "payment_id",
        "refund_id",
        "dispute_id",
        "returned_id",
        "note",
    )
    return tuple(getattr(line, name) for name in names)


def _correct_journal(payout: Payout) -> None:
    """Post what is missing between the journal and what should be in it; often nothing."""
    entries = entries_of(payout)
    missing = Counter(wanted_legs(payout))
    missing.subtract(posted_legs(payout) if guarded("payout once") else {})
    if not any(missing.values()):
        return
    funds = Fund.objects.in_bulk({fund for _account, fund in missing})
    count = entries.count()
    post(
        key=f"{payout.key}:{count}" if count else payout.key,
        kind=EntryKind.PAYOUT,
        description=(
            gettext_noop("Correction of payout %s") if count else gettext_noop("Payout %s")
        )
        % payout,
        occurred_at=timezone.now() if count else _arrival(payout),
        postings=[
            Posting(AccountCode(account), funds[fund], amount, payout.currency)
            for (account, fund), amount in missing.items()
        ],
    )


def entries_of(payout: Payout) -> QuerySet[Entry]:
    return Entry.objects.filter(Q(key=payout.key) | Q(key__begins=f"{payout.key}:"))


def wanted_legs(payout: Payout) -> dict[tuple[str, int], int]:
    """Account and fund → amount, as the payout's lines say; nothing while it is not at the bank."""
    legs: dict[tuple[str, int], int] = defaultdict(int)
    if payout.status == PayoutStatus.PAID:
        for line in payout.lines.all():
            explained = line.category != PayoutCategory.UNEXPLAINED
            taken_from = AccountCode.STRIPE if explained else AccountCode.SUSPENSE
            legs[AccountCode.BANK.value, line.fund_id] += line.amount
            legs[taken_from.value, line.fund_id] -= line.amount
    return {leg: amount for leg, amount in legs.items() if amount}


def posted_legs(payout: Payout) -> dict[tuple[str, int], int]:
    """Account and fund → amount, as the journal has it."""
    rows = (
        Line.objects.filter(entry__in=entries_of(payout))
        .values_list("account__code", "fund_id")
        .annotate(total=Sum("amount"))
        .exclude(total=0)
    )
    return {(code, fund): total for code, fund, total in rows}


def _arrival(payout: Payout) -> datetime:
    """Noon of the day in the organisation's zone, so that the journal has the bank's day."""
    zone = OrganisationSettings.load().zone
    return datetime.combine(payout.arrives_on, time(12), tzinfo=zone)
