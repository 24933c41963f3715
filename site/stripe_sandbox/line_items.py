"""Line items of a session, with the price and product that `price_data` describes on the spot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import errors, metadata, money
from .errors import Json
from .specification import blank

if TYPE_CHECKING:
    from .acts import Act

MOST_ITEMS = 100


def create(act: Act, session: str, wanted: list[Json]) -> list[Json]:
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
    return items


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
    price, product = _price(act, line, path)
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


def _price(act: Act, line: Json, path: str) -> tuple[Json, Json]:
    if ("price" in line) == ("price_data" in line):
        raise errors.parameter_invalid(
            path, f"You must specify either `price` or `price_data` for {path}."
        )
    if "price" in line:
        price = act.store.load("price", line["price"])
        product = act.store.load("product", price["product"]) if price else None
        if price is None or product is None:
            raise errors.missing_reference("price", line["price"], f"{path}[price]")
        return price, product
    data, path = line["price_data"], f"{path}[price_data]"
    if "recurring" in data:
        raise errors.parameter_invalid(
            f"{path}[recurring]",
            "You must provide a one-time price in `payment` mode; recurring prices need "
            "`subscription` mode.",
        )
    if "unit_amount" not in data:
        if "unit_amount_decimal" in data:
            raise errors.not_in_sandbox("unit_amount_decimal", f"{path}[unit_amount_decimal]")
        raise errors.parameter_missing(f"{path}[unit_amount]")
    currency = money.check_currency(data["currency"], f"{path}[currency]")
    money.check_unit(data["unit_amount"], currency, f"{path}[unit_amount]")
    product = _product(act, data, path)
    price = {
        **blank("price"),
        "id": act.ids.new("price_1"),
        "active": False,
        "billing_scheme": "per_unit",
        "created": act.now,
        "currency": currency,
        "livemode": False,
        "metadata": {},
        "product": product["id"],
        "tax_behavior": data.get("tax_behavior", "unspecified"),
        "type": "one_time",
        "unit_amount": data["unit_amount"],
        "unit_amount_decimal": str(data["unit_amount"]),
    }
    act.store.insert(price)
    return price, product


def _product(act: Act, data: Json, path: str) -> Json:
    if ("product" in data) == ("product_data" in data):
        raise errors.parameter_invalid(
            path, f"You must specify either `product` or `product_data` for {path}."
        )
    if "product" in data:
        found = act.store.load("product", data["product"])
        if found is None:
            raise errors.missing_reference("product", data["product"], f"{path}[product]")
        return found
    given = data["product_data"]
    for name in ("tax_details",):
        if name in given:
            raise errors.not_in_sandbox(f"product_data[{name}]", f"{path}[product_data][{name}]")
    product = {
        **blank("product"),
        "id": act.ids.new("prod_", 14),
        "active": False,
        "created": act.now,
        "description": given.get("description"),
        "images": given.get("images", []),
        "livemode": False,
        "marketing_features": [],
        "metadata": metadata.merged({}, given.get("metadata")),
        "name": given["name"],
        "tax_code": given.get("tax_code"),
        "type": "service",
        "unit_label": given.get("unit_label"),
        "updated": act.now,
    }
    act.store.insert(product)
    return product
