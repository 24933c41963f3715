"""Checkout Sessions, for payments and subscriptions: create, retrieve, list, line items, expire."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from stripe.params import checkout as params

from . import (
    customers,
    errors,
    line_items,
    lists,
    metadata,
    money,
    payment_intents,
    signups,
)
from .errors import Json
from .router import Route
from .specification import blank

if TYPE_CHECKING:
    from .acts import Act, Call

SHORTEST_LIFE, LONGEST_LIFE = 30 * 60, 24 * 3600
LONGEST_REFERENCE = 200
SERVED = frozenset(
    {
        "adaptive_pricing",
        "allowed_payment_method_types",
        "billing_address_collection",
        "cancel_url",
        "client_reference_id",
        "currency",
        "custom_text",
        "customer",
        "customer_creation",
        "customer_email",
        "expand",
        "expires_at",
        "line_items",
        "locale",
        "metadata",
        "mode",
        "origin_context",
        "payment_intent_data",
        "submit_type",
        "subscription_data",
        "success_url",
        "ui_mode",
    }
)
# Features that may be named as long as they are named "off".
SWITCHES = {
    "automatic_tax": {"enabled": False},
    "phone_number_collection": {"enabled": False},
    "tax_id_collection": {"enabled": False},
    "invoice_creation": {"enabled": False},
    "allow_promotion_codes": False,
}
INTENT_DATA_SERVED = frozenset(
    {
        "capture_method",
        "description",
        "metadata",
        "receipt_email",
        "setup_future_usage",
        "statement_descriptor",
        "statement_descriptor_suffix",
        "transfer_group",
    }
)
SUBSCRIPTION_DATA_SERVED = frozenset({"description", "metadata"})
MODES = ("payment", "subscription")
METHODS_SERVED = ("card", "us_bank_account")


def _create(call: Call) -> Json:
    act, wanted = call.act, call.parameters
    _check_served(wanted)
    _check(wanted)
    _check_subscription_mode(wanted)
    _check_intent_data(wanted.get("payment_intent_data", {}))
    session_id = "cs_test_a1" + act.ids.new("cs_test_", 56).removeprefix("cs_test_")
    items = line_items.create(act, session_id, wanted["line_items"], mode=wanted["mode"])
    total, currency = sum(item["amount_total"] for item in items), items[0]["currency"]
    if str(wanted.get("currency", currency)).lower() != currency:
        raise errors.parameter_invalid(
            "currency", f"The line items are in {currency}, not in {wanted['currency']}."
        )
    money.check_total(total, currency)
    email = _customer_email(act, wanted)
    session = {
        **blank("checkout.session"),
        "id": session_id,
        "adaptive_pricing": {"enabled": wanted.get("adaptive_pricing", {}).get("enabled", False)},
        "allowed_payment_method_types": wanted.get("allowed_payment_method_types"),
        "allow_promotion_codes": wanted.get("allow_promotion_codes"),
        "amount_subtotal": total,
        "amount_total": total,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "billing_address_collection": wanted.get("billing_address_collection"),
        "cancel_url": wanted.get("cancel_url"),
        "client_reference_id": wanted.get("client_reference_id"),
        "created": act.now,
        "currency": currency,
        "custom_fields": [],
        "custom_text": _custom_text(wanted.get("custom_text")),
        "customer": wanted.get("customer"),
        "customer_creation": None
        if wanted.get("customer")
        or wanted["mode"] == "subscription"  # there a customer is always made
        else wanted.get("customer_creation", "if_required"),
        "customer_details": _details(email=email) if email else None,
        "customer_email": wanted.get("customer_email"),
        "discounts": [],
        "expires_at": _expiry(act, wanted.get("expires_at")),
        "livemode": False,
        "locale": wanted.get("locale"),
        "metadata": metadata.merged({}, wanted.get("metadata")),
        "mode": wanted["mode"],
        "origin_context": wanted.get("origin_context"),
        "payment_method_collection": "if_required",
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": wanted.get("allowed_payment_method_types", ["card"]),
        "payment_status": "unpaid",
        "phone_number_collection": {"enabled": False},
        "shipping_options": [],
        "status": "open",
        "submit_type": wanted.get("submit_type"),
        "success_url": wanted["success_url"],
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "url": act.sandbox.payment_page(session_id),
    }
    private = {
        name: wanted[name]
        for name in ("payment_intent_data", "subscription_data")
        if name in wanted
    }
    act.store.insert(session, private)
    act.at(session["expires_at"], "expire_session", session_id)
    return session


def _check_served(wanted: Json) -> None:
    """Refuse what Stripe does and this sandbox does not, by name."""
    for name, value in wanted.items():
        if name not in SERVED | SWITCHES.keys():
            raise errors.not_in_sandbox(f"the session parameter {name}", name)
        if name in SWITCHES and value != SWITCHES[name]:
            raise errors.not_in_sandbox(f"the feature {name}", name)
    if wanted.get("mode", "payment") not in MODES:
        raise errors.not_in_sandbox(f"mode={wanted['mode']}", "mode")
    if wanted.get("ui_mode", "hosted_page") != "hosted_page":
        raise errors.not_in_sandbox(f"ui_mode={wanted['ui_mode']}", "ui_mode")
    for name in wanted.get("allowed_payment_method_types", []):
        if name not in METHODS_SERVED:
            raise errors.not_in_sandbox(
                f"the payment method {name}", "allowed_payment_method_types"
            )


def _check(wanted: Json) -> None:
    """Refuse what Stripe refuses and the SDK's types let pass."""
    for name in ("mode", "success_url", "line_items"):
        if not wanted.get(name):
            raise errors.parameter_missing(name)
    for name in ("success_url", "cancel_url"):
        if name in wanted:
            check_url(wanted[name], name)
    if len(wanted.get("client_reference_id", "")) > LONGEST_REFERENCE:
        raise errors.parameter_invalid(
            "client_reference_id", f"Invalid string: at most {LONGEST_REFERENCE} characters."
        )


def _check_intent_data(given: Json) -> None:
    for name in given:
        if name not in INTENT_DATA_SERVED:
            path = f"payment_intent_data[{name}]"
            raise errors.not_in_sandbox(path, path)
    if given.get("capture_method") == "manual":
        raise errors.not_in_sandbox("capture_method=manual", "payment_intent_data[capture_method]")
    if given.get("receipt_email"):
        customers.check_email(given["receipt_email"], "payment_intent_data[receipt_email]")


def _check_subscription_mode(wanted: Json) -> None:
    """What Stripe refuses in subscription mode, and what only makes sense there."""
    if wanted["mode"] != "subscription":
        if "subscription_data" in wanted:
            raise errors.parameter_invalid(
                "subscription_data", "You can only use `subscription_data` in `subscription` mode."
            )
        return
    for name in ("payment_intent_data", "customer_creation", "invoice_creation", "submit_type"):
        if name in wanted:
            raise errors.parameter_invalid(
                name, f"You can not pass `{name}` in `subscription` mode."
            )
    for name in wanted.get("subscription_data", {}):
        if name not in SUBSCRIPTION_DATA_SERVED:
            path = f"subscription_data[{name}]"
            raise errors.not_in_sandbox(path, path)
    if "us_bank_account" in wanted.get("allowed_payment_method_types", []):
        raise errors.not_in_sandbox("a bank debit that renews", "allowed_payment_method_types")


def check_url(url: str, param: str) -> None:
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise errors.ApiError("Not a valid URL", code="url_invalid", param=param)


def _customer_email(act: Act, wanted: Json) -> str | None:
    if "customer" in wanted and "customer_email" in wanted:
        raise errors.parameter_invalid(
            "customer_email",
            "You may only specify one of these parameters: customer, customer_email.",
        )
    if "customer" in wanted:
        if "customer_creation" in wanted:
            raise errors.parameter_invalid(
                "customer_creation", "`customer_creation` cannot be used together with `customer`."
            )
        email: str | None = customers.load(act, wanted["customer"], "customer")["email"]
        return email
    if "customer_email" in wanted:
        customers.check_email(wanted["customer_email"], "customer_email")
    return wanted.get("customer_email")


def _expiry(act: Act, wanted: int | None) -> int:
    """The end of the session by our clock. What is over by it already was reckoned by a clock that
    nobody moved; whoever moves theirs with ours says what they mean."""
    if wanted is None:
        return act.now + LONGEST_LIFE
    # A few seconds of grace either way, for the time that the request was on its way.
    earliest = act.now + SHORTEST_LIFE - 10
    if wanted < earliest:
        wanted += int(act.sandbox.clock.added)
    if wanted < earliest:
        raise errors.parameter_invalid(
            "expires_at",
            "The `expires_at` timestamp must be at least 30 minutes from Checkout Session "
            "creation.",
        )
    if wanted > act.now + LONGEST_LIFE + 10:
        raise errors.parameter_invalid(
            "expires_at",
            "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.",
        )
    return wanted


def _custom_text(wanted: Json | None) -> Json:
    given = wanted or {}
    names = ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
    return {
        name: {"message": given[name]["message"]} if given.get(name) else None for name in names
    }


def _details(*, email: str | None, name: str | None = None) -> Json:
    return {
        "address": None,
        "business_name": None,
        "email": email,
        "individual_name": None,
        "name": name,
        "phone": None,
        "tax_exempt": "none",
        "tax_ids": [],
    }


def load(act: Act, identifier: str) -> Json:
    """The session, expired first if its time has come but the ticker has not."""
    session = act.store.load("checkout.session", identifier)
    if session is None:
        raise errors.resource_missing("checkout.session", identifier, "session")
    if session["status"] == "open" and act.now >= session["expires_at"]:
        return expire(act, session)
    return session


def expire(act: Act, session: Json) -> Json:
    """open → expired; an unfinished payment intent is cancelled with it."""
    if session["payment_intent"]:
        payment_intents.cancel(act, session["payment_intent"], "expired")
    signups.expire(act, session)
    session |= {"status": "expired", "url": None}
    act.store.save(session)
    act.emit("checkout.session.expired", session)
    return session


def complete(act: Act, session: Json, *, payment_status: str, email: str, name: str) -> Json:
    """open → complete: the visitor is done, paid or (bank debit) with the money under way."""
    if session["customer"] is None and session["customer_creation"] == "always":
        customer = customers.create(act, {"email": email, "name": name})
        session["customer"] = customer["id"]
    session |= {
        "status": "complete",
        "payment_status": payment_status,
        "url": None,
        "customer_details": _details(email=email, name=name),
    }
    act.store.save(session)
    act.emit("checkout.session.completed", session)
    return session


def expire_when_due(act: Act, identifier: str) -> None:
    """The ticker's job at `expires_at`; a finished session is left alone."""
    session = act.store.load("checkout.session", identifier)
    if session is not None and session["status"] == "open":
        expire(act, session)


def _retrieve(call: Call) -> Json:
    return load(call.act, call.id)


def _list(call: Call) -> Json:
    lists.refuse_unserved(
        call, {"customer", "payment_intent", "status", "subscription", "customer_details"}
    )
    conditions: list[lists.Condition] = []
    if "customer_details" in call.parameters:
        email = call.parameters["customer_details"]["email"]
        conditions.append(("json_extract(body, '$.customer_details.email') = ?", (email,)))
    equal = {name: name for name in ("customer", "payment_intent", "status", "subscription")}
    return lists.page(call, "checkout.session", filters=equal, conditions=conditions)


def _line_items(call: Call) -> Json:
    session = load(call.act, call.id)
    return lists.page(
        call, "item", conditions=[line_items.belongs_to(session["id"])], oldest_first=True
    )


def _expire(call: Call) -> Json:
    session = load(call.act, call.id)
    if session["status"] != "open":
        raise errors.ApiError(
            'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout '
            "Session has a status of "
            f"`{session['status']}`."
        )
    return expire(call.act, session)


ROUTES = [
    Route("POST", "/v1/checkout/sessions", params.SessionCreateParams, _create),
    Route("GET", "/v1/checkout/sessions", params.SessionListParams, _list),
    Route("GET", "/v1/checkout/sessions/{id}", params.SessionRetrieveParams, _retrieve),
    Route(
        "GET",
        "/v1/checkout/sessions/{id}/line_items",
        params.SessionLineItemListParams,
        _line_items,
    ),
    Route("POST", "/v1/checkout/sessions/{id}/expire", params.SessionExpireParams, _expire),
]
JOBS = {"expire_session": expire_when_due}
