"""M1 to M5: placing orders and taking webhooks, beside the least that the ORM can do.

`python -m bench.money` prints its figures as JSON; `bench` runs it once for each engine, since a
process knows one (TEST_DATABASE).
"""

import http.client
import io
import itertools
import json
import multiprocessing
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
SECONDS, ROUNDS = 2.0, 3
forked = multiprocessing.get_context("fork")


class Run(NamedTuple):
    """Transactions a second; the 99th percentile and the longest, in milliseconds."""

    rate: float
    p99: float
    longest: float


def run(work: Callable[[int], bool], clients: int) -> Run:
    """What so many processes did at once. `work` takes the client's number; False ends it before
    its time."""
    from django.db import connections

    connections.close_all()
    gate, answers = forked.Barrier(clients), forked.Queue()

    def client(number: int) -> None:
        times: list[float] = []
        work(number)  # connects, reads catalogues of words: a worker does so once in its life
        gate.wait()
        end = time.perf_counter() + SECONDS
        while (begun := time.perf_counter()) < end and work(number):
            times.append(time.perf_counter() - begun)
        answers.put((sum(times), times))
        answers.close()
        answers.join_thread()
        connections.close_all()
        os._exit(0)

    processes = [forked.Process(target=client, args=(number,)) for number in range(clients)]
    for process in processes:
        process.start()
    answered = [answers.get(timeout=SECONDS + 120) for _ in processes]
    for process in processes:
        process.join()
    rate = sum(len(times) / spent for spent, times in answered if spent)
    everything = sorted(each for _spent, times in answered for each in times)
    return Run(rate, everything[int(len(everything) * 0.99)] * 1000, everything[-1] * 1000)


def measure_orders(clients: int) -> dict[str, Any]:
    """One hot soap. The baskets are filled beforehand, since nobody orders without."""
    from core.generation import asked_once
    from shop.models import Basket, BasketLine, Order, Variant
    from shop.services.orders import place_order
    from tests.factories.shop import make_address

    soap = Variant.objects.get(sku="HOT")
    runs: dict[str, list[Run]] = {"ours": [], "minimal": []}
    for _ in range(ROUNDS):
        baskets = Basket.objects.bulk_create(Basket(currency="USD") for _ in range(clients * 300))
        BasketLine.objects.bulk_create(
            BasketLine(basket=basket, variant=soap, quantity=1) for basket in baskets
        )
        shares = [baskets[number::clients] for number in range(clients)]

        def ours(number: int, shares: Any = shares) -> bool:
            if not shares[number]:
                return False
            basket = shares[number].pop()
            with asked_once():  # as in a request, and at the price of its query
                place_order(
                    basket=basket,
                    email=f"{basket.uuid}@example.org",
                    name="Bench",
                    address=make_address(),
                    language="en",
                )
            return True

        runs["ours"].append(run(ours, clients))
        runs["minimal"].append(run(_least_order(), clients))
    soap.refresh_from_db()
    held = Order.objects.count()
    assert soap.reserved == held, "stock and orders disagree"
    return {name: _middle(each) for name, each in runs.items()}


def measure_orders_without_turns(clients: int) -> dict[str, float]:
    """The least order on SQLite by Django's own engine, where whoever is awake keeps the place."""
    from django.db import connections

    connections.close_all()
    del connections["default"]
    connections.settings["default"]["ENGINE"] = "django.db.backends.sqlite3"
    return _middle([run(_least_order(), clients) for _ in range(ROUNDS)])


def _least_order() -> Callable[[int], bool]:
    from bench import minimal

    product = minimal.Product.objects.get().pk

    def order(_number: int) -> bool:
        minimal.order(product)
        return True

    return order


def measure_webhooks() -> dict[str, Any]:
    from django.core.wsgi import get_wsgi_application

    from bench.anchors import USUAL, make_application
    from payments.models import WebhookEvent

    ours = get_wsgi_application()
    least = make_application(USUAL, urls="bench.minimal")
    spent: dict[str, list[float]] = {"ours": [], "minimal": [], "replayed": []}
    for turn in range(ROUNDS):
        events = [f"evt_bench_{turn}_{number}" for number in range(200)]
        targets = (("ours", ours, "/payments/stripe/webhook/"), ("minimal", least, "/hook/"))
        for name, application, path in targets:
            spent[name].append(_post_all(application, path, events))
        rows = WebhookEvent.objects.count()
        spent["replayed"].append(_post_all(ours, "/payments/stripe/webhook/", events))
        assert WebhookEvent.objects.count() == rows, "a replayed event added a row"
    return {name: statistics.median(each) for name, each in spent.items()}


def measure_webhooks_over_http(database_url: str) -> dict[str, Any]:
    """The site and the least view, each under its own gunicorn, sixteen connections to each."""
    runs: dict[str, list[Run]] = {"ours": [], "minimal": []}
    with (
        _serving("config.wsgi", database_url) as ours,
        _serving("bench.hooks", database_url) as least,
    ):
        for turn in range(ROUNDS):
            post = _poster(ours, "/payments/stripe/webhook/", f"evt_http_{turn}")
            runs["ours"].append(run(post, 16))
            runs["minimal"].append(run(_poster(least, "/hook/", f"evt_http_{turn}"), 16))
    return {name: _middle(each) for name, each in runs.items()}


@contextmanager
def _serving(application: str, database_url: str) -> Iterator[int]:
    from tests.infrastructure.ports import free_port

    port = free_port()
    command = [sys.executable, "-m", "gunicorn", f"{application}:application"]
    command += ["--chdir", str(ROOT / "site"), "--pythonpath", str(ROOT), "--workers", "2"]
    command += ["--threads", "8", "--keep-alive", "30", "--bind", f"127.0.0.1:{port}"]
    environment = os.environ | {"DATABASE_URL": database_url, "TEST_DATABASE": ""}
    server = subprocess.Popen([*command, "--log-level", "error"], env=environment)
    try:
        wait_until_open(port)
        yield port
    finally:
        server.terminate()
        server.wait(15)


def wait_until_open(port: int) -> None:
    for _ in range(600):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
            return
        time.sleep(0.1)
    raise RuntimeError(f"nobody listens on port {port}")


def _poster(port: int, path: str, prefix: str) -> Callable[[int], bool]:
    """Posts one event more at each call, over a connection that each process keeps."""
    kept: list[http.client.HTTPConnection] = []
    numbers = itertools.count()

    def post(client: int) -> bool:
        if not kept:
            kept.append(http.client.HTTPConnection("127.0.0.1", port, timeout=60))
        body, sign = _event(f"{prefix}_{client}_{next(numbers)}")
        headers = {"Content-Type": "application/json", "Stripe-Signature": sign}
        kept[0].request("POST", path, body, headers)
        answer = kept[0].getresponse()
        answer.read()
        assert answer.status == 200, answer.status
        return True

    return post


def _event(name: str) -> tuple[bytes, str]:
    """An event that nobody settles, and its signature."""
    from tests.infrastructure.sandbox import signature

    body = json.dumps(
        {
            "id": name,
            "object": "event",
            "type": "customer.created",
            "api_version": "2026-10-28.endive",
            "created": int(time.time()),
            "livemode": False,
            "data": {"object": {"id": "cus_1", "object": "customer", "metadata": {}}},
        }
    ).encode()
    return body, signature(body, secret="whsec_local")


def _post_all(application: Any, path: str, events: list[str]) -> float:
    """Milliseconds of one post."""
    from bench.pages import environ

    begun = time.perf_counter()
    for name in events:
        body, sign = _event(name)
        asked = environ(path) | {
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_STRIPE_SIGNATURE": sign,
            "wsgi.input": io.BytesIO(body),
        }
        seen: list[str] = []
        answer = application(asked, lambda status, *_rest, seen=seen: seen.append(status))
        b"".join(answer)
        answer.close()
        assert seen[0].startswith("200"), seen
    return (time.perf_counter() - begun) / len(events) * 1000


def _middle(runs: list[Run]) -> dict[str, float]:
    rates = [each.rate for each in runs]
    return {
        "rate": statistics.median(rates),
        "p99": statistics.median(each.p99 for each in runs),
        "longest": statistics.median(each.longest for each in runs),
        "spread": (max(rates) - min(rates)) / 2 / statistics.median(rates),
    }


def main() -> None:
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    import django

    django.setup()
    from django.conf import settings

    from bench import minimal
    from tests.factories.shop import make_variant, make_zone
    from tests.infrastructure.databases import ENGINES, use

    vendor = settings.DATABASES["default"]["ENGINE"].rsplit(".", 1)[1]
    engine = ENGINES[vendor]()
    try:
        use(engine)
        minimal.make_tables()
        make_zone("US")
        make_variant(sku="HOT", on_hand=1_000_000)
        found: dict[str, Any] = {"orders at 16": measure_orders(16)}
        if vendor == "postgresql":
            found["orders at 2"] = measure_orders(2)
            found["webhooks"] = measure_webhooks()
            found["webhooks over HTTP"] = measure_webhooks_over_http(engine.url())
        else:
            found["without turns"] = measure_orders_without_turns(16)
    finally:
        from django.db import connections

        connections.close_all()
        engine.close()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
