"""The only code that talks to Stripe. Its objects stop here: what leaves are our own frozen
dataclasses, with amounts in our minor units, currencies in capitals and times in UTC.

Every call has an end: 5 seconds a try and one retry, so a visitor waits 15 seconds at most.
"""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import stripe
from django.conf import settings

from core.money import from_stripe, to_stripe
from payments.exceptions import (
    GatewayBusyError,
    GatewayRefusedError,
    GatewayUnavailableError,
    SignatureError,
)

SECONDS_A_TRY = 5
RETRIES = 1
SIGNATURE_TOLERANCE = 300  # seconds, in both directions
EXPANDED = ["line_items", "payment_intent.latest_charge.balance_transaction"]


@dataclass(frozen=True, slots=True)
class Fee:
    """What Stripe kept of a charge."""

    amount: int
    currency: str
    booked_at: datetime


@dataclass(frozen=True, slots=True)
class Charge:
    id: str
    amount: int
    currency: str
    created_at: datetime
    fee: Fee | None  # None until Stripe has made the balance transaction


@dataclass(frozen=True, slots=True)
class Intent:
    id: str
    status: str
    charge: Charge | None


@dataclass(frozen=True, slots=True)
class Session:
    """A Checkout Session as it is now. `reference` is the uuid of our payment, as we sent it."""

    id: str
    url: str
    status: str  # open, complete, expired
    payment_status: str  # paid, unpaid, no_payment_required
    amount: int
    currency: str
    reference: str
    livemode: bool
    expires_at: datetime
    line_amounts: tuple[int, ...]
    intent: Intent | None


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A line of the payment page: the total of the line in minor units."""

    name: str
    amount: int
    metadata: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SignedEvent:
    """A webhook event whose signature held. `reference` is our payment's uuid if it names one."""

    id: str
    type: str
    api_version: str
    livemode: bool
    account: str
    happened_at: datetime
    object_id: str
    intent_id: str
    reference: str


class Gateway:
    """One account at Stripe, live or test, or the local sandbox."""

    def __init__(self, *, key: str, base: str, secrets: Sequence[str]) -> None:
        self.livemode = "_live_" in key
        self._secrets = tuple(secrets)
        self._client = stripe.StripeClient(
            key,
            base_addresses={"api": base},
            max_network_retries=RETRIES,
            http_client=stripe.RequestsClient(timeout=SECONDS_A_TRY),
        )

    def create_session(
        self,
        *,
        reference: str,
        key: str,
        lines: Sequence[SessionLine],
        currency: str,
        email: str,
        language: str,
        success_url: str,
        cancel_url: str,
        expires_at: datetime,
    ) -> Session:
        """Open a payment page. The same `key` with the same parameters returns the same session.

        What we put into Stripe is enough to rebuild our payment: our reference on the session and
        on the payment intent, and each line's kind, fund and SKU.
        """
        metadata = {"payment": reference, "language": language}
        with _translated_errors():
            session = self._client.v1.checkout.sessions.create(
                {
                    "mode": "payment",
                    "ui_mode": "hosted_page",
                    "client_reference_id": reference,
                    "metadata": metadata,
                    "payment_intent_data": {"metadata": metadata},
                    "customer_email": email,
                    "locale": "fr" if language.startswith("fr") else "en",
                    "adaptive_pricing": {"enabled": False},
                    "success_url": success_url,
                    "cancel_url": cancel_url,
                    "expires_at": int(expires_at.timestamp()),
                    "line_items": [
                        {
                            "quantity": 1,
                            "price_data": {
                                "currency": currency.lower(),
                                "unit_amount": to_stripe(line.amount, currency),
                                "product_data": {
                                    "name": line.name,
                                    "metadata": dict(line.metadata),
                                },
                            },
                        }
                        for line in lines
                    ],
                    "expand": EXPANDED,
                },
                {"idempotency_key": key},
            )
        return _session(session)

    def fetch_session(self, session_id: str) -> Session:
        """The session as Stripe has it now, with its charge and fee as far as they are known."""
        with _translated_errors():
            return _session(
                self._client.v1.checkout.sessions.retrieve(session_id, {"expand": EXPANDED})
            )

    def expire_session(self, session_id: str) -> None:
        """Close the payment page. Refused when it is already paid or closed."""
        with _translated_errors():
            self._client.v1.checkout.sessions.expire(session_id)

    def list_sessions(self, *, since: datetime, until: datetime | None = None) -> Iterator[Session]:
        """Sessions made since then (UTC), newest first. Charges are not expanded."""
        last = until or datetime.now(UTC) + timedelta(days=1)
        with _translated_errors():
            page = self._client.v1.checkout.sessions.list(
                {
                    "created": {"gte": int(since.timestamp()), "lte": int(last.timestamp())},
                    "limit": 100,
                }
            )
            for session in page.auto_paging_iter():
                if session.amount_total is not None:  # else somebody else's: a card being kept, say
                    yield _session(session)

    def read_event(self, body: bytes, header: str) -> SignedEvent:
        """Verify a webhook's raw body and return what it is about, or raise `SignatureError`.

        Closes what the SDK leaves open: it takes timestamps of the future, and chokes on bodies
        and headers that are not plain text.
        """
        _check_timestamp(header)
        for secret in self._secrets:
            try:
                stripe.WebhookSignature.verify_header(body, header, secret, SIGNATURE_TOLERANCE)
            except (stripe.SignatureVerificationError, TypeError, UnicodeDecodeError):
                continue
            return _signed_event(body)
        raise SignatureError("no secret fits the signature")


def gateway() -> Gateway:
    """The gateway of the settings; one per set of settings and process."""
    return _gateway(
        settings.STRIPE_SECRET_KEY,
        settings.STRIPE_API_BASE,
        tuple(settings.STRIPE_WEBHOOK_SECRETS),
    )


@lru_cache(maxsize=4)
def _gateway(key: str, base: str, secrets: tuple[str, ...]) -> Gateway:
    if "_live_" in key and base != settings.STRIPE_LIVE_API_BASE:
        raise GatewayRefusedError("A live key is only ever sent to Stripe.", code="live_key")
    return Gateway(key=key, base=base, secrets=secrets)


@contextmanager
def _translated_errors() -> Iterator[None]:
    """Stripe's errors as ours. Anything unclear counts as "unavailable": nothing is known then."""
    try:
        yield
    except stripe.IdempotencyError as error:
        raise GatewayRefusedError("key used with other parameters", error.code or "") from error
    except stripe.RateLimitError as error:
        raise GatewayUnavailableError("rate limit") from error
    except (stripe.InvalidRequestError, stripe.CardError, stripe.PermissionError) as error:
        if error.http_status == 409:
            raise GatewayBusyError("the same call is under way") from error
        raise GatewayRefusedError(str(error.user_message), error.code or "") from error
    except stripe.StripeError as error:
        if error.http_status == 409:
            raise GatewayBusyError("the same call is under way") from error
        raise GatewayUnavailableError(
            type(error).__name__, answered=(error.http_status or 0) >= 500
        ) from error
    except (ValueError, OSError) as error:  # half an answer, a broken connection
        raise GatewayUnavailableError(type(error).__name__) from error


def _check_timestamp(header: str) -> None:
    if not header.isascii():
        raise SignatureError("the header is not ASCII")
    stamps = [item[2:] for item in header.split(",") if item.startswith("t=")]
    if len(stamps) != 1 or not stamps[0].isdigit() or len(stamps[0]) > 12:
        raise SignatureError("the header has no timestamp")
    skew = int(stamps[0]) - time.time()
    if abs(skew) > SIGNATURE_TOLERANCE:
        raise SignatureError(f"signed {skew:+.0f} seconds from now; check this server's clock")


def _signed_event(body: bytes) -> SignedEvent:
    try:
        event = json.loads(body)
        thing = event["data"]["object"]
        metadata = thing.get("metadata") or {}
        intent = thing.get("payment_intent")
        return SignedEvent(
            id=str(event["id"]),
            type=str(event["type"]),
            api_version=str(event.get("api_version") or ""),
            livemode=event["livemode"] is True,
            account=str(event.get("account") or ""),
            happened_at=datetime.fromtimestamp(event["created"], UTC),
            object_id=str(thing.get("id") or ""),
            intent_id=str(intent.get("id") if isinstance(intent, dict) else intent or ""),
            reference=str(thing.get("client_reference_id") or metadata.get("payment") or ""),
        )
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, OSError) as error:
        raise SignatureError("signed, but not an event") from error


def _session(session: Any) -> Session:
    currency = session.currency.upper()
    intent = session.payment_intent
    lines = getattr(session, "line_items", None)
    return Session(
        id=session.id,
        url=session.url or "",
        status=session.status,
        payment_status=session.payment_status,
        amount=from_stripe(session.amount_total, currency),
        currency=currency,
        reference=session.client_reference_id or "",
        livemode=session.livemode,
        expires_at=datetime.fromtimestamp(session.expires_at, UTC),
        # Stripe sends the first ten lines along; the others are fetched here.
        line_amounts=tuple(
            from_stripe(line.amount_total, currency) for line in lines.auto_paging_iter()
        )
        if lines
        else (),
        intent=_intent(intent) if intent and not isinstance(intent, str) else None,
    )


def _intent(intent: Any) -> Intent:
    charge = intent.latest_charge
    return Intent(
        id=intent.id,
        status=intent.status,
        charge=_charge(charge) if charge and not isinstance(charge, str) else None,
    )


def _charge(charge: Any) -> Charge:
    currency = charge.currency.upper()
    balance = charge.balance_transaction
    fee = None
    if balance and not isinstance(balance, str):
        fee_currency = balance.currency.upper()
        fee = Fee(
            amount=from_stripe(balance.fee, fee_currency),
            currency=fee_currency,
            booked_at=datetime.fromtimestamp(balance.created, UTC),
        )
    return Charge(
        id=charge.id,
        amount=from_stripe(charge.amount, currency),
        currency=currency,
        created_at=datetime.fromtimestamp(charge.created, UTC),
        fee=fee,
    )
