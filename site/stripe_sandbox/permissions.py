"""Restricted keys: what each may do, and which permission each call needs.

A permission is written as Stripe writes it: `rak_`, the resource, `_read` or `_write`; writing
includes reading. A key that begins with `sk_test_` may do everything. One that begins with
`rk_test_` may do what it was given, and nothing until then.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass

from . import errors

# Stripe's name of the resource by how a URL begins. Some are older than the URL: refunds ride on
# charges, endpoints are webhooks. The longer beginning stands first.
BY_URL = {
    "/v1/account": "connected_account",
    "/v1/balance_transactions": "balance_transaction_source",
    "/v1/balance": "balance",
    "/v1/billing_portal": "customer_portal",
    "/v1/charges": "charge",
    "/v1/checkout/sessions": "checkout_session",
    "/v1/customers": "customer",
    "/v1/disputes": "dispute",
    "/v1/events": "event",
    "/v1/invoice_payments": "invoice",
    "/v1/invoices": "invoice",
    "/v1/payment_intents": "payment_intent",
    "/v1/payouts": "payout",
    "/v1/radar/early_fraud_warnings": "radar_early_fraud_warning",
    "/v1/refunds": "charge",
    "/v1/subscriptions": "subscription",
    "/v1/webhook_endpoints": "webhook",
}
# The same by kind of object, for those that are read by being expanded.
BY_OBJECT = {
    "balance_transaction": "balance_transaction_source",
    "charge": "charge",
    "checkout.session": "checkout_session",
    "customer": "customer",
    "dispute": "dispute",
    "event": "event",
    "invoice": "invoice",
    "invoice_payment": "invoice",
    "payment_intent": "payment_intent",
    "payment_method": "payment_method",
    "payout": "payout",
    "price": "plan",
    "product": "product",
    "radar.early_fraud_warning": "radar_early_fraud_warning",
    "refund": "charge",
    "subscription": "subscription",
}
ALL = frozenset(
    f"rak_{resource}_{verb}"
    for resource in {*BY_URL.values(), *BY_OBJECT.values()}
    for verb in ("read", "write")
)


@dataclass(frozen=True)
class Permissions:
    """What one key may do; `granted` is None for a key that may do everything."""

    key: str
    account: str
    granted: frozenset[str] | None = None

    def require_call(self, method: str, pattern: str) -> None:
        """Raise Stripe's 403 unless the key may make this call."""
        resource = resource_of(pattern)
        self._require(f"rak_{resource}_{'read' if method == 'GET' else 'write'}")

    def require_object(self, kind: str) -> None:
        """Raise Stripe's 403 unless the key may read such an object, which an expansion shows."""
        if kind in BY_OBJECT:
            self._require(f"rak_{BY_OBJECT[kind]}_read")

    def _require(self, needed: str) -> None:
        if self.granted is None or needed in self.granted:
            return
        if needed.replace("_read", "_write") not in self.granted:
            raise errors.not_permitted(self.key, self.account, needed)


class Keys:
    """Which restricted keys there are. Those of the command line outlive a reset."""

    def __init__(self, account: str) -> None:
        self._account = account
        self._lock = threading.Lock()
        self._granted: dict[str, frozenset[str]] = {}
        self._from_command_line: dict[str, frozenset[str]] = {}

    def grant(self, key: str, permissions: Iterable[str], *, is_lasting: bool = False) -> None:
        """Say what a restricted key may do, instead of what it might do so far."""
        wanted = frozenset(permissions)
        if not key.startswith("rk_test_"):
            raise ValueError("a restricted key begins with rk_test_")
        if unknown := wanted - ALL:
            raise ValueError(f"no such permission: {', '.join(sorted(unknown))}")
        with self._lock:
            self._granted[key] = wanted
            if is_lasting:
                self._from_command_line[key] = wanted

    def reset(self) -> None:
        with self._lock:
            self._granted = dict(self._from_command_line)

    def permissions_of(self, key: str) -> Permissions:
        with self._lock:
            granted = self._granted.get(key, frozenset())
        return Permissions(key, self._account, granted if key.startswith("rk_") else None)

    def listed(self) -> dict[str, list[str]]:
        with self._lock:
            return {errors.masked(key): sorted(names) for key, names in self._granted.items()}


def resource_of(pattern: str) -> str:
    """The resource that a URL pattern belongs to. A route without one is a mistake of ours."""
    return next(name for start, name in BY_URL.items() if pattern.startswith(start))
