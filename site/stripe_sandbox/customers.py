"""Customers: create, retrieve, update, list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stripe import params

from . import errors, lists, metadata, payment_methods
from .errors import Json
from .router import Route
from .specification import blank

if TYPE_CHECKING:
    from .acts import Act, Call

EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
PLAIN_FIELDS = (
    "name",
    "email",
    "phone",
    "description",
    "preferred_locales",
    "tax_exempt",
    "business_name",
    "individual_name",
)
SERVED = {*PLAIN_FIELDS, "address", "shipping", "metadata", "expand"}
ADDRESS_FIELDS = ("city", "country", "line1", "line2", "postal_code", "state")


def check_email(email: str, param: str) -> None:
    if not EMAIL.match(email):
        raise errors.ApiError(f"Invalid email address: {email}", code="email_invalid", param=param)


def create(act: Act, wanted: Json) -> Json:
    """A new customer and its `customer.created`."""
    customer = {
        **blank("customer"),
        "id": act.ids.new("cus_", 14),
        "balance": 0,
        "created": act.now,
        "delinquent": False,
        "invoice_prefix": act.ids.new("invoice_prefix", 8)[-8:].upper(),
        "invoice_settings": {
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        "livemode": False,
        "metadata": {},
        "next_invoice_sequence": 1,
        "preferred_locales": [],
        "tax_exempt": "none",
    }
    # Stripe sends these two only to accounts that use the features behind them.
    for field in ("customer_account", "business_name", "individual_name"):
        del customer[field]
    _fill(customer, wanted)
    act.store.insert(customer)
    act.emit("customer.created", customer)
    return customer


def load(act: Act, identifier: str, param: str) -> Json:
    """The customer that a parameter names."""
    found = act.store.load("customer", identifier)
    if found is None:
        raise errors.missing_reference("customer", identifier, param)
    return found


def method_of(act: Act, customer: str, method: str) -> Json:
    """A payment method that a parameter names and that belongs to this customer."""
    found = payment_methods.load(act, method)
    if found["customer"] != customer:
        raise errors.parameter_invalid(
            "payment_method", "The payment method is not attached to this customer."
        )
    return found


def set_default_method(act: Act, customer: Json, method: Json) -> None:
    """The card that pays from now on, for the customer and every running subscription of theirs."""
    before = dict(customer["invoice_settings"])
    customer["invoice_settings"]["default_payment_method"] = method["id"]
    act.store.save(customer)
    act.emit("customer.updated", customer, previous={"invoice_settings": before})


def _fill(customer: Json, wanted: Json) -> None:
    for name in wanted:
        if name not in SERVED:
            raise errors.not_in_sandbox(f"the customer parameter {name}", name)
    if wanted.get("email"):
        check_email(wanted["email"], "email")
    for name in PLAIN_FIELDS:
        if name in wanted:
            customer[name] = wanted[name] or None
    if "address" in wanted:
        customer["address"] = _address(wanted["address"])
    if "shipping" in wanted:
        given = wanted["shipping"]
        customer["shipping"] = given and {
            "address": _address(given["address"]),
            "name": given["name"],
            "phone": given.get("phone"),
        }
        customer["shipping"] = customer["shipping"] or None
    customer["metadata"] = metadata.merged(customer["metadata"], wanted.get("metadata"))


def _address(given: Json | str) -> Json | None:
    return {name: given.get(name) for name in ADDRESS_FIELDS} if isinstance(given, dict) else None


def _create(call: Call) -> Json:
    return create(call.act, call.parameters)


def _retrieve(call: Call) -> Json:
    customer = call.act.store.load("customer", call.id)
    if customer is None:
        raise errors.resource_missing("customer", call.id)
    return customer


def _update(call: Call) -> Json:
    customer = _retrieve(call)
    before = dict(customer)
    _fill(customer, call.parameters)
    changed = {name: before[name] for name in customer if customer[name] != before.get(name)}
    if changed:
        call.act.store.save(customer)
        call.act.emit("customer.updated", customer, previous=changed)
    return customer


def _list(call: Call) -> Json:
    lists.refuse_unserved(call, {"email"})
    return lists.page(call, "customer", filters={"email": "email"})


ROUTES = [
    Route("POST", "/v1/customers", params.CustomerCreateParams, _create),
    Route("GET", "/v1/customers", params.CustomerListParams, _list),
    Route("GET", "/v1/customers/{id}", params.CustomerRetrieveParams, _retrieve),
    Route("POST", "/v1/customers/{id}", params.CustomerUpdateParams, _update),
]
