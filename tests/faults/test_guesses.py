"""A12: the page after paying tells nothing to who guesses its address."""

import secrets

import pytest
from django.core.signing import Signer
from django.test import Client

from payments.services.checkout import start_checkout
from payments.tokens import thanks_token
from tests.factories.donations import make_give_page
from tests.factories.payments import make_payment
from tests.faults.scale import Rounds
from tests.infrastructure.sandbox import Sandbox

pytestmark = pytest.mark.faults


@pytest.mark.promise("A12", "guesses")
@pytest.mark.django_db
def test_guessed_success_pages_tell_nothing(
    client: Client, sandbox: Sandbox, rounds: Rounds
) -> None:
    """Random tokens, session ids, real ids with a wrong signature, another browser's own page."""
    make_give_page()
    payment = make_payment(name="Canary Bird", email="canary@example.org")
    start_checkout(payment)
    sandbox.pay(payment.stripe_session or "")
    real = thanks_token(payment.uuid)
    guesses = (
        lambda: secrets.token_urlsafe(32),
        lambda: f"{secrets.token_hex(16)}.{secrets.token_urlsafe(32)}",
        lambda: f"{payment.uuid.hex}.{secrets.token_urlsafe(32)}",
        lambda: payment.stripe_session,
        lambda: "cs_test_" + secrets.token_hex(28),
        lambda: Signer(key="guessed", salt="payments.thanks", sep=".").sign(payment.uuid.hex),
        lambda: real,
    )
    for number in rounds(ci=140, soak=10_000, share=0.06):
        client.cookies["payments"] = secrets.token_urlsafe(40)
        response = client.get(f"/thanks/{guesses[number % len(guesses)]()}/")
        assert response.context["state"] == "checking"
        page = response.content.decode().lower()
        assert "canary" not in page
        assert "40" not in page.partition("<main")[2]
    payment.refresh_from_db()
    assert not payment.is_paid  # and nobody's guess settles anything
