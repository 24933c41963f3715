"""Giving and buying under attack: what visitors see, and that nothing happens behind it."""

from typing import Any

import pytest
from django.test import Client

from core.models import OrganisationSettings
from donations.models import Donation
from payments.defence import questions
from payments.models import Payment
from shop.models import Basket, Order
from tests.factories.donations import make_give_page
from tests.factories.shop import make_basket, make_variant, make_zone
from tests.infrastructure.questions import answer_to, hidden_fields
from tests.infrastructure.sandbox import Sandbox

pytestmark = pytest.mark.django_db

ADDRESS = {"country": "US", "line1": "1 Sample Street", "postcode": "27701", "city": "Durham"}
WHO = {"name": "Awa “Sample” <Traoré>", "email": "awa@example.org"}
SITE = "198.51.100.7"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "MIN_AGE", 0)


@pytest.fixture
def client(client: Client) -> Client:
    """A visitor with an address, and a basket with one soap."""
    make_zone("US", amount=500)
    session = client.session
    session["basket"] = str(make_basket((make_variant(price=850), 1)).uuid)
    session.save()
    client.defaults["REMOTE_ADDR"] = SITE
    return client


def give(client: Client, path: str = "/donate/start/", **values: str) -> Any:
    return client.post(path, {**WHO, "amount": "40", **values})


def check_out(client: Client, **values: str) -> Any:
    return client.post("/checkout/", {**WHO, **ADDRESS, "region": "NC", **values})


def calls(sandbox: Sandbox) -> int:
    """Requests that Stripe received so far."""
    return int(sandbox.control("GET", "mismatches")["checked"]["request"])


@pytest.mark.parametrize("act", [give, check_out])
def test_trapped_form_comes_back_behind_a_question(
    client: Client, sandbox: Sandbox, act: Any
) -> None:
    make_give_page()
    before = calls(sandbox)
    asked = act(client, website="https://spam.example")
    assert asked.status_code == 429
    assert "no-store" in asked["Cache-Control"]
    assert (Payment.objects.count(), Order.objects.count(), calls(sandbox)) == (0, 0, before)

    wrong = client.post(
        asked.wsgi_request.path, hidden_fields(asked.content.decode()) | {"answer": "?"}
    )
    assert wrong.status_code == 429
    assert "That was not the word" in wrong.content.decode()
    through = client.post(asked.wsgi_request.path, answer_to(wrong.content.decode()))
    assert through.status_code == 303
    assert Payment.objects.get().name == WHO["name"]
    assert through["Location"] == Payment.objects.get().session_url


def test_question_in_french_is_answered_in_french(client: Client, sandbox: Sandbox) -> None:
    make_give_page("fr")
    asked = give(client, "/fr/donate/start/", website="x")
    with questions.translation.override("fr"):
        answer = answer_to(asked.content.decode())
    assert client.post("/fr/donate/start/", answer).status_code == 303


@pytest.mark.parametrize("act", [give, check_out])
def test_sixth_payment_from_an_address_waits_at_no_cost(
    client: Client, sandbox: Sandbox, act: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = make_give_page()
    stamp = hidden_fields(client.get(page.url).content.decode())["stamp"]
    for number in range(5):
        assert give(client, amount=f"{20 + number}", stamp=stamp).status_code == 303
    before = calls(sandbox)
    refused = act(client, stamp=stamp)
    assert refused.status_code == 429
    assert refused["Retry-After"] == "600"
    assert "Nothing was charged" in refused.content.decode()
    assert (Payment.objects.count(), calls(sandbox)) == (5, before)
    again = give(client, amount="20", stamp=stamp)  # a payment that is open may be gone on with
    assert again.status_code == 303
    client.defaults["REMOTE_ADDR"] = "198.51.100.8"
    assert act(client, stamp=stamp).status_code == 303


def test_closed_giving_and_buying_say_so_kindly(client: Client, sandbox: Sandbox) -> None:
    page = make_give_page()
    OrganisationSettings.objects.update_or_create(
        pk=OrganisationSettings.load().pk, defaults={"payments_are_closed": True}
    )
    for response in (
        client.get(page.url),
        client.get("/checkout/"),
        give(client),
        check_out(client),
    ):
        assert response.status_code == 503
        assert response["Retry-After"] == "3600"
        assert "closed for the moment" in response.content.decode()
    assert Payment.objects.count() == Donation.objects.count() == 0
    assert client.get("/basket/").status_code == 200
    assert not Basket.objects.get().is_spent


def test_forms_carry_a_trap_nobody_sees_and_a_stamp(client: Client) -> None:
    page = make_give_page()
    for path, hourly in ((page.url, True), ("/checkout/", False)):
        response = client.get(path)
        assert hidden_fields(response.content.decode())["stamp"].startswith("h") == hourly
        trap = response.content.decode().partition("<div hidden>")[2].partition("</div>")[0]
        assert 'name="website"' in trap
        assert 'tabindex="-1"' in trap
