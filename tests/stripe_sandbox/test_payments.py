import pytest
import stripe

from .world import line, session_parameters, types

EVERYTHING = ["payment_intent.latest_charge.balance_transaction"]


@pytest.fixture
def pay(sandbox, api):
    """Create a session and pay it with a card; answers the outcome and the session as stored."""

    def paid(card="4242424242424242", session=None, **more):
        session = session or api.v1.checkout.sessions.create(session_parameters(**more))
        answer = sandbox.control("POST", "pay", {"session": session.id, "card": card})
        return answer["outcome"], api.v1.checkout.sessions.retrieve(
            session.id, {"expand": EVERYTHING}
        )

    return paid


def test_payment_that_succeeds(pay):
    outcome, session = pay(
        payment_intent_data={
            "metadata": {"payment": "1"},
            "description": "Soap and a gift",
            "receipt_email": "awa@example.org",
        }
    )

    intent = session.payment_intent
    assert outcome == "paid"
    assert (session.status, session.payment_status, session.url) == ("complete", "paid", None)
    assert (intent.status, intent.amount_received, intent.metadata["payment"]) == (
        "succeeded",
        4600,
        "1",
    )
    assert (intent.description, intent.receipt_email) == ("Soap and a gift", "awa@example.org")
    assert (intent.latest_charge.paid, intent.latest_charge.amount_captured) == (True, 4600)
    assert intent.latest_charge.metadata["payment"] == "1"
    assert intent.latest_charge.payment_method_details.card.last4 == "4242"


def test_balance_transaction_comes_with_charge_updated(sandbox, api, pay):
    _, session = pay()
    assert session.payment_intent.latest_charge.balance_transaction is None

    sandbox.control("POST", "clock", {"advance": 3})

    charge = api.v1.charges.retrieve(
        session.payment_intent.latest_charge.id, {"expand": ["balance_transaction"]}
    )
    transaction = charge.balance_transaction
    assert (transaction.amount, transaction.fee, transaction.net) == (4600, 163, 4437)
    assert transaction.source == charge.id
    updated = api.v1.events.list({"type": "charge.updated"}).data[0]
    assert updated.data.previous_attributes.to_dict() == {"balance_transaction": None}
    assert updated.data.object["balance_transaction"] == transaction.id


def test_events_of_a_payment_in_order(sandbox, api, pay):
    pay(customer_creation="always")
    sandbox.control("POST", "clock", {"advance": 3})

    assert types(api.v1.events.list()) == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "customer.created",
        "checkout.session.completed",
        "charge.updated",
    ]


def test_event_is_a_snapshot_of_its_moment(sandbox, api, pay):
    pay()
    sandbox.control("POST", "clock", {"advance": 3})

    event = api.v1.events.list({"type": "charge.succeeded"}).data[0]

    assert event.data.object["balance_transaction"] is None
    assert (event.api_version, event.livemode) == (stripe.api_version, False)
    assert event.request.id is None


def test_second_payment_of_a_session_pays_nothing(sandbox, api, pay):
    _, session = pay()

    again = sandbox.control("POST", "pay", {"session": session.id})

    assert again["outcome"] == "closed"
    assert len(api.v1.charges.list().data) == 1


@pytest.mark.parametrize(
    ("card", "code"),
    [("4000000000000002", "generic_decline"), ("4000000000009995", "insufficient_funds")],
)
def test_payment_that_is_declined(api, pay, card, code):
    outcome, session = pay(card)

    intent = session.payment_intent
    assert outcome == "declined"
    assert (session.status, intent.status) == ("open", "requires_payment_method")
    assert intent.last_payment_error.decline_code == code
    assert intent.last_payment_error.code == "card_declined"
    assert (intent.latest_charge.status, intent.latest_charge.paid) == ("failed", False)
    assert types(api.v1.events.list()) == [
        "payment_intent.created",
        "charge.failed",
        "payment_intent.payment_failed",
    ]


def test_declined_payment_can_be_tried_again(api, pay):
    _, session = pay("4000000000000002")

    outcome, session = pay(session=session)

    assert (outcome, session.payment_status) == ("paid", "paid")
    assert [charge.status for charge in api.v1.charges.list().data] == ["succeeded", "failed"]
    assert len(api.v1.payment_intents.list().data) == 1


def test_expiry_cancels_an_unfinished_payment_intent(api, pay):
    _, session = pay("4000000000000002")

    api.v1.checkout.sessions.expire(session.id)

    intent = api.v1.payment_intents.retrieve(session.payment_intent.id)
    assert (intent.status, intent.cancellation_reason) == ("canceled", "expired")
    assert types(api.v1.events.list())[-2:] == [
        "payment_intent.canceled",
        "checkout.session.expired",
    ]


def test_card_that_asks_for_authentication_waits(pay):
    outcome, session = pay("4000002500003155")

    assert (outcome, session.status) == ("authenticate", "open")
    assert session.payment_intent.status == "requires_action"
    assert session.payment_intent.next_action.redirect_to_url.url.endswith("/authenticate")


@pytest.mark.parametrize(("answer", "status"), [("complete", "paid"), ("fail", "unpaid")])
def test_card_that_asks_for_authentication_is_answered(sandbox, api, answer, status):
    session = api.v1.checkout.sessions.create(session_parameters())

    sandbox.control(
        "POST",
        "pay",
        {"session": session.id, "card": "4000002500003155", "authenticate": answer},
    )

    found = api.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    assert found.payment_status == status
    if answer == "fail":
        error = found.payment_intent.last_payment_error
        assert error.code == "payment_intent_authentication_failure"


@pytest.mark.parametrize(
    ("card", "later"),
    [("4000000000000259", "disputed"), ("4000000000000341", "fails at renewal")],
)
def test_card_with_a_later_fate_pays_now_and_is_remembered(sandbox, pay, card, later):
    outcome, _ = pay(card)

    remembered = sandbox.control("GET", "dump")["objects"]["charge"][0]["_private"]
    assert outcome == "paid", later
    assert remembered == {"card": card}


@pytest.mark.parametrize(
    ("debit", "event", "status"),
    [
        ("bank_debit_succeeds", "checkout.session.async_payment_succeeded", "paid"),
        ("bank_debit_fails", "checkout.session.async_payment_failed", "unpaid"),
    ],
)
def test_bank_debit_is_settled_later(sandbox, api, pay, debit, event, status):  # noqa: PLR0917
    outcome, session = pay(debit, allowed_payment_method_types=["card", "us_bank_account"])
    assert (outcome, session.status, session.payment_status) == ("paid", "complete", "unpaid")
    assert session.payment_intent.status == "processing"

    sandbox.control("POST", "clock", {"advance": 60})

    assert api.v1.checkout.sessions.retrieve(session.id).payment_status == status
    assert event in types(api.v1.events.list({"limit": 100}))


def test_customer_of_the_session_is_on_intent_and_charge(api, pay):
    customer = api.v1.customers.create({"email": "awa@example.org"})

    _, session = pay(customer=customer.id)

    assert session.customer == customer.id
    assert api.v1.charges.list({"customer": customer.id}).data[0].customer == customer.id
    assert api.v1.payment_intents.list({"customer": customer.id}).data[0].customer == customer.id


def test_charges_are_listed_by_payment_intent(api, pay):
    _, session = pay()
    pay()

    found = api.v1.charges.list(
        {"payment_intent": session.payment_intent.id, "expand": ["data.payment_intent"]}
    )

    assert [charge.payment_intent.id for charge in found.data] == [session.payment_intent.id]


def test_fee_of_a_zero_decimal_currency(sandbox, api, pay):
    sandbox.control("POST", "rates", {"settles_in": ["usd", "xof"]})
    pay(line_items=[line("Soap", 10_000, currency="xof")])
    sandbox.control("POST", "clock", {"advance": 3})

    transaction = api.v1.balance_transactions.list({"type": "charge"}).data[0]

    assert (transaction.currency, transaction.fee, transaction.net) == ("xof", 470, 9530)
    assert api.v1.balance_transactions.retrieve(transaction.id).status == "pending"


def test_money_becomes_available_after_two_days(sandbox, api, pay):
    pay()
    sandbox.control("POST", "clock", {"advance": 3})

    sandbox.control("POST", "clock", {"advance": 2 * 24 * 3600 + 5})

    assert api.v1.balance_transactions.list().data[0].status == "available"


@pytest.mark.parametrize("kind", ["charges", "payment_intents", "balance_transactions"])
def test_money_object_that_does_not_exist(api, kind):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        getattr(api.v1, kind).retrieve("none")

    assert (refused.value.http_status, refused.value.code) == (404, "resource_missing")
