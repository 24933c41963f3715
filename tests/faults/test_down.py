"""A5 and G4: the webhook while the database is away, and while keys and secrets change."""

import threading
import time
from collections import Counter

import pytest
import requests

from payments.permissions import NEEDED
from tests.faults.shelves import GIVE_PAGE, state
from tests.faults.test_webhooks import event
from tests.faults.visitors import Visitor
from tests.infrastructure.databases import Postgres
from tests.infrastructure.live_site import KEY, WEBHOOK_SECRET, LiveSite
from tests.infrastructure.sandbox import WEBHOOK, signature

pytestmark = pytest.mark.faults

NEW_KEY, NEW_SECRET = "rk_test_the_next_one", "whsec_the_next_one"


def tell(live: LiveSite, number: int, secret: str = WEBHOOK_SECRET) -> int:
    body = event(number)
    header = {"Stripe-Signature": signature(body, secret=secret)}
    return requests.post(f"{live.url}{WEBHOOK}", body, headers=header, timeout=30).status_code


@pytest.mark.promise("A5")
@pytest.mark.parametrize("live", ["postgresql"], indirect=True)
def test_webhook_without_its_database_asks_to_come_back(live: LiveSite) -> None:
    """A server that is down, under workers that were connected to it. SQLite is a file: there is
    nothing that could be down without the site."""
    assert isinstance(live.database, Postgres)
    assert [tell(live, number) for number in range(8)] == [200] * 8
    live.database.cluster.stop()
    assert [tell(live, number) for number in range(8, 16)] == [503] * 8
    live.database.cluster.start()
    assert [tell(live, number) for number in range(8, 16)] == [200] * 8


@pytest.mark.promise("G4")
def test_key_and_secret_change_while_events_and_gifts_come(live: LiveSite) -> None:
    """As the runbook has it: the new ones beside the old ones, then the old ones go. Meanwhile
    Stripe signs with the one or the other, and people give."""
    live.run(GIVE_PAGE)
    live.control("POST", "keys", {"key": NEW_KEY, "permissions": list(NEEDED)})
    answers: Counter[int] = Counter()
    secrets = [WEBHOOK_SECRET]
    over = threading.Event()

    def go_on() -> None:
        number = 0
        while not over.is_set():
            answers[tell(live, number, secrets[number % len(secrets)])] += 1
            if number % 5 == 0:
                answers[Visitor(live, number).give("40").status_code] += 1
            number += 1

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        both = f"{NEW_SECRET},{WEBHOOK_SECRET}".split(",")
        live.replace_workers(STRIPE_WEBHOOK_SECRETS=both)
        secrets.append(NEW_SECRET)
        live.replace_workers(STRIPE_WEBHOOK_SECRETS=both, STRIPE_SECRET_KEY=NEW_KEY)
        secrets.remove(WEBHOOK_SECRET)
        live.control("POST", "keys", {"key": KEY, "permissions": []})
        time.sleep(0.5)  # what was signed with the old secret has arrived
        live.replace_workers(STRIPE_WEBHOOK_SECRETS=[NEW_SECRET], STRIPE_SECRET_KEY=NEW_KEY)
    finally:
        over.set()
        thread.join()
        live.control("POST", "keys", {"key": KEY, "permissions": list(NEEDED)})
    assert set(answers) == {200, 303}, answers
    assert state(live)["payments"] == ["pending"] * answers[303]
