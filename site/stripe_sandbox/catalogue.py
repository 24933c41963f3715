"""Everything that is served. A new resource is a new file with `ROUTES` (and `JOBS`), and its name
in `RESOURCES`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from . import (
    account,
    balance,
    charges,
    collection,
    customers,
    cycles,
    disputes,
    events,
    fraud_warnings,
    invoice_payments,
    invoices,
    payment_intents,
    payments,
    payouts,
    portal,
    refunds,
    sessions,
    subscriptions,
    webhook_endpoints,
)
from .router import Router

if TYPE_CHECKING:
    from .acts import Act

RESOURCES = (
    account,
    balance,
    charges,
    collection,
    customers,
    cycles,
    disputes,
    events,
    fraud_warnings,
    invoice_payments,
    invoices,
    payment_intents,
    payments,
    payouts,
    portal,
    refunds,
    sessions,
    subscriptions,
    webhook_endpoints,
)

ROUTER = Router(route for resource in RESOURCES for route in getattr(resource, "ROUTES", ()))
JOBS: dict[str, Callable[[Act, str], None]] = {
    kind: job for resource in RESOURCES for kind, job in getattr(resource, "JOBS", {}).items()
}
