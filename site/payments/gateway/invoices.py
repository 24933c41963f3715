"""What a subscription asks for, period by period."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from core.money import from_stripe

from .charges import Intent, IntentCalls
from .connection import id_of, translated_errors


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice as it is now. `reference` is the uuid of our subscription, as we sent it, `fund`
    the code of the fund that this period was given to, `shares` how it is shared over several."""

    id: str
    status: str  # draft, open, paid, uncollectible, void
    reason: str  # subscription_create, subscription_cycle, …
    subscription: str
    reference: str
    fund: str
    shares: str
    amount_due: int
    amount_paid: int
    currency: str
    attempts: int
    created_at: datetime
    next_try_at: datetime | None
    is_collected: bool
    page: str
    livemode: bool
    # Product → what it costs in this period.
    amounts: Mapping[str, int]
    intent: Intent | None = None

    @property
    def is_first(self) -> bool:
        """Paid on the payment page, together with what was bought once."""
        return self.reason == "subscription_create"

    @property
    def is_failing(self) -> bool:
        return self.status == "open" and self.attempts > 0 and not self.is_first

    @property
    def is_left(self) -> bool:
        """Of a subscription that stays unpaid: Stripe makes it and collects nothing, until somebody
        pays it by hand."""
        return self.status == "draft" and not self.is_collected

    @property
    def needs_confirmation(self) -> bool:
        """The payer's bank wants to see its customer."""
        return self.intent is not None and self.intent.status == "requires_action"


class InvoiceCalls(IntentCalls):
    def fetch_invoice(self, invoice_id: str) -> Invoice:
        """The invoice as Stripe has it now, with the intent that pays it, its charge and fee."""
        with translated_errors():
            invoice = self._client.v1.invoices.retrieve(invoice_id, {"expand": ["payments"]})
        return read_invoice(invoice, self.intent_of_invoice(invoice))

    def list_invoices(
        self, *, since: datetime | None = None, subscription: str = "", status: str = ""
    ) -> Iterator[Invoice]:
        """Invoices of subscriptions, newest first. Intents are not fetched."""
        wanted: Any = {"limit": 100}
        if since:
            wanted["created"] = {"gte": int(since.timestamp())}
        if subscription:
            wanted["subscription"] = subscription
        if status:
            wanted["status"] = status
        with translated_errors():
            page = self._client.v1.invoices.list(wanted)
            for invoice in page.auto_paging_iter():
                if subscription_of(invoice):  # else somebody else's: written by hand, say
                    yield read_invoice(invoice)

    def pay_invoice(self, invoice_id: str, *, key: str) -> None:
        """Try to collect it now. Refused when the card is, or when it is not open any more."""
        with translated_errors():
            self._client.v1.invoices.pay(invoice_id, {}, {"idempotency_key": key})

    def void_invoice(self, invoice_id: str) -> None:
        """Make sure that nobody can pay it any more. Refused when it is not open."""
        with translated_errors():
            self._client.v1.invoices.void_invoice(invoice_id)

    def invoice_paid_by(self, intent_id: str) -> str:
        """The id of the invoice that a payment intent pays; empty for a plain payment."""
        with translated_errors():
            found = self._client.v1.invoice_payments.list(
                {"payment": {"type": "payment_intent", "payment_intent": intent_id}, "limit": 1}
            )
        return str(found.data[0].invoice) if found.data else ""

    def intent_of_invoice(self, invoice: Any) -> Intent | None:
        """The intent that has paid, or is to pay, an invoice whose `payments` are there."""
        payments = invoice.payments.data if getattr(invoice, "payments", None) else []
        paid = [payment for payment in payments if payment.status == "paid"] or payments
        intent = paid[-1].payment.payment_intent if paid else None
        return self.fetch_intent(str(intent)) if intent else None


def read_invoice(invoice: Any, intent: Intent | None = None) -> Invoice:
    currency = invoice.currency.upper()
    # Somebody else's invoice, written by hand in the dashboard, has no parent.
    details = invoice.parent.subscription_details if invoice.parent else None
    metadata = details.metadata if details else None
    # The line first: what was asked for since then is not of this period.
    told = [*(line.metadata for line in invoice.lines.data if _renews(line)), metadata]
    kept = next((one for one in told if getattr(one, "fund", "")), None)
    return Invoice(
        id=invoice.id,
        status=invoice.status or "",
        reason=invoice.billing_reason or "",
        subscription=subscription_of(invoice),
        reference=str(getattr(metadata, "subscription", "") or ""),
        fund=str(getattr(kept, "fund", "") or ""),
        shares=str(getattr(kept, "shares", "") or ""),
        amount_due=from_stripe(invoice.amount_due, currency),
        amount_paid=from_stripe(invoice.amount_paid, currency),
        currency=currency,
        attempts=invoice.attempt_count,
        created_at=datetime.fromtimestamp(invoice.created, UTC),
        next_try_at=moment(invoice.next_payment_attempt),
        is_collected=bool(invoice.auto_advance),
        page=invoice.hosted_invoice_url or "",
        livemode=invoice.livemode,
        amounts=_amounts(invoice, currency),
        intent=intent,
    )


def _amounts(invoice: Any, currency: str) -> Mapping[str, int]:
    amounts: Counter[str] = Counter()
    for line in invoice.lines.data:
        details = line.pricing.price_details if line.pricing else None
        if details and _renews(line):
            amounts[id_of(details.product)] += from_stripe(line.amount, currency)
    return amounts


def _renews(line: Any) -> bool:
    return bool(line.parent and line.parent.type == "subscription_item_details")


def subscription_of(invoice: Any) -> str:
    details = invoice.parent.subscription_details if invoice.parent else None
    return id_of(details.subscription) if details else ""


def rhythm(months: int) -> Any:
    """So many months, as Stripe wants them."""
    if months % 12:
        return {"interval": "month", "interval_count": months}
    return {"interval": "year", "interval_count": months // 12}


def moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
