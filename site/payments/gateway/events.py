"""Webhook events: whether Stripe signed them, and what they are about."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

# By name: asked of the module, the SDK would import them anew at each event.
from stripe import SignatureVerificationError, WebhookSignature

from payments.exceptions import SignatureError, SkewError

from .connection import Connection

SIGNATURE_TOLERANCE = 300  # seconds, in both directions


@dataclass(frozen=True, slots=True)
class SignedEvent:
    """An event whose signature held, or that Stripe listed. `reference` is our payment's uuid if it
    names one; `intent_id` and `charge_id` are those of its object, or those it is about."""

    id: str
    type: str
    api_version: str
    livemode: bool
    account: str
    happened_at: datetime
    object_id: str
    intent_id: str
    charge_id: str
    reference: str
    subscription_id: str = ""


class EventCalls(Connection):
    def read_event(self, body: bytes, header: str) -> SignedEvent:
        """Verify a webhook's raw body and return what it is about, or raise `SignatureError`;
        `SkewError` when Stripe did sign it, at another time than now.

        Closes what the SDK leaves open: it takes timestamps of the future, and chokes on bodies
        and headers that are not plain text.
        """
        skew = _stamp(header) - round(time.time())
        for secret in self._secrets:
            try:
                # Of any time: it knows of a past too long ago, but not of a future.
                WebhookSignature.verify_header(body, header, secret)
            except (SignatureVerificationError, TypeError, UnicodeDecodeError):
                continue
            if abs(skew) > SIGNATURE_TOLERANCE:
                raise SkewError(skew)
            return _signed_event(body)
        raise SignatureError("no secret fits the signature")

    def list_events(self, *, since: datetime, undelivered: bool = False) -> Iterator[SignedEvent]:
        """Events since then (UTC; Stripe keeps thirty days), newest first; `undelivered` leaves out
        those that every endpoint took. What comes over our own connection needs no signature."""
        wanted: dict[str, Any] = {"created": {"gte": int(since.timestamp())}}
        if undelivered:
            wanted["delivery_success"] = False
        for answer in self._pages("/v1/events", wanted):
            yield from map(_event, answer.data["data"])


def _stamp(header: str) -> int:
    """When it was signed, as the header says; there must be one such time."""
    if not header.isascii():
        raise SignatureError("the header is not ASCII")
    stamps = [item[2:] for item in header.split(",") if item.startswith("t=")]
    if len(stamps) != 1 or not stamps[0].isdigit() or len(stamps[0]) > 12:
        raise SignatureError("the header has no timestamp")
    return int(stamps[0])


def _signed_event(body: bytes) -> SignedEvent:
    try:
        return _event(json.loads(body))
    except (
        *(ValueError, TypeError, KeyError, AttributeError),
        *(OverflowError, OSError, RecursionError),
    ) as error:
        raise SignatureError("signed, but not an event") from error


def _event(event: dict[str, Any]) -> SignedEvent:
    """Only names are read, in whatever version of Stripe's shapes: what they name is then fetched
    in ours."""
    thing = event["data"]["object"]
    metadata = _as_dict(thing.get("metadata"))
    return SignedEvent(
        id=str(event["id"]),
        type=str(event["type"]),
        api_version=str(event.get("api_version") or ""),
        livemode=event["livemode"] is True,
        account=str(event.get("account") or ""),
        happened_at=datetime.fromtimestamp(event["created"], UTC),
        object_id=str(thing.get("id") or ""),
        intent_id=_id_of(thing, "payment_intent"),
        charge_id=_id_of(thing, "charge"),
        reference=str(thing.get("client_reference_id") or metadata.get("payment") or ""),
        subscription_id=_subscription_of(thing),
    )


def _subscription_of(thing: dict[str, Any]) -> str:
    """The subscription that an invoice is for; before 2025 it stood on the invoice itself."""
    details = _as_dict(_as_dict(thing.get("parent")).get("subscription_details"))
    return _id(details.get("subscription") or thing.get("subscription"))


def _id_of(thing: dict[str, Any], kind: str) -> str:
    """The id of the object when it is of that kind, else of the one of that kind it points at."""
    return _id(thing["id"] if thing.get("object") == kind else thing.get(kind))


def _id(found: Any) -> str:
    """The id of a thing that is sent whole or as its id."""
    return str((found.get("id") if isinstance(found, dict) else found) or "")


def _as_dict(found: Any) -> dict[str, Any]:
    return found if isinstance(found, dict) else {}
