"""Payment pages at Stripe: Checkout Sessions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from core.money import from_stripe, to_stripe

from .charges import Intent, read_intent
from .connection import id_of, translated_errors
from .invoices import InvoiceCalls, rhythm

EXPANDED = [
    "line_items",
    "payment_intent.latest_charge.balance_transaction",
    "invoice.payments",
]


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
    created_at: datetime
    expires_at: datetime
    line_amounts: tuple[int, ...]
    intent: Intent | None
    # Only where something renews, and only once it is paid.
    invoice: str = ""
    subscription: str = ""
    customer: str = ""
    # Kind of line → the product that Stripe made of it, for what renews.
    products: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A line of the payment page: the total of the line in minor units. `months` is how often it
    renews; 0 means that it is paid once."""

    name: str
    amount: int
    metadata: Mapping[str, str]
    months: int = 0

    def price(self, currency: str) -> Any:
        price: dict[str, Any] = {
            "currency": currency.lower(),
            "unit_amount": to_stripe(self.amount, currency),
            "product_data": {"name": self.name},
        }
        if self.months:
            price["recurring"] = rhythm(self.months)
        return price


class SessionCalls(InvoiceCalls):
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
        facts: Mapping[str, str],
        renewal: Mapping[str, str] | None = None,
    ) -> Session:
        """Open a payment page. The same `key` with the same parameters returns the same session.

        What we put into Stripe is enough to rebuild our payment (`fetch_record`): our reference on
        the session and on the payment intent, `facts` on the session, and each line's kind, fund,
        SKU, quantity and value. With lines that renew, `renewal` goes onto the subscription, and
        from there onto each of its invoices.
        """
        metadata = {"payment": reference, "language": language}
        mode: Any = {"mode": "payment", "payment_intent_data": {"metadata": metadata}}
        if renewal:
            mode = {
                "mode": "subscription",
                "subscription_data": {"metadata": {**metadata, **renewal}},
            }
        with translated_errors():
            session = self._client.v1.checkout.sessions.create(
                {
                    **mode,
                    "ui_mode": "hosted_page",
                    "client_reference_id": reference,
                    "metadata": {**facts, **metadata},
                    "customer_email": email,
                    "locale": "fr" if language.startswith("fr") else "en",
                    "adaptive_pricing": {"enabled": False},
                    "success_url": success_url,
                    "cancel_url": cancel_url,
                    "expires_at": int(expires_at.timestamp()),
                    "line_items": [
                        {
                            "quantity": 1,
                            "metadata": dict(line.metadata),
                            "price_data": line.price(currency),
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
        with translated_errors():
            session = self._client.v1.checkout.sessions.retrieve(session_id, {"expand": EXPANDED})
        found = _session(session)
        if found.invoice:  # then the intent hangs on the invoice
            return replace(found, intent=self.intent_of_invoice(session.invoice))
        return found

    def find_session_of(self, intent_id: str) -> Session | None:
        """The session through which a payment intent was paid, if any was."""
        with translated_errors():
            found = self._client.v1.checkout.sessions.list(
                {"payment_intent": intent_id, "limit": 1}
            ).data
            return _session(found[0]) if found and found[0].amount_total is not None else None

    def expire_session(self, session_id: str) -> None:
        """Close the payment page. Refused when it is already paid or closed."""
        with translated_errors():
            self._client.v1.checkout.sessions.expire(session_id)

    def list_sessions(
        self, *, since: datetime, until: datetime | None = None, in_full: bool = False
    ) -> Iterator[Session]:
        """Sessions made since then (UTC), newest first; with lines, charge and fee as
        `fetch_session` gives them only `in_full`."""
        last = until or datetime.now(UTC) + timedelta(days=1)
        wanted: dict[str, Any] = {
            "created": {"gte": int(since.timestamp()), "lte": int(last.timestamp())}
        }
        if in_full:
            wanted["expand"] = [f"data.{name}" for name in EXPANDED]
        for session in self._listed("/v1/checkout/sessions", wanted):
            if session.amount_total is None:
                continue  # somebody else's: a card being kept, say
            items = getattr(session, "line_items", None)
            if items and items.has_more:
                yield self.fetch_session(session.id)
            else:
                yield _session(session, items.data if items else [])


def _session(session: Any, lines: Sequence[Any] | None = None) -> Session:
    currency = session.currency.upper()
    intent = session.payment_intent
    if lines is None:
        found = getattr(session, "line_items", None)
        # Stripe sends the first ten lines along; the others are fetched here.
        lines = list(found.auto_paging_iter()) if found else []
    return Session(
        id=session.id,
        url=session.url or "",
        status=session.status,
        payment_status=session.payment_status,
        amount=from_stripe(session.amount_total, currency),
        currency=currency,
        reference=session.client_reference_id or "",
        livemode=session.livemode,
        created_at=datetime.fromtimestamp(session.created, UTC),
        expires_at=datetime.fromtimestamp(session.expires_at, UTC),
        line_amounts=tuple(from_stripe(line.amount_total, currency) for line in lines),
        intent=read_intent(intent) if intent and not isinstance(intent, str) else None,
        invoice=id_of(session.invoice),
        subscription=id_of(session.subscription),
        customer=id_of(session.customer),
        products={
            getattr(line.metadata, "kind", ""): id_of(line.price.product)
            for line in lines
            if line.price and line.price.recurring
        },
    )
