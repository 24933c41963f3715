"""Payments, open or paid."""

from itertools import count
from typing import Any

from ledger.models import Fund
from payments.enums import LineKind
from payments.models import Payment
from payments.services.checkout import NewLine, open_payment

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
