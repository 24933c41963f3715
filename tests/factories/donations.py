"""Gifts and payments, made as they lie in the database; nothing here talks to Stripe."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from wagtail.models import Locale

from core.models import OrganisationSettings
from donations.models import CampaignPage, Donation, GivePage
from ledger.models import Fund
from payments.enums import LineKind, PaymentStatus
from payments.models import Payment, PaymentLine
from tests.factories.core import make_home

_numbers = count(1)
PAID_AT = datetime(2026, 11, 21, 15, 30, tzinfo=UTC)


def make_fund(**overrides: Any) -> Fund:
    number = next(_numbers)
    fields = {"code": f"fund-{number}", "name": f"Fund {number}"}
    return Fund.objects.create(**{**fields, **overrides})


def default_fund() -> Fund:
    """The unrestricted fund, which the ledger's migrations make."""
    return Fund.objects.default()


def gift_line(amount: int = 4000, **overrides: Any) -> dict[str, Any]:
    return {"kind": LineKind.GIFT, "description": "Gift", "amount": amount, **overrides}


def goods_line(amount: int = 1800, fair_market_value: int = 1800, **overrides: Any) -> dict:
    return {
        "kind": LineKind.GOODS,
        "description": "Shea soap",
        "quantity": 2,
        "amount": amount,
        "fair_market_value": fair_market_value,
        **overrides,
    }


def make_payment(lines: Sequence[dict[str, Any]] | None = None, **overrides: Any) -> Payment:
    """A payment that waits, with its lines and a gift for each gift line."""
    number = next(_numbers)
    lines = [{"fund": default_fund(), **line} for line in lines or [gift_line()]]
    fields = {
        "amount": sum(line["amount"] for line in lines),
        "currency": "USD",
        "email": f"giver{number}@example.org",
        "name": f"Giver {number}",
        "language": "en",
        "fingerprint": f"fingerprint-{number}",
        "expires_at": PAID_AT + timedelta(hours=1),
        "status": PaymentStatus.PENDING,
    }
    payment = Payment.objects.create(**{**fields, **overrides})
    for line in lines:
        made = PaymentLine.objects.create(payment=payment, **line)
        if made.kind == LineKind.GIFT:
            make_donation(payment=payment, line=made)
    return payment


def make_paid_payment(lines: Sequence[dict[str, Any]] | None = None, **overrides: Any) -> Payment:
    """The same with the money there; handlers and receipt have not run."""
    paid = {"status": PaymentStatus.SUCCEEDED, "succeeded_at": PAID_AT}
    return make_payment(lines, **{**paid, **overrides})


def make_donation(*, payment: Payment, line: PaymentLine, **overrides: Any) -> Donation:
    fields = {
        "amount": line.amount,
        "currency": payment.currency,
        "fund": line.fund,
        "email": payment.email,
        "name": payment.name,
        "language": payment.language,
    }
    return Donation.objects.create(payment=payment, line=line, **{**fields, **overrides})


def make_give_page(language: str = "en", **overrides: Any) -> GivePage:
    fields = {"title": "Give", "reason": "Flexible gifts let the women decide."}
    page = GivePage(
        locale=Locale.objects.get_or_create(language_code=language)[0],
        **{
            **fields,
            **overrides,
        },
    )
    make_home(language).add_child(instance=page)
    return page


def make_campaign(language: str = "en", **overrides: Any) -> CampaignPage:
    """An appeal that runs for three more days."""
    today = OrganisationSettings.today()
    fields = {
        "title": "Before the rains",
        "slug": "rains",
        "introduction": "The women plan ahead.",
        "goal": 100_000,
        "starts_on": today - timedelta(days=3),
        "ends_on": today + timedelta(days=3),
        "suggested_amounts": "20 80",
    }
    home = make_home(language)
    return home.add_child(instance=CampaignPage(locale=home.locale, **{**fields, **overrides}))
