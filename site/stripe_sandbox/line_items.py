"""Line items of a session, with the price and product that `price_data` describes on the spot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import errors, metadata, prices
from .errors import Json
from .specification import blank

if TYPE_CHECKING:
    from .acts import Act

MOST_ITEMS = 100


def create(act: Act, session: str, wanted: list[Json], *, mode: str) -> list[Json]:
    """Insert every line with its price and product; the sum is the caller's to check."""
    if len(wanted) > MOST_ITEMS:
        raise errors.parameter_invalid(
            "line_items", f"A Checkout Session can have at most {MOST_ITEMS} line items."
        )
    items = [_item(act, session, line, f"line_items[{index}]") for index, line in enumerate(wanted)]
    if len({item["currency"] for item in items}) > 1:
        raise errors.parameter_invalid(
            "line_items", "All line items of a Checkout Session must have the same currency."
        )
    _check_mode(items, mode)
    return items


def _check_mode(items: list[Json], mode: str) -> None:
    """Recurring prices in `subscription` mode only, and there at least one, all in one rhythm."""
    rhythms = [
        (item["price"]["recurring"]["interval"], item["price"]["recurring"]["interval_count"])
        for item in items
        if item["price"]["recurring"]
    ]
    if mode == "payment" and rhythms:
        raise errors.parameter_invalid(
            "line_items",
            "You specified `payment` mode but passed a recurring price. Either switch to "
            "`subscription` mode or use only one-time prices.",
        )
    if mode == "subscription" and not rhythms:
        raise errors.parameter_invalid(
            "line_items",
            "You must provide at least one recurring price in `subscription` mode when using "
            "prices.",
        )
    if len(set(rhythms)) > 1:
        raise errors.parameter_invalid(
            "line_items",
            "Checkout does not support multiple prices with different billing intervals.",
        )


def of_session(act: Act, session: str) -> list[Json]:
    return act.store.select("item", conditions=[belongs_to(session)], oldest_first=True)


def belongs_to(session: str) -> tuple[str, tuple[str, ...]]:
    return ("json_extract(private, '$.session') = ?", (session,))


def _item(act: Act, session: str, line: Json, path: str) -> Json:
    for name in ("adjustable_quantity", "tax_rates"):
        if name in line:
            raise errors.not_in_sandbox(f"the parameter {path}[{name}]", f"{path}[{name}]")
    if "quantity" not in line:
        raise errors.parameter_missing(f"{path}[quantity]")
    if line["quantity"] < 1:
        raise errors.ApiError(
            "This value must be greater than or equal to 1.",
            code="parameter_invalid_integer",
            param=f"{path}[quantity]",
        )
    price, product = prices.find_or_create(act, line, path)
    total = price["unit_amount"] * line["quantity"]
    item = {
        **blank("item"),
        "id": act.ids.new("li_"),
        "amount_discount": 0,
        "amount_subtotal": total,
        "amount_tax": 0,
        "amount_total": total,
        "currency": price["currency"],
        "description": product["name"],
        "metadata": metadata.merged({}, line.get("metadata")),
        "price": price,
        "quantity": line["quantity"],
    }
    for field in ("discounts", "taxes"):  # sent only when somebody expands them
        del item[field]
    act.store.insert(item, {"session": session})
    return item
