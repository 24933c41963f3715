"""What is read of Stripe's events, and when their signatures hold. Neither needs a database."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import time_machine

from payments.exceptions import SignatureError, SkewError
from payments.gateway import Gateway, SignedEvent
from tests.infrastructure.sandbox import signature

NOW = 1_795_000_000
SECRETS = ["whsec_new", "whsec_old"]


def event(thing: Any, **overrides: Any) -> dict[str, Any]:
    fields = {"id": "evt_1", "type": "charge.updated", "created": NOW - 60, "livemode": False}
    return {**fields, "data": {"object": thing}, **overrides}


def read(found: object, *, at: int = NOW, secret: str = SECRETS[0], **change: str) -> SignedEvent:
    """What becomes of a body signed at that time; `change` of its header by what replaces what."""
    body = found if isinstance(found, bytes) else json.dumps(found).encode()
    header = signature(body, secret=secret, at=at)
    for old, new in change.items():
        header = header.replace(f"{old}=", new)
    with time_machine.travel(NOW, tick=False):
        return Gateway(key="sk_test_1", base="", secrets=SECRETS).read_event(body, header)


def test_event_is_read_whole() -> None:
    thing = {
        "id": "dp_1",
        "object": "dispute",
        "payment_intent": "pi_1",
        "charge": {"id": "ch_1"},
        "metadata": {"payment": "uuid"},
        "subscription": "sub_1",
    }
    assert read(event(thing, api_version="2026", account="acct_1", livemode=True)) == SignedEvent(
        id="evt_1",
        type="charge.updated",
        api_version="2026",
        livemode=True,
        account="acct_1",
        happened_at=datetime.fromtimestamp(NOW - 60, UTC),
        object_id="dp_1",
        intent_id="pi_1",
        charge_id="ch_1",
        reference="uuid",
        subscription_id="sub_1",
    )


def test_event_about_little_names_nothing() -> None:
    found = read(event({}, livemode=1))
    assert (found.api_version, found.account, found.object_id, found.livemode) == (
        "",
        "",
        "",
        False,
    )
    assert names(found) == ("", "", "", "")
    assert str(found.happened_at.tzinfo) == "UTC"


def names(found: SignedEvent) -> tuple[str, str, str, str]:
    return found.intent_id, found.charge_id, found.reference, found.subscription_id


@pytest.mark.parametrize(
    ("thing", "named"),
    [
        ({"object": "payment_intent", "id": "pi_1"}, ("pi_1", "", "", "")),
        ({"object": "charge", "id": "ch_1", "payment_intent": "pi_1"}, ("pi_1", "ch_1", "", "")),
        ({"payment_intent": {"id": "pi_1"}, "charge": {"id": None}}, ("pi_1", "", "", "")),
        ({"payment_intent": {}, "subscription": {}}, ("", "", "", "")),
        (
            {"client_reference_id": "ours", "metadata": {"payment": "theirs"}},
            ("", "", "ours", ""),
        ),
        ({"metadata": "text", "parent": "text"}, ("", "", "", "")),
        ({"subscription": {"id": "sub_1"}}, ("", "", "", "sub_1")),
        ({"parent": {"subscription_details": "text"}}, ("", "", "", "")),
        (
            {"parent": {"subscription_details": {"subscription": "sub_2"}}, "subscription": "x"},
            ("", "", "", "sub_2"),
        ),
    ],
)
def test_event_names_what_it_is_about(thing: dict[str, Any], named: tuple[str, ...]) -> None:
    assert names(read(event(thing))) == named


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("skew", [-300, 300])
def test_event_signed_within_five_minutes_by_either_secret_is_read(secret: str, skew: int) -> None:
    assert read(event({}), at=NOW + skew, secret=secret).id == "evt_1"


@pytest.mark.parametrize("skew", [-301, 301, 10**11 - NOW])
def test_event_signed_at_another_time_says_how_far_off(skew: int) -> None:
    with pytest.raises(SkewError) as error:
        read(event({}), at=NOW + skew)
    assert error.value.seconds == skew


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"v1": "é="}, "the header is not ASCII"),
        ({"t": "x="}, "the header has no timestamp"),
        ({"t": "t=x"}, "the header has no timestamp"),
        ({"v1": "t=1,v1="}, "the header has no timestamp"),  # the SDK would take the first
        ({"v1": "v0="}, "no secret fits the signature"),
        ({"v1": "v1=é"}, "the header is not ASCII"),
    ],
)
def test_header_that_cannot_be_right_is_refused(change: dict[str, str], words: str) -> None:
    with pytest.raises(SignatureError, match=f"^{words}$"):
        read(event({}), **change)


def test_time_of_thirteen_digits_is_none() -> None:
    with pytest.raises(SignatureError, match=r"^the header has no timestamp$"):
        read(event({}), at=10**12)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"data": {"object": 3}}'])
def test_body_that_is_no_event_is_refused(body: bytes) -> None:
    with pytest.raises(SignatureError, match=r"^signed, but not an event$"):
        read(body)


def test_event_signed_by_nobody_we_know_is_refused() -> None:
    with pytest.raises(SignatureError, match=r"^no secret fits the signature$"):
        read(event({}), secret="whsec_other")


class TwoPages(BaseHTTPRequestHandler):
    """Four events, newest first, of which three fit on a page."""

    asked: list[tuple[str, dict[str, str]]]

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        wanted = dict(parse_qsl(address.query))
        self.asked.append((address.path, wanted))
        found = [event({"id": f"ch_{number}"}, id=f"evt_{number}") for number in (4, 3, 2, 1)]
        rest = found[3:] if "starting_after" in wanted else found[:3]
        page = {"object": "list", "data": rest, "has_more": len(rest) == 3, "url": address.path}
        body = json.dumps(page).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def two_pages() -> Iterator[str]:
    TwoPages.asked = []
    server = HTTPServer(("127.0.0.1", 0), TwoPages)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_events_are_listed_by_the_hundred_to_the_last(two_pages: str) -> None:
    gateway = Gateway(key="sk_test_1", base=two_pages, secrets=[])
    wanted = {"created[gte]": str(NOW), "limit": "100"}
    since = datetime.fromtimestamp(NOW, UTC)
    listed = [found.id for found in gateway.list_events(since=since)]
    assert listed == ["evt_4", "evt_3", "evt_2", "evt_1"]
    assert TwoPages.asked == [
        ("/v1/events", wanted),
        ("/v1/events", {**wanted, "starting_after": "evt_2"}),
    ]
    assert next(gateway.list_events(since=since, undelivered=True)).object_id == "ch_4"
    assert TwoPages.asked[2][1] == {**wanted, "delivery_success": "false"}
