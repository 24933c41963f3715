import time

import pytest
import stripe

from .world import line, session_parameters, types


def test_session_carries_everything_it_was_given(api):
    session = api.v1.checkout.sessions.create(
        session_parameters(
            client_reference_id="payment-1",
            customer_email="awa@example.org",
            metadata={"payment": "1"},
            locale="fr",
            submit_type="donate",
            adaptive_pricing={"enabled": False},
            ui_mode="hosted_page",
        )
    )

    assert session.id.startswith("cs_test_")
    assert (session.status, session.payment_status, session.mode) == ("open", "unpaid", "payment")
    assert (session.amount_total, session.amount_subtotal, session.currency) == (4600, 4600, "usd")
    assert (session.client_reference_id, session.locale) == ("payment-1", "fr")
    assert session.payment_intent is None
    assert session.customer_details.email == "awa@example.org"
    assert session.adaptive_pricing.enabled is False
    assert session.expires_at == session.created + 24 * 3600


def test_session_url_is_its_payment_page(sandbox, api):
    session = api.v1.checkout.sessions.create(session_parameters())

    assert session.url == f"{sandbox.url}/c/pay/{session.id}"


def test_line_items_come_in_order_with_price_and_product(api):
    session = api.v1.checkout.sessions.create(session_parameters())

    items = api.v1.checkout.sessions.line_items.list(session.id, {"expand": ["data.price.product"]})

    assert [(item.description, item.quantity, item.amount_total) for item in items.data] == [
        ("Shea soap", 3, 2100),
        ("Gift", 1, 2500),
    ]
    assert items.data[0].metadata["sku"] == "SHEA"
    assert items.data[1].price.product.metadata["fund"] == "general"


def test_line_items_are_paged(api):
    lines = [line(f"Line {number}", 100) for number in range(5)]
    session = api.v1.checkout.sessions.create(session_parameters(line_items=lines))

    pages = api.v1.checkout.sessions.line_items.list(session.id, {"limit": 2}).auto_paging_iter()

    assert [item.description for item in pages] == [f"Line {number}" for number in range(5)]


def test_line_items_are_expanded_on_the_session(api):
    session = api.v1.checkout.sessions.create(session_parameters(expand=["line_items"]))

    assert [item.amount_total for item in session.line_items.data] == [2100, 2500]
    assert "line_items" not in api.v1.checkout.sessions.retrieve(session.id).to_dict()


def test_sessions_are_listed_by_customer_status_and_email(api):
    customer = api.v1.customers.create({"email": "awa@example.org"})
    mine = api.v1.checkout.sessions.create(session_parameters(customer=customer.id))
    other = api.v1.checkout.sessions.create(session_parameters())
    api.v1.checkout.sessions.expire(other.id)

    def listed(**wanted):
        return [session.id for session in api.v1.checkout.sessions.list(wanted).data]

    assert listed(customer=customer.id) == [mine.id]
    assert listed(status="expired") == [other.id]
    assert listed(customer_details={"email": "awa@example.org"}) == [mine.id]


def test_session_expires_by_the_clock(sandbox, api):
    session = api.v1.checkout.sessions.create(
        session_parameters(expires_at=int(time.time()) + 1800)
    )

    sandbox.control("POST", "clock", {"advance": 1801})

    found = api.v1.checkout.sessions.retrieve(session.id)
    assert (found.status, found.payment_status, found.url) == ("expired", "unpaid", None)
    assert types(api.v1.events.list()) == ["checkout.session.expired"]


def test_session_does_not_expire_before_its_time(sandbox, api):
    session = api.v1.checkout.sessions.create(
        session_parameters(expires_at=int(time.time()) + 1800)
    )

    sandbox.control("POST", "clock", {"advance": 1700})

    assert api.v1.checkout.sessions.retrieve(session.id).status == "open"


def test_session_lives_as_long_as_asked_after_the_clock_was_moved(sandbox, api):
    sandbox.control("POST", "clock", {"advance": 32 * 86_400})

    session = api.v1.checkout.sessions.create(
        session_parameters(expires_at=int(time.time()) + 3600)
    )

    assert session.expires_at - session.created == pytest.approx(3600, abs=5)


def test_session_is_expired_by_the_api(api):
    session = api.v1.checkout.sessions.create(session_parameters())

    expired = api.v1.checkout.sessions.expire(session.id)

    assert expired.status == "expired"


@pytest.mark.parametrize("state", ["complete", "expired"])
def test_expiring_a_session_that_is_not_open(sandbox, api, state):
    session = api.v1.checkout.sessions.create(session_parameters())
    if state == "complete":
        sandbox.control("POST", "pay", {"session": session.id})
    else:
        api.v1.checkout.sessions.expire(session.id)

    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.v1.checkout.sessions.expire(session.id)

    assert refused.value.http_status == 400
    assert refused.value.user_message == (
        'Only Checkout Sessions with a status in ["open"] can be expired. '
        f"This Checkout Session has a status of `{state}`."
    )


@pytest.mark.parametrize(
    ("change", "code", "param"),
    [
        ({"mode": None}, "parameter_missing", "mode"),
        ({"mode": "barter"}, None, "mode"),
        ({"mode": "setup"}, "sandbox_not_served", "mode"),
        ({"ui_mode": "hosted"}, None, "ui_mode"),
        ({"success_url": None}, "parameter_missing", "success_url"),
        ({"success_url": "javascript:alert(1)"}, "url_invalid", "success_url"),
        ({"line_items": None}, "parameter_missing", "line_items"),
        ({"line_items": [line("Soap", 10)]}, "amount_too_small", None),
        ({"line_items": [line("Soap", 299, currency="xof")]}, "amount_too_small", None),
        ({"line_items": [line("Soap", 1001, currency="ugx")]}, None, None),
        (
            {"line_items": [line("Soap", 500, 0)]},
            "parameter_invalid_integer",
            "line_items[0][quantity]",
        ),
        (
            {"line_items": [line("Soap", 500), line("Gift", 500, currency="eur")]},
            None,
            "line_items",
        ),
        (
            {"line_items": [line("Soap", 500, currency="zzz")]},
            None,
            "line_items[0][price_data][currency]",
        ),
        ({"expires_at": int(time.time()) + 60}, None, "expires_at"),
        ({"expires_at": int(time.time()) + 90_000}, None, "expires_at"),
        ({"expires_at": "soon"}, "parameter_invalid_integer", "expires_at"),
        ({"customer": "cus_none"}, "resource_missing", "customer"),
        ({"customer_email": "nobody"}, "email_invalid", "customer_email"),
        ({"colour": "red"}, "parameter_unknown", "colour"),
        ({"expand": ["colour"]}, None, "expand"),
        ({"expand": ["mode"]}, None, "expand"),
        ({"client_reference_id": "x" * 201}, None, "client_reference_id"),
        ({"automatic_tax": {"enabled": True}}, "sandbox_not_served", "automatic_tax"),
    ],
)
def test_session_with_wrong_parameters(api, change, code, param):
    parameters = {name: value for name, value in session_parameters(**change).items() if value}

    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.v1.checkout.sessions.create(parameters)

    assert refused.value.http_status == 400
    assert refused.value.code == code
    if param:
        assert refused.value.param == param
    assert api.v1.checkout.sessions.list().data == []


@pytest.mark.parametrize(
    ("seconds", "words"), [(60, "at least 30 minutes from"), (90_000, "less than 24 hours from")]
)
def test_expires_at_out_of_range_in_stripes_words(api, seconds, words):
    with pytest.raises(stripe.InvalidRequestError, match=words):
        api.v1.checkout.sessions.create(session_parameters(expires_at=int(time.time()) + seconds))


@pytest.mark.parametrize(
    ("currency", "amount"), [("xof", 10_000), ("ugx", 200_000), ("kwd", 5_000), ("eur", 50)]
)
def test_session_in_a_currency_with_its_own_decimals(api, currency, amount):
    items = [line("Soap", amount, currency=currency)]

    session = api.v1.checkout.sessions.create(session_parameters(line_items=items))

    assert (session.amount_total, session.currency) == (amount, currency)


def test_session_that_does_not_exist(api):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.v1.checkout.sessions.retrieve("cs_test_none")

    assert (refused.value.http_status, refused.value.code) == (404, "resource_missing")
