"""The payment method somebody pays with, as an object and as the details on a charge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import errors
from .cards import Card
from .errors import Json
from .specification import blank

if TYPE_CHECKING:
    from .acts import Act

CHECKS = {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"}
BANK = {
    "account_holder_type": "individual",
    "account_type": "checking",
    "bank_name": "STRIPE TEST BANK",
    "last4": "6789",
}


def billing_details(email: str, name: str) -> Json:
    address = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))
    return {"address": address, "email": email, "name": name, "phone": None, "tax_id": None}


def create(
    act: Act, card: Card, *, email: str, name: str, expiry: tuple[int, int], customer: str | None
) -> Json:
    """Expiry is (month, year). The number itself is never kept, only which test card it was."""
    method = {
        **blank("payment_method"),
        "id": act.ids.new("pm_1"),
        "allow_redisplay": "limited",
        "billing_details": billing_details(email, name),
        "created": act.now,
        "customer": customer,
        "livemode": False,
        "metadata": {},
        "type": "us_bank_account" if card.is_bank_debit else "card",
    }
    # Details of other types of payment method are absent, not null.
    for field in [name for name, value in method.items() if value is None and name != "customer"]:
        del method[field]
    if card.is_bank_debit:
        method["us_bank_account"] = {
            **BANK,
            "fingerprint": act.ids.fingerprint(card.number),
            "routing_number": "110000000",
        }
    else:
        month, year = expiry
        method["card"] = {
            "brand": card.brand,
            "checks": CHECKS,
            "country": card.country,
            "display_brand": card.brand,
            "exp_month": month,
            "exp_year": year,
            "fingerprint": act.ids.fingerprint(card.number),
            "funding": "credit",
            "generated_from": None,
            "last4": card.last4,
            "networks": {"available": [card.brand], "preferred": None},
            "regulated_status": "unregulated",
            "three_d_secure_usage": {"supported": True},
            "wallet": None,
        }
    act.store.insert(method, {"card": card.number})
    return method


def load(act: Act, identifier: str) -> Json:
    """The method that a parameter names."""
    found = act.store.load("payment_method", identifier)
    if found is None:
        raise errors.missing_reference("payment_method", identifier, "payment_method")
    return found


def attach(act: Act, method: Json, customer: str) -> Json:
    method["customer"] = customer
    act.store.save(method)
    act.emit("payment_method.attached", method)
    return method


def on_charge(act: Act, method: Json, amount: int, *, is_authenticated: bool) -> Json:
    """`payment_method_details` of the charge."""
    if method["type"] == "us_bank_account":
        return {
            "type": "us_bank_account",
            "us_bank_account": {**method["us_bank_account"], "mandate": None},
        }
    card = method["card"]
    three_d_secure = {
        "authentication_flow": "challenge",
        "electronic_commerce_indicator": "05",
        "exemption_indicator": None,
        "exemption_indicator_applied": False,
        "result": "authenticated",
        "result_reason": None,
        "transaction_id": None,
        "version": "2.2.0",
    }
    return {
        "type": "card",
        "card": {
            "amount_authorized": amount,
            "authorization_code": act.ids.digits("authorization", 6),
            "brand": card["brand"],
            "checks": CHECKS,
            "country": card["country"],
            "exp_month": card["exp_month"],
            "exp_year": card["exp_year"],
            "fingerprint": card["fingerprint"],
            "funding": card["funding"],
            "installments": None,
            "last4": card["last4"],
            "mandate": None,
            "network": card["brand"],
            "network_token": {"used": False},
            "network_transaction_id": act.ids.digits("network", 15),
            "regulated_status": "unregulated",
            "three_d_secure": three_d_secure if is_authenticated else None,
            "wallet": None,
        },
    }
