"""Prices and products that `price_data` describes on the spot, one-off or recurring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import errors, metadata, money
from .errors import Json
from .specification import blank

if TYPE_CHECKING:
    from .acts import Act

INTERVALS = {"day": 1095, "week": 156, "month": 36, "year": 3}  # three years at most


def find_or_create(act: Act, given: Json, path: str) -> tuple[Json, Json]:
    """The price and the product of a line item or of a subscription item's change."""
    if ("price" in given) == ("price_data" in given):
        raise errors.parameter_invalid(
            path, f"You must specify either `price` or `price_data` for {path}."
        )
    if "price" in given:
        price = act.store.load("price", given["price"])
        product = act.store.load("product", price["product"]) if price else None
        if price is None or product is None:
            raise errors.missing_reference("price", given["price"], f"{path}[price]")
        return price, product
    return _create(act, given["price_data"], f"{path}[price_data]")


def _create(act: Act, data: Json, path: str) -> tuple[Json, Json]:
    if "unit_amount" not in data:
        if "unit_amount_decimal" in data:
            raise errors.not_in_sandbox("unit_amount_decimal", f"{path}[unit_amount_decimal]")
        raise errors.parameter_missing(f"{path}[unit_amount]")
    currency = money.check_currency(data["currency"], f"{path}[currency]")
    money.check_unit(data["unit_amount"], currency, f"{path}[unit_amount]")
    recurring = _recurring(data["recurring"], f"{path}[recurring]") if "recurring" in data else None
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
        "recurring": recurring,
        "tax_behavior": data.get("tax_behavior", "unspecified"),
        "type": "recurring" if recurring else "one_time",
        "unit_amount": data["unit_amount"],
        "unit_amount_decimal": str(data["unit_amount"]),
    }
    act.store.insert(price)
    return price, product


def _recurring(given: Json, path: str) -> Json:
    count, most = given.get("interval_count", 1), INTERVALS[given["interval"]]
    if not 1 <= count <= most:
        raise errors.parameter_invalid(
            f"{path}[interval_count]",
            f"`interval_count` must be between 1 and {most} for the interval {given['interval']}.",
        )
    return {
        "interval": given["interval"],
        "interval_count": count,
        "meter": None,
        "trial_period_days": None,
        "usage_type": "licensed",
    }


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


def plan_of(price: Json) -> Json:
    """The old shape of a recurring price, which subscription items still carry beside the new."""
    recurring = price["recurring"]
    plan = {
        **blank("plan"),
        "id": price["id"],
        "active": price["active"],
        "amount": price["unit_amount"],
        "amount_decimal": price["unit_amount_decimal"],
        "billing_scheme": "per_unit",
        "created": price["created"],
        "currency": price["currency"],
        "interval": recurring["interval"],
        "interval_count": recurring["interval_count"],
        "livemode": False,
        "metadata": price["metadata"],
        "product": price["product"],
        "usage_type": "licensed",
    }
    plan.pop("tiers", None)
    return plan
