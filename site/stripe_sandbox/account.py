"""The one account that this sandbox is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe import params

from .errors import Json
from .router import Route

if TYPE_CHECKING:
    from .acts import Call

ACCOUNT = "acct_1SandboxAccount0"
CREATED = 1_577_836_800  # the first of January 2020, in every sandbox


def _retrieve(call: Call) -> Json:
    merchant = call.act.sandbox.options.merchant
    return {
        "id": ACCOUNT,
        "object": "account",
        "business_profile": {
            "mcc": "8398",
            "name": merchant,
            "product_description": None,
            "support_address": None,
            "support_email": None,
            "support_phone": None,
            "support_url": None,
            "url": None,
        },
        "business_type": "non_profit",
        "capabilities": {
            "card_payments": "active",
            "transfers": "active",
            "us_bank_account_ach_payments": "active",
        },
        "charges_enabled": True,
        "controller": {"type": "account"},
        "country": "US",
        "created": CREATED,
        "default_currency": "usd",
        "details_submitted": True,
        "email": None,
        "metadata": {},
        "payouts_enabled": True,
        "settings": {
            "branding": {
                "icon": None,
                "logo": None,
                "primary_color": None,
                "secondary_color": None,
            },
            "card_payments": {"statement_descriptor_prefix": None},
            "dashboard": {"display_name": merchant, "timezone": "Etc/UTC"},
            "payments": {"statement_descriptor": merchant.upper()[:22]},
        },
        "type": "standard",
    }


ROUTES = [Route("GET", "/v1/account", params.AccountRetrieveCurrentParams, _retrieve)]
