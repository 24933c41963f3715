"""A12: the page after paying tells nothing to who guesses its address."""

import secrets

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signing import Signer
from django.test import Client, RequestFactory

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
    site, told = WSGIHandler(), set()
    for number in rounds(ci=140, soak=10_000, share=0.06):
        guess = guesses[number % len(guesses)]()
        # Not by the client, which copies all that each template knew, many times what asking takes.
        request = RequestFactory().get(f"/thanks/{guess}/")
        request.COOKIES["payments"] = secrets.token_urlsafe(40)
        page = site.get_response(request).content.decode().replace(guess, "guess").lower()
        told.add(page)
        assert len(told) == 1, number  # whatever the guess, the same words
    [page] = told
    assert client.get(f"/thanks/{real}/").context["state"] == "checking"
    assert "canary" not in page
    assert "40" not in page.partition("<main")[2]
    payment.refresh_from_db()
    assert not payment.is_paid  # and nobody's guess settles anything
