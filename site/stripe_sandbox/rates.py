"""What an account settles in, and at which rate. As at Stripe, an account holds its balance in its
own currencies and everything else is converted when it arrives.
"""

from __future__ import annotations

import json
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from typing import TYPE_CHECKING, NamedTuple

from . import money

if TYPE_CHECKING:
    from .acts import Act
    from .store import Store

# What one unit is worth in dollars until the control API says otherwise. A currency that is not
# here cannot be converted and settles as it is.
DOLLARS = {
    "usd": "1",
    "eur": "1.08",
    "gbp": "1.27",
    "cad": "0.73",
    "aud": "0.66",
    "chf": "1.13",
    "jpy": "0.0067",
    "xof": "0.00165",
    "xaf": "0.00165",
}
SIX_DIGITS = Context(prec=6, rounding=ROUND_HALF_UP)


class Settled(NamedTuple):
    """`rate` is null for what needed no conversion."""

    amount: int
    currency: str
    rate: Decimal | None


def settled(act: Act, amount: int, currency: str) -> Settled:
    """An amount in the currency that the account holds it in, in the smallest unit."""
    held, dollars = settles_in(act), in_dollars(act.store)
    if currency in held or currency not in dollars:
        return Settled(amount, currency, None)
    rate = SIX_DIGITS.divide(dollars[currency], dollars[held[0]])
    whole = Decimal(amount).scaleb(-money.decimals(currency)) * rate
    converted = whole.scaleb(money.decimals(held[0])).to_integral_value(ROUND_HALF_UP)
    return Settled(int(converted), held[0], rate)


def settles_in(act: Act) -> list[str]:
    """The account's currencies; the first is its own, and the others are converted to it."""
    return json.loads(act.store.setting("settles_in") or "[]") or list(
        act.sandbox.options.settles_in
    )


def in_dollars(store: Store) -> dict[str, Decimal]:
    changed = json.loads(store.setting("rates") or "{}")
    return {currency: Decimal(rate) for currency, rate in {**DOLLARS, **changed}.items()}


def change(act: Act, *, currencies: list[str] | None, dollars: dict[str, str] | None) -> None:
    """From now on; what has arrived stays as it was converted."""
    if currencies is not None:
        known = [money.check_currency(currency, "settles_in") for currency in currencies]
        if not set(known[:1]) <= in_dollars(act.store).keys():
            raise ValueError(f"There is no rate for {known[0]}.")
        act.store.set_setting("settles_in", json.dumps(known))
    if dollars is not None:
        for currency, rate in dollars.items():
            money.check_currency(currency, "rates")
            try:
                is_right = Decimal(rate).is_finite() and Decimal(rate) > 0
            except InvalidOperation:
                is_right = False
            if not is_right:
                raise ValueError(f"{rate!r} is no rate.")
        changed = json.loads(act.store.setting("rates") or "{}")
        act.store.set_setting("rates", json.dumps({**changed, **dollars}))


def forget(store: Store) -> None:
    store.set_setting("settles_in", "[]")
    store.set_setting("rates", "{}")
