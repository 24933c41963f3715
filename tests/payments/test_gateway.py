"""What comes from Stripe and is not what the sandbox ever sends; what Stripe is asked for."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.utils import timezone

from payments.gateway import Gateway
from payments.gateway.invoices import rhythm

# A session of another integration on the same account, which keeps a card and takes no money.
SETUP_SESSION = {
    "id": "cs_test_foreign",
    "object": "checkout.session",
    "mode": "setup",
    "status": "open",
    "payment_status": "no_payment_required",
    "amount_total": None,
    "currency": None,
    "client_reference_id": None,
    "payment_intent": None,
    "livemode": False,
    "expires_at": 1795000000,
    "url": "https://checkout.stripe.com/c/pay/cs_test_foreign",
}


# An invoice that somebody wrote by hand: of no subscription.
LONE_INVOICE = {"id": "in_foreign", "object": "invoice", "parent": None}


class OtherIntegration(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        found = LONE_INVOICE if self.path.startswith("/v1/invoices") else SETUP_SESSION
        page = {"object": "list", "data": [found], "has_more": False, "url": self.path}
        body = json.dumps(page).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def other_integration() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), OtherIntegration)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_sessions_without_money_and_invoices_of_no_subscription_are_passed_over(
    other_integration: str,
) -> None:
    gateway = Gateway(key="sk_test_1", base=other_integration, secrets=[])
    assert list(gateway.list_sessions(since=timezone.now())) == []
    assert list(gateway.list_invoices()) == []


def test_whole_years_are_asked_for_as_years() -> None:
    assert {months: tuple(rhythm(months).values()) for months in (1, 3, 12, 24)} == {
        1: ("month", 1),
        3: ("month", 3),
        12: ("year", 1),
        24: ("year", 2),
    }
