"""One client of Stripe's SDK, how long it may take, and its errors as ours."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import stripe

from payments.exceptions import (
    GatewayBusyError,
    GatewayRefusedError,
    GatewayUnavailableError,
)

# Whose shapes the code below reads. Each call asks for it; the endpoint of the webhook should too.
API_VERSION = "2026-10-28.endive"
SECONDS_A_TRY = 5
RETRIES = 1


def load_sdk() -> None:
    """The objects that come with a payment: the SDK would load each when it is first met."""
    _ = (
        stripe.BalanceTransaction,
        stripe.Charge,
        stripe.Event,
        stripe.LineItem,
        stripe.PaymentIntent,
        stripe.checkout.Session,
    )


class Connection:
    """What the calls of every noun share: the client and the secrets of one account."""

    def __init__(self, *, key: str, base: str, secrets: Sequence[str]) -> None:
        self.livemode = "_live_" in key
        self._secrets = tuple(secrets)
        self._client = stripe.StripeClient(
            key,
            stripe_version=API_VERSION,
            base_addresses={"api": base},
            max_network_retries=RETRIES,
            http_client=stripe.RequestsClient(timeout=SECONDS_A_TRY),
        )

    def _pages(self, path: str, wanted: Mapping[str, Any]) -> Iterator[Any]:
        """The answers to a list's pages, a hundred things on each. Raw: the SDK would make objects
        of all that they hold, which takes ten times as long as to read them."""
        asked: dict[str, Any] = {**wanted, "limit": 100}
        with translated_errors():
            while True:
                answer: Any = self._client.raw_request("get", path, **asked)
                yield answer
                page = answer.data
                if not page["has_more"]:
                    return
                asked["starting_after"] = page["data"][-1]["id"]

    def _listed(self, path: str, wanted: Mapping[str, Any]) -> Iterator[Any]:
        """All that a list holds, newest first; read by attribute, as the SDK's objects are."""
        for answer in self._pages(path, wanted):
            yield from json.loads(answer.body, object_hook=_plain).data


def _plain(found: dict[str, Any]) -> SimpleNamespace:
    return SimpleNamespace(**found)


def id_of(thing: Any) -> str:
    """The id of an object, whether Stripe sent the whole or the id alone; empty for none."""
    if thing is None or isinstance(thing, str):
        return thing or ""
    return str(thing.id)


@contextmanager
def translated_errors() -> Iterator[None]:
    """Stripe's errors as ours. Anything unclear counts as "unavailable": nothing is known then."""
    try:
        yield
    except stripe.IdempotencyError as error:
        raise GatewayRefusedError("key used with other parameters", error.code or "") from error
    except stripe.RateLimitError as error:
        raise GatewayUnavailableError("rate limit") from error
    except stripe.PermissionError as error:
        # As with a wrong key: nothing is known, and people need not hear why. See the runbook.
        raise GatewayUnavailableError(f"forbidden: {error.user_message}") from error
    except (stripe.InvalidRequestError, stripe.CardError) as error:
        raise GatewayRefusedError(str(error.user_message), error.code or "") from error
    except stripe.StripeError as error:
        if error.http_status == 409:
            raise GatewayBusyError("the same call is under way") from error
        raise GatewayUnavailableError(
            type(error).__name__, answered=(error.http_status or 0) >= 500
        ) from error
