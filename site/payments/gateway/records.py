"""What we put into Stripe so that a payment can be rebuilt from it, read back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from core.money import from_stripe

from .connection import Connection, translated_errors


@dataclass(frozen=True, slots=True)
class RecordedLine:
    """A line as our own row had it. `kind` is empty when we did not make it."""

    kind: str
    description: str
    quantity: int
    amount: int
    fair_market_value: int
    fund: str
    sku: str


@dataclass(frozen=True, slots=True)
class Record:
    """A payment as Stripe remembers it for us. `facts` are those of the handlers of its lines."""

    session_id: str
    reference: str
    url: str
    amount: int
    currency: str
    email: str
    name: str
    language: str
    wants_news: bool
    created_at: datetime
    expires_at: datetime
    lines: tuple[RecordedLine, ...]
    facts: Mapping[str, str]


class RecordCalls(Connection):
    def fetch_record(self, session_id: str) -> Record:
        """Everything that we gave Stripe with this session."""
        with translated_errors():
            session = self._client.v1.checkout.sessions.retrieve(
                session_id, {"expand": ["line_items"]}
            )
            lines = list(session.line_items.auto_paging_iter()) if session.line_items else []
        metadata = dict(session.metadata.to_dict()) if session.metadata else {}
        currency = (session.currency or "").upper()
        return Record(
            session_id=session.id,
            reference=session.client_reference_id or "",
            url=session.url or "",
            amount=from_stripe(session.amount_total or 0, currency),
            currency=currency,
            email=session.customer_email or "",
            name=metadata.get("name", ""),
            language=metadata.get("language", ""),
            wants_news=metadata.get("news") == "yes",
            created_at=datetime.fromtimestamp(session.created, UTC),
            expires_at=datetime.fromtimestamp(session.expires_at, UTC),
            lines=tuple(_line(line, currency) for line in lines),
            facts=metadata,
        )


def _line(line: Any, currency: str) -> RecordedLine:
    metadata = line.metadata.to_dict() if line.metadata else {}
    quantity = int(metadata.get("quantity") or 1)
    return RecordedLine(
        kind=metadata.get("kind", ""),
        description=(line.description or "").removesuffix(f" × {quantity}"),
        quantity=quantity,
        amount=from_stripe(line.amount_total, currency),
        fair_market_value=int(metadata.get("value") or 0),
        fund=metadata.get("fund", ""),
        sku=metadata.get("sku", ""),
    )
