"""A6: whatever its header and body, a webhook that Stripe did not sign is a 400, never more."""

import json
import time

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st

from payments.webhooks import StripeWebhookView
from tests.infrastructure.sandbox import WEBHOOK, signature

BODY = json.dumps({"id": "evt_1", "type": "charge.succeeded", "data": {"object": {}}}).encode()
view = StripeWebhookView.as_view()

stamps = st.one_of(
    st.just(str(int(time.time()))), st.text(max_size=20), st.integers().map(str), st.just("9" * 400)
)
pieces = st.one_of(
    stamps.map(lambda stamp: f"t={stamp}"),
    st.text(max_size=80).map(lambda text: f"v1={text}"),
    st.binary(max_size=32).map(lambda raw: f"v1={raw.hex()}"),
    st.text(max_size=20),
)
headers = st.one_of(
    st.lists(pieces, max_size=5).map(",".join),
    st.text(max_size=200),
    st.sampled_from([signature(BODY, secret="whsec_other"), signature(BODY).replace("v1", "v0")]),
)
bodies = st.one_of(st.just(BODY), st.binary(max_size=300), st.text(max_size=300).map(str.encode))


def post(header: str, body: bytes) -> HttpRequest:
    return RequestFactory().post(
        WEBHOOK, body, content_type="application/json", HTTP_STRIPE_SIGNATURE=header
    )


@settings(max_examples=100, deadline=None)
@given(header=headers, body=bodies)
def test_webhook_fuzzed_is_refused(header: str, body: bytes) -> None:
    """No database is needed, which shows that there is no effect."""
    assert view(post(header, body)).status_code == 400


@settings(max_examples=60, deadline=None)
@given(
    body=st.one_of(
        st.binary(max_size=200),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=10),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.sampled_from(["id", "data", "object", "created"]), inner)
            ),
            max_leaves=10,
        ).map(lambda value: json.dumps(value).encode()),
        st.just(b"[" * 20_000),
    )
)
@pytest.mark.promise("A6")
def test_webhook_signed_nonsense_is_refused(body: bytes) -> None:
    """As if Stripe sent something that is no event: refused before anything is kept."""
    assert view(post(signature(body), body)).status_code == 400
