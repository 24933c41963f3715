"""What a giver asks of a subscription: written down, asked of Stripe, copied from its answer.

The row comes first and its uuid makes the idempotency key, so that a call whose answer was lost is
asked again and is the same call; only after an error of Stripe's own, which it keeps for a key, is
there another key. Nothing shows as changed before Stripe has said so.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ledger.models import Fund
from payments.enums import ChangeKind, ChangeStatus
from payments.exceptions import (
    GatewayRefusedError,
    GatewayUnavailableError,
    NothingToPayError,
    SubscriptionEndedError,
)
from payments.gateway import SubscriptionState, gateway
from payments.models import Subscription, SubscriptionChange
from payments.services.subscriptions import settle_subscription
from payments.subscription_handlers import subscription_handler

logger = logging.getLogger(__name__)

# A change whose answer is still out is asked again after this; Stripe keeps a key for a day.
ASK_AGAIN_AFTER = timedelta(minutes=2)
KEY_KEPT = timedelta(hours=23)


def change_subscription(
    *,
    subscription: Subscription,
    kind: ChangeKind,
    amount: int | None = None,
    fee_cover: int = 0,
    fund: Fund | None = None,
    moment: datetime | None = None,
    by_staff: str = "",
) -> SubscriptionChange:
    """Ask Stripe for a change and copy what it answers. Call it outside any transaction.

    Side effects in order: the change is written (its own commit), Stripe is asked for it, then for
    the subscription as it is now, which is copied; in one transaction the change is marked and the
    handler told.

    Raises `SubscriptionEndedError`, `NothingToPayError`, `GatewayRefusedError` when Stripe says no
    (a card declined, say), and `GatewayUnavailableError` when it does not answer: then the change
    stays asked, and `retry_changes` asks again until there is an answer.
    """
    _require_possible(subscription, kind)
    change = SubscriptionChange.objects.create(
        subscription=subscription,
        kind=kind,
        amount=amount,
        fee_cover=fee_cover,
        fund=fund,
        moment=moment,
        by_staff=by_staff,
    )
    perform_change(change)
    return change


def perform_change(change: SubscriptionChange) -> None:
    """Ask Stripe for a change that was written down, for the first time or once more."""
    subscription, cause = change.subscription, f"change {change.kind}"
    try:
        ACTS[ChangeKind(change.kind)](change)
    except GatewayUnavailableError as error:
        logger.warning("Change %s of a subscription waits for Stripe's answer", change.uuid)
        if error.answered:
            _take_another_key(change)
        raise
    except GatewayRefusedError as error:
        settle_subscription(subscription, cause=cause)
        if not _is_so_already(change):
            _finish(change, ChangeStatus.REFUSED, error=error.code)
            raise
    else:
        # Not the call's own answer: with a key that was used before, Stripe repeats an old one.
        settle_subscription(subscription, cause=cause)
    with transaction.atomic():
        if _finish(change, ChangeStatus.DONE):
            subscription_handler().on_changed(subscription, change)


def retry_changes() -> int:
    """Ask again for what Stripe never answered. A change that somebody overtook with a later one
    is dropped, an end never is. Returns how many are settled now."""
    settled = 0
    waiting = SubscriptionChange.objects.asked().filter(
        asked_at__lt=timezone.now() - ASK_AGAIN_AFTER
    )
    for change in waiting.select_related("subscription", "fund").order_by("pk"):
        if _is_overtaken(change):
            settled += _finish(change, ChangeStatus.SUPERSEDED)
            continue
        try:
            perform_change(change)
        except GatewayUnavailableError:
            continue
        except GatewayRefusedError as error:
            logger.warning("Change %s was refused: %s", change.uuid, error.code)
        settled += 1
    return settled


def _require_possible(subscription: Subscription, kind: ChangeKind) -> None:
    if subscription.is_ended or not subscription.stripe_subscription:
        raise SubscriptionEndedError
    if kind == ChangeKind.PAY and not subscription.failing_invoice:
        raise NothingToPayError


def _is_so_already(change: SubscriptionChange) -> bool:
    """It may have ended, or been paid, by whatever way: then what was asked for is so."""
    subscription = change.subscription
    if change.kind == ChangeKind.PAY:
        return not subscription.failing_invoice and not subscription.is_ended
    return change.kind == ChangeKind.CANCEL and subscription.is_ended


def _take_another_key(change: SubscriptionChange) -> None:
    """Stripe keeps its 5xx for a key for a day. Whatever is asked for may be asked twice: it sets
    what is to be, and an invoice that is paid is not paid again. Once, for twins that failed
    together."""
    same_try = SubscriptionChange.objects.filter(pk=change.pk, stripe_try=change.stripe_try)
    same_try.update(stripe_try=F("stripe_try") + 1)
    change.refresh_from_db(fields=["stripe_try"])


def _is_overtaken(change: SubscriptionChange) -> bool:
    """By a later change; or by a day, after which Stripe would take it for a new call."""
    if change.kind == ChangeKind.CANCEL:
        return False
    later = SubscriptionChange.objects.filter(subscription=change.subscription, pk__gt=change.pk)
    return later.exists() or change.asked_at < timezone.now() - KEY_KEPT


def _finish(change: SubscriptionChange, status: ChangeStatus, error: str = "") -> bool:
    """Compare-and-set: True for the one call that finishes it."""
    finished = SubscriptionChange.objects.filter(pk=change.pk, status=ChangeStatus.ASKED).update(
        status=status, finished_at=timezone.now(), error=error[:80]
    )
    change.refresh_from_db()
    return bool(finished)


def _current(change: SubscriptionChange) -> SubscriptionState:
    return gateway().fetch_subscription(change.subscription.stripe_subscription or "")


def _change_amount(change: SubscriptionChange) -> None:
    """The amount, and where its payer adds for the fee what is added: one call, so that neither is
    ever without the other."""
    assert change.amount is not None
    state, added = _current(change), change.subscription.stripe_fee_product
    given = next(item.product for item in state.items if item.product != added)
    amounts = {given: change.amount} | ({added: change.fee_cover} if added else {})
    gateway().change_amounts(state, amounts=amounts, key=change.key)


def _change_fund(change: SubscriptionChange) -> None:
    assert change.fund is not None
    gateway().change_fund(_current(change), fund=change.fund.code, key=change.key)


def _change_day(change: SubscriptionChange) -> None:
    assert change.moment is not None
    gateway().change_next_payment(_current(change), at=change.moment, key=change.key)


def _pause(change: SubscriptionChange) -> None:
    assert change.moment is not None
    gateway().hold(_current(change), until=change.moment, key=change.key)


def _resume(change: SubscriptionChange) -> None:
    gateway().release(_current(change), key=change.key)


def _pay(change: SubscriptionChange) -> None:
    gateway().pay_invoice(change.subscription.failing_invoice, key=change.key)


def _cancel(change: SubscriptionChange) -> None:
    gateway().cancel_subscription(change.subscription.stripe_subscription or "")


ACTS: Mapping[ChangeKind, Callable[[SubscriptionChange], None]] = {
    ChangeKind.AMOUNT: _change_amount,
    ChangeKind.FUND: _change_fund,
    ChangeKind.DAY: _change_day,
    ChangeKind.PAUSE: _pause,
    ChangeKind.RESUME: _resume,
    ChangeKind.PAY: _pay,
    ChangeKind.CANCEL: _cancel,
}
