"""People who use the live site over real HTTP, each with cookies of their own."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import requests

from tests.infrastructure.live_site import LiveSite

Answer = TypeVar("Answer")

ADDRESS = {
    "country": "US",
    "line1": "1 Sample Street",
    "line2": "",
    "city": "Durham",
    "region": "NC",
    "postcode": "27701",
    "phone": "",
}
SECONDS = 60


class Visitor:
    """One browser: a cookie jar and the site it visits."""

    def __init__(self, live: LiveSite, number: int = 1) -> None:
        self.live = live
        self.email = f"visitor-{number}@example.org"
        self.http = requests.Session()
        self.http.headers["Origin"] = live.url
        # That the server closes an idle connection just as it is used again is no fault of it.
        self.http.headers["Connection"] = "close"

    def get(self, path: str) -> requests.Response:
        return self.http.get(f"{self.live.url}{path}", timeout=SECONDS, allow_redirects=False)

    def post(self, path: str, **data: Any) -> requests.Response:
        return self.http.post(
            f"{self.live.url}{path}", data=data, timeout=SECONDS, allow_redirects=False
        )

    def add(self, sku: str, quantity: int = 1) -> requests.Response:
        return self.post("/basket/add/", sku=sku, quantity=quantity)

    def add_gift(self, amount: str) -> requests.Response:
        return self.post("/basket/gift/", amount=amount, interval="once")

    def check_out(self) -> requests.Response:
        """The order; 303 to the payment page when it was accepted."""
        return self.post("/checkout/", email=self.email, name="Awa Sample", **ADDRESS)

    def give(self, amount: str, *, interval: str = "once") -> requests.Response:
        return self.post(
            "/donate/start/",
            amount=amount,
            interval=interval,
            fund="unrestricted",
            email=self.email,
            name="Awa Sample",
        )

    def pay(self, answer: requests.Response) -> str:
        """Pay on the page that a 303 led to; returns the address Stripe sends the payer back to."""
        return str(self.pay_for(answer)["success_url"])

    def pay_for(self, answer: requests.Response) -> dict[str, Any]:
        """The same; returns Stripe's session."""
        session = answer.headers["Location"].rsplit("/", 1)[1].partition("#")[0]
        paid: dict[str, Any] = self.live.control("POST", "pay", {"session": session})
        assert paid["outcome"] == "paid", paid
        return paid


def at_once(
    people: Iterable[Visitor], act: Callable[[Visitor], Answer], *, parallel: int = 64
) -> list[Answer]:
    """Let all of them act, so many at a time."""
    with ThreadPoolExecutor(parallel) as pool:
        return list(pool.map(act, people))
