"""What a giver changes of a monthly, quarterly or yearly gift. Stripe is asked, and what it then
says is shown."""

import calendar
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.dates import date_format
from core.mail import queue_mail
from core.models import OrganisationSettings
from donations.exceptions import (
    CardRefusedError,
    ChangeError,
    DayError,
    EndedError,
    FundNotOpenError,
    NoAnswerError,
    NothingOpenError,
    PauseDateError,
    SameDayError,
    StripeRefusedError,
    UnpaidError,
)
from donations.models import RecurringGift
from donations.services.giving.gift_lines import require_fee_cover
from donations.services.giving.gifts import require_amount
from ledger.models import Fund
from payments.enums import ChangeKind
from payments.exceptions import (
    GatewayRefusedError,
    GatewayUnavailableError,
    NothingToPayError,
    SubscriptionEndedError,
)
from payments.gateway import gateway
from payments.services.subscription_changes import change_subscription
from payments.services.subscriptions import settle_subscription

LAST_DAY = 28  # the last one that every month has
LONGEST_PAUSE = timedelta(days=366)
# Far from midnight in every season, so that the day stays the day.
PAID_AT = time(12)


def refresh(gift: RecurringGift) -> bool:
    """Ask Stripe, so that what is shown is so. False when it gave no answer: then what is shown is
    what it said last."""
    try:
        settle_subscription(gift.subscription, cause="page")
    except GatewayUnavailableError:
        return False
    return True


def change_amount(*, gift: RecurringGift, amount: int, covers_fee: bool | None = None) -> None:
    """Give so much from the next payment on. Who adds the fee adds that of the new amount; who
    began with it may leave it out (`covers_fee`) and take it up again. Raises the `GiftError` that
    says why not."""
    subscription = gift.subscription
    require_amount(amount=amount, currency=subscription.currency)
    covers_fee = bool(subscription.fee_cover) if covers_fee is None else covers_fee
    added = require_fee_cover(amount) if covers_fee and subscription.stripe_fee_product else 0
    if (amount, added) != (subscription.amount, subscription.fee_cover):
        _ask(gift, ChangeKind.AMOUNT, amount=amount, fee_cover=added)


def change_fund(*, gift: RecurringGift, fund: Fund) -> None:
    """Give all of it to this fund from the next payment on, also what was split."""
    if not fund.takes_gifts:
        raise FundNotOpenError
    if fund != gift.subscription.fund or gift.subscription.shares:
        _ask(gift, ChangeKind.FUND, fund=fund)


def change_day(*, gift: RecurringGift, day: int) -> None:
    """Pay on that day of the month, beginning with the first one after the time already paid for:
    nobody is charged sooner than they expected."""
    if not 1 <= day <= LAST_DAY:
        raise DayError
    if gift.subscription.is_failing:
        raise UnpaidError
    current = _next_day(gift)
    if current.day == day:
        raise SameDayError(day)
    _ask(gift, ChangeKind.DAY, moment=_at(next_such_day(current, day)))


def next_such_day(current: date, day: int) -> date:
    """The first day of that number on or after a date."""
    if day >= current.day:
        return current.replace(day=day)
    last = calendar.monthrange(current.year, current.month)[1]
    return (current.replace(day=last) + timedelta(days=1)).replace(day=day)


def pause(*, gift: RecurringGift, until: date) -> None:
    """Take nothing before that day. Raises `PauseDateError` when that would change nothing, or is
    more than a year after the next gift or beyond the gift's own end."""
    language = translation.get_language()
    today = timezone.now().astimezone(_zone()).date()
    subscription = gift.subscription
    if subscription.is_failing:
        raise UnpaidError
    if until <= today:
        raise PauseDateError(_("Choose a day after today."))
    # From the next gift on: what comes once a year could not be paused at all otherwise.
    latest = max(today, _next_day(gift)) + LONGEST_PAUSE
    if until > latest:
        raise PauseDateError(
            _("Choose a day up to %(date)s. You can pause again then.")
            % {"date": _in_words(latest, language)}
        )
    if subscription.ends_at and until >= subscription.ends_at.astimezone(_zone()).date():
        raise PauseDateError(
            _("Your gift ends on %(date)s, before that day.")
            % {"date": _day_in_words(subscription.ends_at, language)}
        )
    if subscription.next_payment_at and until <= _next_day(gift) and not subscription.is_paused:
        raise PauseDateError(
            _("Your next gift is on %(date)s anyway. Choose a later day.")
            % {"date": _day_in_words(subscription.next_payment_at, language)}
        )
    _ask(gift, ChangeKind.PAUSE, moment=_at(until))


def resume(*, gift: RecurringGift) -> None:
    """Take gifts again from the next date on; nothing is taken for the time of the pause."""
    if gift.subscription.is_paused:
        _ask(gift, ChangeKind.RESUME)


def pay_open(*, gift: RecurringGift) -> None:
    """Try now to collect what could not be collected."""
    _ask(gift, ChangeKind.PAY)


def end(*, gift: RecurringGift, by_staff: str = "") -> None:
    """No more gifts, from this moment. What is open is not owed. Done twice, it is done. `by_staff`
    names who did it when the giver asked by telephone or letter."""
    if not gift.subscription.is_ended:
        _ask(gift, ChangeKind.CANCEL, by_staff=by_staff)


def send_link(*, gift: RecurringGift) -> None:
    """Mail a fresh link to the address of the gift, at most one an hour."""
    subscription = gift.subscription
    queue_mail(
        key=f"recurring:{gift.uuid}:link:{timezone.now():%Y-%m-%dT%H}",
        template="donations/emails/recurring_link",
        to=subscription.email,
        language=subscription.language,
        context={"gift": gift},
    )


def card_page(*, gift: RecurringGift, return_path: str) -> str:
    """The address of Stripe's own page where the card is changed."""
    subscription = gift.subscription
    with _told_kindly(gift):
        if not subscription.is_running:
            raise SubscriptionEndedError
        return gateway().open_portal(
            customer=subscription.stripe_customer,
            language=subscription.language,
            return_url=f"{settings.BASE_URL}{return_path}",
        )


def _ask(
    gift: RecurringGift,
    kind: ChangeKind,
    *,
    amount: int | None = None,
    fee_cover: int = 0,
    fund: Fund | None = None,
    moment: datetime | None = None,
    by_staff: str = "",
) -> None:
    with _told_kindly(gift, kind):
        change_subscription(
            subscription=gift.subscription,
            kind=kind,
            amount=amount,
            fee_cover=fee_cover,
            fund=fund,
            moment=moment,
            by_staff=by_staff,
        )


@contextmanager
def _told_kindly(gift: RecurringGift, kind: ChangeKind | None = None) -> Iterator[None]:
    """What went wrong at Stripe, in words for the giver."""
    try:
        yield
    except SubscriptionEndedError:
        raise EndedError from None
    except NothingToPayError:
        raise NothingOpenError from None
    except GatewayUnavailableError:
        raise NoAnswerError from None
    except GatewayRefusedError:
        raise _refusal(gift, kind) from None


def _refusal(gift: RecurringGift, kind: ChangeKind | None) -> ChangeError:
    if gift.subscription.is_ended:
        return EndedError()
    if kind == ChangeKind.PAY:
        return CardRefusedError() if gift.subscription.failing_invoice else NothingOpenError()
    return StripeRefusedError()


def _next_day(gift: RecurringGift) -> date:
    moment = gift.subscription.next_payment_at
    if moment is None:
        raise EndedError
    return moment.astimezone(_zone()).date()


def _at(day: date) -> datetime:
    return datetime.combine(day, PAID_AT, tzinfo=_zone())


def _day_in_words(moment: datetime, language: str | None) -> str:
    return _in_words(moment.astimezone(_zone()).date(), language)


def _in_words(day: date, language: str | None) -> str:
    with translation.override(language):
        return date_format(day, "DATE_FORMAT")


def _zone() -> ZoneInfo:
    return OrganisationSettings.load().zone
