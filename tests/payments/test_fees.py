"""Stripe's fee, and money that Stripe changes into another currency."""

from collections import Counter

import pytest

from ledger.enums import Restriction
from ledger.models import Line
from ledger.verification import verify
from payments.models import Payment
from payments.services.checkout import start_checkout
from payments.services.settlement import settle
from tests.factories.ledger import make_fund
from tests.factories.payments import gift_line, goods_line, make_payment
from tests.infrastructure.sandbox import Sandbox
from tests.payments.handlers import RecordingHandler

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _recorded(handler: RecordingHandler, receipts: list[Payment]) -> None:
    """Every test here runs with the recording handler and issuer."""


def balances() -> dict[tuple[str, str, str], int]:
    """Account, fund, currency → amount, without what is zero."""
    sums: Counter[tuple[str, str, str]] = Counter()
    for line in Line.objects.select_related("account", "fund"):
        sums[line.account.code, line.fund.code, line.currency] += line.amount
    return {key: amount for key, amount in sums.items() if amount}


def test_charge_in_another_currency_is_booked_at_the_settled_amount(sandbox: Sandbox) -> None:
    wells = make_fund(code="wells", restriction=Restriction.PURPOSE)
    payment = make_payment(goods_line(1000), gift_line(2333, wells), currency="EUR")
    start_checkout(payment)
    sandbox.pay(payment.stripe_session or "")
    for _ in range(2):
        settle(payment, cause="test")
    assert (payment.settled_amount, payment.settled_currency, payment.fee) == (3600, "USD", 134)
    assert balances() == {
        ("4100", "unrestricted", "EUR"): -1000,
        ("1190", "unrestricted", "EUR"): 1000,
        ("1190", "unrestricted", "USD"): -1080,
        ("1100", "unrestricted", "USD"): 1080 - 40,
        ("5000", "unrestricted", "USD"): 40,
        ("4000", "wells", "EUR"): -2333,
        ("1190", "wells", "EUR"): 2333,
        ("1190", "wells", "USD"): -2520,
        ("1100", "wells", "USD"): 2520 - 94,
        ("5000", "wells", "USD"): 94,
    }
    found = verify()
    assert found["every known fee is in the ledger"] == []
    assert found["every paid payment is in the ledger"] == []
    assert found["every entry balances per currency and fund"] == []


def test_money_in_the_accounts_own_currency_is_not_exchanged(sandbox: Sandbox) -> None:
    sandbox.control("POST", "rates", {"settles_in": ["usd", "xof"]})
    payment = make_payment(gift_line(10_000), currency="XOF")
    start_checkout(payment)
    sandbox.pay(payment.stripe_session or "")
    settle(payment, cause="test")
    assert (payment.settled_amount, payment.settled_currency, payment.fee) == (10_000, "XOF", 470)
    assert balances() == {
        ("1100", "unrestricted", "XOF"): 9530,
        ("4000", "unrestricted", "XOF"): -10_000,
        ("5000", "unrestricted", "XOF"): 470,
    }


def test_verify_names_an_exchange_that_is_not_booked(sandbox: Sandbox) -> None:
    payment = make_payment()
    start_checkout(payment)
    sandbox.pay(payment.stripe_session or "")
    settle(payment, cause="test")
    Payment.objects.update(settled_currency="EUR")
    assert verify()["every known fee is in the ledger"] == [
        f"The fee of payment {payment.uuid} is known and not in the ledger.",
        f"The exchange of payment {payment.uuid} is not in the ledger as Stripe made it.",
    ]
