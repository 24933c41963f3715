"""Payments, open or paid, and refunds of them."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import uuid4

from ledger.models import Fund
from payments.enums import LineKind, RefundReason
from payments.gateway import Movement, StripeRefund
from payments.models import Payment, Refund
from payments.services.checkout import NewLine, open_payment
from payments.services.refund_lines import NewRefundLine
from payments.services.refund_settlement import settle_refund
from payments.services.refunds import open_refund

_numbers = count(1)


def gift_line(amount: int = 4000, fund: Fund | None = None) -> NewLine:
    return NewLine(
        kind=LineKind.GIFT,
        description="Gift",
        amount=amount,
        fund=fund or Fund.objects.default(),
    )


def goods_line(amount: int = 1200, quantity: int = 1, value: int | None = None) -> NewLine:
    return NewLine(
        kind=LineKind.GOODS,
        description="Shea soap",
        amount=amount,
        quantity=quantity,
        fair_market_value=amount if value is None else value,
        fund=Fund.objects.default(),
        sku="SHEA-100",
    )


def shipping_line(amount: int = 500) -> NewLine:
    return NewLine(
        kind=LineKind.SHIPPING,
        description="Shipping",
        amount=amount,
        fair_market_value=amount,
        fund=Fund.objects.default(),
    )


def make_payment(*lines: NewLine, **overrides: Any) -> Payment:
    """An open payment of these lines; a gift of 40 dollars when there are none."""
    values: dict[str, Any] = {
        "currency": "USD",
        "email": "awa@example.org",
        "name": "Awa Sample",
        "language": "en",
        "fingerprint": f"payment {next(_numbers)}",
        "cancel_path": "/donate/",
        **overrides,
    }
    payment, _made = open_payment(lines=list(lines) or [gift_line()], **values)
    return payment


def ask_refund(payment: Payment, *parts: tuple[int, int, int], **overrides: Any) -> Refund:
    """A refund of (which line, amount, quantity) that Stripe has not heard of."""
    lines = list(payment.lines.all())
    values: dict[str, Any] = {
        "uuid": uuid4(),
        "reason": RefundReason.REQUESTED,
        "by": None,
        **overrides,
    }
    return open_refund(
        payment=payment,
        lines=[
            NewRefundLine(line=lines[place], amount=amount, quantity=quantity)
            for place, amount, quantity in parts
        ],
        **values,
    )


def tell_refund(refund: Refund, status: str = "succeeded") -> Refund:
    """What settling does once Stripe says that of the refund."""
    when = datetime(2026, 11, 21, 15, tzinfo=UTC)
    left = Movement(f"txn_{refund.pk}", -refund.amount, 0, refund.currency, when)
    found = StripeRefund(
        id=f"re_{refund.pk}",
        amount=refund.amount,
        currency=refund.currency,
        status=status,
        intent_id="pi_1",
        charge_id="ch_1",
        reference=str(refund.payment.uuid),
        metadata={"refund": str(refund.uuid)},
        failure="expired_or_canceled_card" if status == "failed" else "",
        created_at=when,
        left=left,
        returned=replace(left, amount=refund.amount) if status == "failed" else None,
    )
    return settle_refund(refund.payment, found, cause="test")
