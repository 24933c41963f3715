import pytest
import stripe

from .world import session_parameters, types


@pytest.fixture
def intent(sandbox, api):
    """A paid payment intent of 4,600 US cents."""
    return pay(sandbox, api, "4242424242424242")


def pay(sandbox, api, card):
    session = api.v1.checkout.sessions.create(session_parameters())
    paid = sandbox.control("POST", "pay", {"session": session.id, "card": card})
    return paid["payment_intent"]


def test_whole_refund(api, intent):
    refund = api.v1.refunds.create(
        {
            "payment_intent": intent,
            "reason": "requested_by_customer",
            "metadata": {"refund": "1"},
            "expand": ["balance_transaction", "charge"],
        }
    )

    assert (refund.amount, refund.status, refund.reason) == (
        4600,
        "succeeded",
        "requested_by_customer",
    )
    assert (refund.charge.refunded, refund.charge.amount_refunded) == (True, 4600)
    assert (refund.balance_transaction.amount, refund.balance_transaction.net) == (-4600, -4600)
    assert refund.balance_transaction.type == "refund"
    assert api.v1.refunds.retrieve(refund.id).metadata["refund"] == "1"


def test_partial_refunds_add_up(api, intent):
    api.v1.refunds.create({"payment_intent": intent, "amount": 1000})
    api.v1.refunds.create({"payment_intent": intent, "amount": 600})

    charge = api.v1.charges.list({"expand": ["data.refunds"]}).data[0]

    assert (charge.amount_refunded, charge.refunded) == (1600, False)
    assert [refund.amount for refund in charge.refunds.data] == [600, 1000]
    assert [refund.amount for refund in api.v1.refunds.list({"charge": charge.id}).data] == [
        600,
        1000,
    ]


def test_rest_is_refunded_when_no_amount_is_named(api, intent):
    api.v1.refunds.create({"payment_intent": intent, "amount": 1000})

    assert api.v1.refunds.create({"payment_intent": intent}).amount == 3600


def test_refund_of_more_than_the_charge(api, intent):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.v1.refunds.create({"payment_intent": intent, "amount": 4601})

    assert refused.value.param == "amount"
    assert refused.value.user_message == (
        "Refund amount ($46.01) is greater than charge amount ($46.00)"
    )
    assert api.v1.refunds.list().data == []


def test_refund_of_more_than_is_left(api, intent):
    api.v1.refunds.create({"payment_intent": intent, "amount": 4000})

    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.v1.refunds.create({"payment_intent": intent, "amount": 700})

    assert refused.value.user_message == (
        "Refund amount ($7.00) is greater than unrefunded amount on charge ($6.00)"
    )


def test_refund_of_a_refunded_charge(api, intent):
    api.v1.refunds.create({"payment_intent": intent})

    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.v1.refunds.create({"payment_intent": intent})

    assert refused.value.code == "charge_already_refunded"


def test_refund_of_a_declined_payment(sandbox, api):
    session = api.v1.checkout.sessions.create(session_parameters())
    sandbox.control("POST", "pay", {"session": session.id, "card": "4000000000000002"})
    charge = api.v1.charges.list().data[0]

    with pytest.raises(stripe.InvalidRequestError):
        api.v1.refunds.create({"charge": charge.id})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.v1.refunds.create({"payment_intent": charge.payment_intent})

    assert refused.value.code == "payment_intent_unexpected_state"


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({}, "parameter_missing"),
        ({"charge": "ch_none"}, "resource_missing"),
        ({"payment_intent": "pi_none"}, "resource_missing"),
        ({"payment_intent": "pi_none", "colour": "red"}, "parameter_unknown"),
        ({"payment_intent": "pi_none", "reason": "boredom"}, None),
        ({"payment_intent": "pi_none", "amount": "much"}, "parameter_invalid_integer"),
    ],
)
def test_refund_with_wrong_parameters(api, parameters, code):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.v1.refunds.create(parameters)

    assert (refused.value.http_status, refused.value.code) == (400, code)


def test_events_of_a_refund_in_order(sandbox, api, intent):
    before = len(api.v1.events.list({"limit": 100}).data)
    api.v1.refunds.create({"payment_intent": intent})
    sandbox.control("POST", "clock", {"advance": 3})

    events = api.v1.events.list({"limit": 100})

    assert types(events)[before:] == [
        "refund.created",
        "charge.refunded",
        "charge.updated",
        "refund.updated",
    ]
    refunded = next(event for event in events.data if event.type == "charge.refunded")
    assert refunded.data.object["amount_refunded"] == 4600
    assert refunded.data.previous_attributes["amount_refunded"] == 0


def test_refund_at_the_dashboard_has_no_request(sandbox, api, intent):
    answer = sandbox.control("POST", "refund", {"payment_intent": intent, "amount": 500})

    event = api.v1.events.list({"type": "refund.created"}).data[0]

    assert answer["amount"] == 500
    assert event.request.id is None


def test_refund_that_fails_later(sandbox, api):
    paid = pay(sandbox, api, "4000000000005126")
    refund = api.v1.refunds.create({"payment_intent": paid, "amount": 1000})
    assert refund.status == "succeeded"

    sandbox.control("POST", "clock", {"advance": 3})

    found = api.v1.refunds.retrieve(refund.id, {"expand": ["failure_balance_transaction"]})
    assert (found.status, found.failure_balance_transaction.amount) == ("failed", 1000)
    assert api.v1.charges.list().data[0].amount_refunded == 0
    assert types(api.v1.events.list())[-1] == "refund.failed"


def test_refund_that_waits(sandbox, api):
    paid = pay(sandbox, api, "4000000000007726")
    refund = api.v1.refunds.create({"payment_intent": paid})
    assert refund.status == "pending"

    sandbox.control("POST", "clock", {"advance": 3})

    assert api.v1.refunds.retrieve(refund.id).status == "succeeded"


def test_refunds_are_listed_by_payment_intent(sandbox, api, intent):
    other = pay(sandbox, api, "4242424242424242")
    api.v1.refunds.create({"payment_intent": intent})
    wanted = api.v1.refunds.create({"payment_intent": other})

    found = api.v1.refunds.list({"payment_intent": other})

    assert [refund.id for refund in found.data] == [wanted.id]


def test_refund_that_does_not_exist(api):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.v1.refunds.retrieve("re_none")

    assert (refused.value.http_status, refused.value.code) == (404, "resource_missing")
