"""What the tests of the sandbox share: a receiver of webhooks, a session to pay, plain HTTP."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from email.message import Message
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import stripe

KEY = "sk_test_of_the_sandbox_suite"
SECRET = "whsec_of_the_sandbox_suite"


@cache
def client(url: str, key: str = KEY, retries: int = 0) -> stripe.StripeClient:
    """Kept between tests: making one costs more than most of its requests."""
    return stripe.StripeClient(key, base_addresses={"api": url}, max_network_retries=retries)


def session_parameters(**more: Any) -> dict[str, Any]:
    """Soap and a gift, 4,600 US cents in all."""
    return {
        "mode": "payment",
        "success_url": "http://127.0.0.1:1/thanks?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://127.0.0.1:1/basket",
        "line_items": [line("Shea soap", 700, 3, sku="SHEA"), line("Gift", 2500, fund="general")],
        **more,
    }


def line(name: str, amount: int, quantity: int = 1, currency: str = "usd", **metadata: str) -> Any:
    return {
        "quantity": quantity,
        "metadata": metadata,
        "price_data": {
            "currency": currency,
            "unit_amount": amount,
            "product_data": {"name": name, "metadata": metadata},
        },
    }


def types(events: Any) -> list[str]:
    """Event types in the order in which they happened."""
    return [event.type for event in reversed(events.data)]


@dataclass
class Page:
    status: int
    headers: Message
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments: Any) -> None:
        return None


OPENER = urllib.request.build_opener(NoRedirect)


def fetch(
    url: str, form: Any = None, headers: dict[str, str] | None = None, method: str = ""
) -> Page:
    """One request without following redirects; a dict is posted as a form, a string as it is."""
    data = urllib.parse.urlencode(form).encode() if isinstance(form, dict) else form
    data = data.encode() if isinstance(data, str) else data
    request = urllib.request.Request(
        url,
        data=data,
        headers=headers or {},
        method=method or ("POST" if data is not None else "GET"),
    )
    try:
        with OPENER.open(request, timeout=20) as answer:
            return Page(answer.status, answer.headers, answer.read().decode())
    except urllib.error.HTTPError as error:
        with error:
            return Page(error.code, error.headers, error.read().decode())


def call(url: str, path: str, form: Any = None, **headers: str) -> Page:
    """One API request without the SDK, to see headers and bodies as they are."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return fetch(f"{url}{path}", form, {"Authorization": f"Bearer {KEY}", **named})


@dataclass
class Delivery:
    body: bytes
    signature: str

    @property
    def event(self) -> stripe.Event:
        """Verified as the platform does it."""
        return stripe.Webhook.construct_event(self.body, self.signature, SECRET)


@dataclass
class Receiver:
    """An endpoint that keeps what it gets and answers from `answers`, then 200."""

    answers: list[int] = field(default_factory=list)
    received: list[Delivery] = field(default_factory=list)

    def __post_init__(self) -> None:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with receiver.lock:
                    receiver.received.append(Delivery(body, self.headers["Stripe-Signature"]))
                    status = receiver.answers.pop(0) if receiver.answers else 200
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", receiver.url)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *arguments: Any) -> None:
                pass

        self.lock = threading.Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    @property
    def types(self) -> list[str]:
        with self.lock:
            return [json.loads(delivery.body)["type"] for delivery in self.received]

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
