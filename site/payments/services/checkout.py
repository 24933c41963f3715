"""Opening a payment: our row first, Stripe second, never both in one transaction."""

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Prefetch, prefetch_related_objects
from django.utils import timezone, translation

from core.rows import insert, insert_unless_there
from ledger.models import Fund
from payments.enums import BillingInterval, LineKind, PaymentStatus
from payments.exceptions import (
    GatewayBusyError,
    GatewayRefusedError,
    GatewayUnavailableError,
)
from payments.gateway import Session, SessionLine, gateway
from payments.handlers import by_handler
from payments.models import Payment, PaymentLine
from payments.services.moves import move_payment
from payments.services.settlement import find_session, settle

# Stripe takes 30 minutes to 24 hours. Held stock waits as long.
SESSION_LIFE = timedelta(minutes=60)
# A payment page that closes sooner than this is not offered again.
WORTH_RESUMING = timedelta(minutes=5)
# A failure within so many seconds leaves time to look what became of the call; a slower one has
# used up what a visitor waits.
QUICK = 2
# Between two looks whether the other request of a double click has its page; eight times.
TWIN_PAUSE = 0.25
# Without a page yet, a payment must leave Stripe its 30 minutes.
WORTH_STARTING = timedelta(minutes=32)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """A line to pay for; amounts are totals of the line, in the payment's minor units."""

    kind: LineKind
    description: str
    amount: int
    fund: Fund
    quantity: int = 1
    fair_market_value: int = 0
    sku: str = ""


# A payment without its lines must never be seen, by a twin least of all.
@transaction.atomic(savepoint=False)
def open_payment(
    *,
    lines: Sequence[NewLine],
    currency: str,
    email: str,
    name: str,
    language: str,
    fingerprint: str,
    cancel_path: str,
    wants_news: bool = False,
) -> tuple[Payment, bool]:
    """Write the payment and its lines. Call it first inside the transaction of the order or gift.

    Returns (payment, True), or (the payment still open for the same fingerprint, False): then the
    caller writes nothing and goes on to `start_checkout` with it. An open payment whose page is
    about to close gives up its fingerprint; it stays open until Stripe confirms that it expired.
    """
    payment = Payment(
        amount=sum(line.amount for line in lines),
        currency=currency,
        email=email.strip().lower(),
        name=name.strip(),
        language=language,
        fingerprint=fingerprint,
        wants_news=wants_news,
        cancel_path=cancel_path,
        expires_at=timezone.now().replace(microsecond=0) + SESSION_LIFE,
    )
    for _try in range(3):
        if insert_unless_there(payment):
            break
        # Open already: a double click, a second tab. None when it closed at this very moment.
        existing = Payment.objects.open().filter(fingerprint=fingerprint).first()
        if existing and is_worth_keeping(existing):
            return existing, False
        if existing:
            Payment.objects.filter(pk=existing.pk).update(fingerprint=existing.uuid.hex)
    else:
        insert([payment])  # the error names what is in the way
    insert([_payment_line(payment, line) for line in lines])
    return payment, True


def _payment_line(payment: Payment, line: NewLine) -> PaymentLine:
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


def lines_of(payment: Payment) -> list[PaymentLine]:
    """The lines with their funds; asked for once of the same object."""
    prefetch_related_objects(
        [payment], Prefetch("lines", PaymentLine.objects.select_related("fund"))
    )
    return list(payment.lines.all())


def is_worth_keeping(payment: Payment) -> bool:
    """Whether enough time is left to pay it; otherwise `open_payment` opens another."""
    needed = WORTH_RESUMING if payment.session_url else WORTH_STARTING
    return payment.expires_at - timezone.now() > needed


def start_checkout(payment: Payment) -> str:
    """Return the address of Stripe's payment page for an open payment, making the session once.

    Call it outside any transaction. The idempotency key comes from the payment's uuid, so that a
    retry after a crash or a timeout finds the same session. Raises `GatewayUnavailableError` when
    Stripe gives no answer (the payment stays open and can be retried) and `GatewayRefusedError`.
    """
    if payment.session_url:
        return payment.session_url
    begin = time.monotonic()
    try:
        session = _session_of_earlier_try(payment) or _create_session(payment)
    except GatewayUnavailableError as error:
        if time.monotonic() - begin > QUICK:
            if error.answered:
                _take_another_key(payment)
            raise  # the next try finds what was made
        if isinstance(error, GatewayBusyError):
            return _wait_for_twin(payment)
        session = _after_quick_failure(payment, answered=error.answered)
    record_session(payment, session)
    # Of two sessions that twins made after a kept error, only the recorded one is ever settled.
    return payment.session_url or session.url


def close_checkout(payment: Payment, *, cause: str) -> Payment:
    """Make sure that an open payment can no longer be paid: expire the session at Stripe, then
    settle from what Stripe says. May come back paid, when the payer was faster.

    A payment without a session gets one first: by its idempotency key that is the one a slow twin
    may still be making, so nothing is left behind that could be paid. When Stripe refuses to make
    one (too little time is left, say) and has none, the payment expires.
    """
    if not payment.is_open:
        return payment
    if not payment.stripe_session:
        try:
            session = _session_of_earlier_try(payment) or _create_session(payment)
            record_session(payment, session)
        except GatewayUnavailableError as error:
            if error.answered:
                _take_another_key(payment)
            raise
        except GatewayRefusedError:
            payment = settle(payment, cause=cause, is_refused=True)
            if not payment.is_open:
                return payment
    assert payment.stripe_session
    with suppress(GatewayRefusedError):  # paid or expired meanwhile: settling tells which
        gateway().expire_session(payment.stripe_session)
    return settle(payment, cause=cause)


def record_session(payment: Payment, session: Session) -> None:
    """Keep the session's id and address on the payment, which now waits for the payer."""
    with transaction.atomic():
        Payment.objects.filter(pk=payment.pk, stripe_session__isnull=True).update(
            stripe_session=session.id, session_url=session.url
        )
        move_payment(
            payment, to=PaymentStatus.PENDING, only_from=[PaymentStatus.CREATED], cause="checkout"
        )  # refreshes the payment


def _create_session(payment: Payment) -> Session:
    return_url = f"{settings.BASE_URL}{_thanks_path(payment)}"
    lines = lines_of(payment)
    return gateway().create_session(
        reference=str(payment.uuid),
        key=f"payment-{payment.uuid}-session-{payment.session_try}",
        lines=[
            SessionLine(
                name=line.description
                if line.quantity == 1
                else f"{line.description} × {line.quantity}",
                amount=line.amount,
                metadata={
                    "kind": line.kind,
                    "fund": line.fund.code,
                    "sku": line.sku,
                    "quantity": str(line.quantity),
                    "value": str(line.fair_market_value),
                },
                months=_months(payment, line),
            )
            for line in lines
        ],
        currency=payment.currency,
        email=payment.email,
        language=payment.language,
        success_url=return_url,
        cancel_url=f"{return_url}?cancelled=1",
        expires_at=payment.expires_at,
        facts=_facts(payment, lines),
        renewal=_renewal(payment),
    )


def _facts(payment: Payment, lines: Sequence[PaymentLine]) -> dict[str, str]:
    """What Stripe keeps for us, should we lose our rows (`rebuild_payment`)."""
    facts = {"name": payment.name, "news": "yes" if payment.wants_news else ""}
    for handler, handled in by_handler(lines):
        facts.update(handler.remember(payment, handled))
    return {key: value for key, value in facts.items() if value}


def _months(payment: Payment, line: PaymentLine) -> int:
    """How often the line renews; 0 for what is paid once."""
    subscription = payment.subscription
    if subscription is None:
        return 0
    # What the payer adds for the fee is for that of each payment.
    if subscription.first_line_id != line.pk and line.kind != LineKind.FEE_COVER:
        return 0
    return BillingInterval(subscription.interval).months


def _renewal(payment: Payment) -> dict[str, str] | None:
    """What must be known to write a renewal, should all we have be lost."""
    subscription = payment.subscription
    if subscription is None:
        return None
    return {
        "subscription": str(subscription.uuid),
        "fund": subscription.fund.code,
        "interval": subscription.interval,
        "name": subscription.name,
        **({"shares": subscription.shares} if subscription.shares else {}),
    }


def _thanks_path(payment: Payment) -> str:
    with translation.override(payment.language):
        return payment.thanks_path


def _wait_for_twin(payment: Payment) -> str:
    """The same call is under way: a double click, whose other request writes the address in a
    moment, or an earlier try that we gave up on, whose session Stripe then has."""
    for _ in range(8):
        time.sleep(TWIN_PAUSE)
        payment.refresh_from_db()
        if payment.session_url:
            return payment.session_url
    session = find_session(payment)
    if session is None:
        raise GatewayUnavailableError("the twin of this request did not finish")
    record_session(payment, session)
    return payment.session_url


def _after_quick_failure(payment: Payment, *, answered: bool) -> Session:
    """See whether the session was made all the same; if Stripe's answer says that it was not, ask
    once more with another key, since Stripe keeps its 5xx for a key for a day."""
    session = find_session(payment)
    if session:
        return session
    if not answered:
        raise GatewayUnavailableError("no answer, and no session was made")
    _take_another_key(payment)
    return _create_session(payment)


def _take_another_key(payment: Payment) -> None:
    """Stripe keeps its 5xx for a key for a day. Once, for twins that failed together."""
    same_try = Payment.objects.filter(pk=payment.pk, session_try=payment.session_try)
    same_try.update(session_try=F("session_try") + 1)
    payment.refresh_from_db()


def _session_of_earlier_try(payment: Payment) -> Session | None:
    """What a call that ended in a kept error did all the same; another key would make a second."""
    return find_session(payment) if payment.session_try > 1 else None
