"""A9: whatever Stripe's network does to a call that writes, nothing is made twice, the visitor
hears it in plain words with the basket kept, and trying again works."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any

import pytest
import stripe
from django.test import Client

from payments.enums import PaymentStatus
from payments.gateway import _gateway, connection
from payments.models import Payment
from payments.services import checkout
from tests.factories.donations import make_give_page
from tests.factories.shop import make_basket, make_variant, make_zone
from tests.faults.scale import Rounds
from tests.infrastructure.sandbox import Json, Sandbox

pytestmark = [pytest.mark.faults, pytest.mark.django_db]

CREATE = "POST /v1/checkout/sessions"
EXPIRE = "POST /v1/checkout/sessions/{id}/expire"
# The waits are longer than our patience in this test; twice, for the SDK tries twice.
WAIT = 0.45
FAULTS: tuple[Json, ...] = (
    {"kind": "timeout_before", "seconds": WAIT},
    {"kind": "timeout_after", "seconds": WAIT},
    {"kind": "stall", "seconds": WAIT},
    {"kind": "reset", "when": "before"},
    {"kind": "reset", "when": "after"},
    {"kind": "error_before"},
    {"kind": "error_after"},
    {"kind": "error_before", "stored": False},
    {"kind": "error_after", "stored": False},
    {"kind": "key_in_use"},
    {"kind": "rate_limit"},
    {"kind": "truncate"},
)
WHO = {"name": "Awa Sample", "email": "awa@example.org"}
ADDRESS = {
    "country": "US",
    "line1": "1 Sample Street",
    "postcode": "27701",
    "city": "Durham",
    "region": "NC",
}


class Visitor:
    """A browser that gives or buys; each round is another gift or another basket."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.client = Client(headers={"Sec-Fetch-Site": "same-origin"})
        self.who = WHO | {"email": f"visitor-{number}@example.org"}

    def give(self) -> Any:
        return self.client.post("/donate/start/", self.who | {"amount": "40"})

    def fill_basket(self) -> None:
        session = self.client.session
        variant = make_variant(price=850, sku=f"SOAP-{self.number}")
        session["basket"] = str(make_basket((variant, 1)).uuid)
        session.save()

    def check_out(self) -> Any:
        return self.client.post("/checkout/", self.who | ADDRESS)

    def change_the_basket(self) -> None:
        assert self.client.post("/basket/gift/", {"amount": "25"}).status_code == 303


def giving(visitor: Visitor) -> Callable[[], Any]:
    return visitor.give


def buying(visitor: Visitor) -> Callable[[], Any]:
    visitor.fill_basket()
    return visitor.check_out


def buying_something_else(visitor: Visitor) -> Callable[[], Any]:
    """The page of the first basket has to be closed before the second is paid."""
    visitor.fill_basket()
    assert visitor.check_out().status_code == 303
    visitor.change_the_basket()
    return visitor.check_out


# Every call that writes, and a way to come to it. A new one belongs here.
WRITES: tuple[tuple[str, Callable[[Visitor], Callable[[], Any]]], ...] = (
    (CREATE, giving),
    (CREATE, buying),
    (CREATE, buying_something_else),
    (EXPIRE, buying_something_else),
)


@contextmanager
def patience(*, short: bool) -> Iterator[None]:
    """A third of a second a try instead of five, where Stripe is silent on purpose, and next to no
    pause between two tries; `test_silence` proves the fifteen seconds in all. Nor is a twin waited
    for, since there is none."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0.01)
        patch.setattr(checkout, "TWIN_PAUSE", 0)
        if short:
            patch.setattr(connection, "SECONDS_A_TRY", 0.3)
            patch.setattr(checkout, "QUICK", 0.3)
        _gateway.cache_clear()
        yield
    _gateway.cache_clear()


@pytest.fixture
def _shop(settings: Any) -> None:
    settings.PAYMENTS_PER_MINUTE = 10_000
    make_zone("US", amount=500)
    make_give_page()


@pytest.mark.promise("A9", "faults")
@pytest.mark.usefixtures("_shop")
def test_no_outage_makes_anything_twice(sandbox: Sandbox, rounds: Rounds) -> None:
    table = list(product(WRITES, FAULTS))
    for number in rounds(ci=len(FAULTS), soak=1900):
        # In steps of five, so that few rounds meet every fault.
        (route, journey), fault = table[number * 5 % len(table)]
        if number and number % len(table) == 0:
            assert sandbox.mismatches() == []
            sandbox.reset(seed=number)  # or its dump grows with every round
        visitor = Visitor(number)
        act = journey(visitor)
        sandbox.control("POST", "faults", {"route": route, "times": 2, **fault})
        with patience(short="seconds" in fault):
            answer = act()
        sandbox.control("DELETE", "faults")
        about = f"{journey.__name__}: {fault}"
        if answer.status_code != 303:
            assert answer.status_code == 503, about
            page = answer.content.decode()
            assert "Nothing was charged" in page, about
            assert visitor.who["email"] in page, about
            if journey is not giving:
                assert visitor.client.get("/basket/count/").json()["count"] > 0, about
        again = act()
        assert again.status_code == 303, about
        require_one_open_page(sandbox, visitor, about)


def require_one_open_page(sandbox: Sandbox, visitor: Visitor, about: str) -> None:
    """At Stripe each payment has one session, and only the last can still be paid."""
    payments = Payment.objects.filter(email=visitor.who["email"]).order_by("pk")
    found = sandbox.control("GET", "dump")["objects"]["checkout.session"]
    mine = {str(payment.uuid): payment for payment in payments}
    sessions = [one for one in found if one["client_reference_id"] in mine]
    recorded = {payment.stripe_session for payment in payments}
    assert {one["id"] for one in sessions if one["status"] == "open"} <= recorded, about
    assert len(sessions) == len(payments), about
    assert [payment.status for payment in payments][-1] == PaymentStatus.PENDING, about
    assert sum(payment.is_open for payment in payments) == 1, about
    assert sum(one["status"] == "open" for one in sessions) == 1, about
