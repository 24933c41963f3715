"""D4: whatever a browser sends, the server's own prices are charged, or nothing is."""

import random
from typing import Any

import pytest
from django.test import Client

from payments.models import Payment
from shop.models import Order
from tests.factories.donations import make_give_page
from tests.factories.shop import make_variant, make_zone
from tests.faults.scale import Rounds
from tests.infrastructure.sandbox import Sandbox

pytestmark = [pytest.mark.faults, pytest.mark.django_db]

PRICE, SHIPPING = 850, 500
WHO = {"name": "Awa Sample", "email": "awa@example.org"}
ADDRESS = {
    "country": "US",
    "line1": "1 Sample Street",
    "postcode": "27701",
    "city": "Durham",
    "region": "NC",
}
# Numbers that are none, too large, or of another alphabet; then fields nobody asked for.
NUMBERS = "-1 0 1 2 1.5 1e3 NaN inf 10**9 999999999999 ٣ ２ 0x10 1,000.00 −5 $1 1;2"
VALUES = [*NUMBERS.split(), "", " "]
EXTRA = "amount total price unit_price currency shipping shipping_amount discount fund sku".split()


@pytest.mark.promise("D4", "changed forms")
def test_no_changed_form_changes_a_price(
    client: Client, sandbox: Sandbox, settings: Any, rounds: Rounds
) -> None:
    settings.PAYMENTS_PER_MINUTE = 10**6
    make_zone("US", amount=SHIPPING, up_to_grams=10**6)
    make_give_page()
    make_variant(on_hand=10**6, price=PRICE, sku="SHEA")
    for number in rounds(ci=40, soak=10_000, share=0.06):
        dice = random.Random(number)
        browser = Client(headers={"Sec-Fetch-Site": "same-origin"})
        answers = buy(browser, dice, number) if dice.random() < 0.6 else give(browser, dice, number)
        assert set(answers) <= {200, 303, 400, 422}, (number, answers)
    charged = {
        one["client_reference_id"]: (one["amount_total"], one["currency"])
        for one in sandbox.control("GET", "dump")["objects"].get("checkout.session", [])
    }
    payments = Payment.objects.exclude(stripe_session=None)
    assert charged == {str(one.uuid): (one.amount, "usd") for one in payments}
    for order in Order.objects.select_related("payment"):
        counted = sum(line.quantity for line in order.lines.all())
        assert counted >= 1
        assert order.payment.amount == counted * PRICE + SHIPPING + order.gift_amount
    for payment in payments.filter(order=None):
        assert payment.amount == payment.donations.get().amount >= 100


def extra(dice: random.Random) -> dict[str, str]:
    return {name: dice.choice(VALUES) for name in dice.sample(EXTRA, dice.randint(0, 4))}


def buy(browser: Client, dice: random.Random, number: int) -> list[int]:
    wanted = {"sku": "SHEA", "quantity": dice.choice(VALUES)}
    sent = extra(dice) | wanted
    answers = [browser.post("/basket/add/", sent).status_code]
    if dice.random() < 0.3:
        gift = {"amount": dice.choice(VALUES), "interval": "once"}
        answers.append(browser.post("/basket/gift/", extra(dice) | gift).status_code)
    who = WHO | {"email": f"visitor-{number}@example.org"}
    seen = {"seen_total": f"{dice.choice(VALUES)} USD"} if dice.random() < 0.3 else {}
    answers.append(browser.post("/checkout/", extra(dice) | who | ADDRESS | seen).status_code)
    return answers


def give(browser: Client, dice: random.Random, number: int) -> list[int]:
    who = WHO | {"email": f"visitor-{number}@example.org"}
    sent = extra(dice) | who | {"amount": dice.choice(VALUES)}
    return [browser.post("/donate/start/", sent).status_code]
