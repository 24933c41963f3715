"""The page a payer comes back to says what is true, and only to the browser that paid."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from payments.cookies import NAME, remember_payment, remembered_payments
from payments.models import Payment
from payments.services.checkout import start_checkout
from payments.tokens import read_thanks_token, thanks_token
from tests.factories.payments import make_payment
from tests.infrastructure.sandbox import Sandbox
from tests.payments.handlers import RecordingHandler

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _recorded(handler: RecordingHandler, receipts: list[Payment]) -> None:
    """Every test here runs with the recording handler and issuer."""


def browser_of(payment: Payment) -> Client:
    """A client that holds the cookie its own checkout was given."""
    response = HttpResponse()
    remember_payment(RequestFactory().get("/"), response, payment)
    client = Client()
    client.cookies[NAME] = response.cookies[NAME].value
    return client


def state_of(client: Client, payment: Payment, query: str = "") -> str:
    return str(client.get(payment.thanks_path + query).context["state"])


def test_thanks_settles_what_stripe_says_is_paid(sandbox: Sandbox) -> None:
    payment = make_payment()
    start_checkout(payment)
    sandbox.pay(payment.stripe_session or "")
    response = browser_of(payment).get(payment.thanks_path)
    assert response.context["state"] == "paid"
    assert "Awa Sample" in response.content.decode()
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]
    payment.refresh_from_db()
    assert payment.is_paid


def test_thanks_of_an_unpaid_payment_is_still_checking(sandbox: Sandbox) -> None:
    payment = make_payment()
    start_checkout(payment)
    response = browser_of(payment).get(payment.thanks_path)
    assert response.context["state"] == "checking"
    assert 'http-equiv="refresh"' in response.content.decode()


def test_thanks_stops_reloading_after_a_while(sandbox: Sandbox) -> None:
    payment = make_payment()
    start_checkout(payment)
    page = browser_of(payment).get(payment.thanks_path + "?try=20").content.decode()
    assert 'http-equiv="refresh"' not in page


def test_thanks_after_cancelling_offers_the_same_page_again(sandbox: Sandbox) -> None:
    payment = make_payment()
    start_checkout(payment)
    response = browser_of(payment).get(payment.thanks_path + "?cancelled=1")
    assert response.context["state"] == "cancelled"
    assert payment.session_url in response.content.decode()


def test_thanks_cancelled_of_a_paid_payment_says_paid(sandbox: Sandbox) -> None:
    payment = make_payment()
    start_checkout(payment)
    sandbox.pay(payment.stripe_session or "")
    assert state_of(browser_of(payment), payment, "?cancelled=1") == "paid"


def test_thanks_of_a_closed_payment_says_so(sandbox: Sandbox) -> None:
    payment = make_payment()
    start_checkout(payment)
    sandbox.control("POST", "clock", {"advance": 3700})
    assert state_of(browser_of(payment), payment) == "expired"


@pytest.mark.faults
def test_thanks_while_stripe_is_down_is_still_checking(sandbox: Sandbox) -> None:
    payment = make_payment()
    start_checkout(payment)
    sandbox.process.stop()
    assert state_of(browser_of(payment), payment) == "checking"
    assert state_of(browser_of(payment), payment, "?cancelled=1") == "checking"
    sandbox.process.start()


def test_thanks_in_another_browser_shows_nothing(sandbox: Sandbox) -> None:
    mine, other = make_payment(name="Awa Sample"), make_payment(name="Binta Sample")
    for payment in (mine, other):
        start_checkout(payment)
        sandbox.pay(payment.stripe_session or "")
    for client in (Client(), browser_of(other)):
        response = client.get(mine.thanks_path)
        page = response.content.decode()
        assert response.status_code == 200
        assert response.context["state"] == "checking"
        assert "Awa" not in page
        assert "40.00" not in page
    mine.refresh_from_db()
    assert not mine.is_paid  # and a stranger's visit settles nothing


@pytest.mark.parametrize("token", ["x", "0" * 32, "0" * 32 + ".forged", "..", "é"])
def test_thanks_with_a_guessed_token_shows_nothing(client: Client, token: str) -> None:
    response = client.get(f"/thanks/{token}/")
    assert response.context["state"] == "checking"
    assert response.context["payment"] is None


def test_thanks_token_opens_its_own_payment_only() -> None:
    payment = make_payment()
    token = thanks_token(payment.uuid)
    assert read_thanks_token(token) == payment.uuid
    assert read_thanks_token(token[:-1] + ("A" if token[-1] != "A" else "B")) is None


def test_browser_remembers_its_last_ten_payments() -> None:
    request = RequestFactory().get("/")
    payments = [make_payment() for _ in range(12)]
    for payment in payments:
        response = HttpResponse()
        remember_payment(request, response, payment)
        request.COOKIES[NAME] = response.cookies[NAME].value
    assert remembered_payments(request) == [payment.uuid for payment in payments[:1:-1]]


def test_browser_with_a_forged_cookie_remembers_nothing() -> None:
    request = RequestFactory().get("/")
    request.COOKIES[NAME] = make_payment().uuid.hex + ":forged"
    assert remembered_payments(request) == []
