import copy

import pytest
import stripe
from stripe.params import RefundCreateParams
from stripe.params.checkout import SessionCreateParams

from stripe_sandbox import forms, money, parameters
from stripe_sandbox.errors import ApiError
from stripe_sandbox.mismatches import MismatchError, Mismatches
from stripe_sandbox.specification import blank, is_expandable, problems_of, resource
from stripe_sandbox.store import Store

REFUND = {
    **blank("refund"),
    "id": "re_1",
    "amount": 100,
    "charge": "ch_1",
    "created": 1,
    "currency": "usd",
    "metadata": {"a": "b"},
    "reason": "duplicate",
    "status": "succeeded",
}


def test_object_that_agrees_has_no_problems():
    assert problems_of(REFUND) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"colour": "red"}, "refund.colour: unknown field"),
        ({"amount": "100"}, "refund.amount: '100', expected int"),
        ({"amount": True}, "refund.amount: True, expected int"),
        ({"amount": None}, "refund.amount: null, but never null in the types"),
        ({"metadata": {"a": 1}}, "refund.metadata.a: 1, expected str"),
        ({"charge": 5}, "refund.charge: 5, expected str or Charge"),
        ({"charge": {"object": "dispute"}}, "refund.charge: an object (dispute)"),
        ({"charge": []}, "refund.charge: a list"),
        ({"reason": "boredom"}, "refund.reason: 'boredom' is not one of"),
        ({"destination_details": {"type": "card", "card": {}}}, "destination_details.card.type"),
    ],
)
def test_object_that_disagrees_is_found(change, problem):
    problems = problems_of({**REFUND, **change})

    assert any(problem in found for found in problems), problems


def test_missing_field_is_found():
    without = {name: value for name, value in REFUND.items() if name != "amount"}

    assert problems_of(without) == ["refund.amount: missing"]


def test_unknown_kind_is_found():
    assert problems_of({"object": "teapot"}) == ["object: 'teapot' is no kind the SDK knows"]


def test_event_is_checked_with_its_object():
    event = {
        **blank("event"),
        "id": "evt_1",
        "created": 1,
        "livemode": False,
        "pending_webhooks": 0,
        "data": {"object": {**REFUND, "colour": "red"}},
        "type": "refund.created",
    }

    assert problems_of(event) == ["refund.colour: unknown field"]
    assert problems_of({**event, "type": "refund.forgotten"})[0].startswith("event.type:")


def test_list_is_checked_element_by_element():
    page = {"object": "list", "data": [REFUND, {**REFUND, "amount": "1"}], "has_more": False}

    assert problems_of(page) == ["list.url: not str", "refund.amount: '1', expected int"]


def test_deleted_object_needs_three_fields():
    assert problems_of({"object": "customer", "id": "cus_1", "deleted": True}) == []


@pytest.mark.parametrize(
    "kind",
    [
        "balance",
        "balance_transaction",
        "charge",
        "checkout.session",
        "dispute",
        "event",
        "payment_intent",
        "payout",
        "radar.early_fraud_warning",
        "refund",
    ],
)
def test_every_served_kind_is_known(kind):
    assert issubclass(resource(kind), stripe.StripeObject)


def test_expandable_fields_follow_the_types():
    assert is_expandable("checkout.session", "payment_intent")
    assert is_expandable("checkout.session", "line_items")
    assert not is_expandable("checkout.session", "mode")
    assert not is_expandable("checkout.session", "adaptive_pricing")


def test_strict_mismatch_is_an_error_and_a_lenient_one_is_noted(tmp_path):
    store, wrong = Store(tmp_path / "s.sqlite3"), {**REFUND, "amount": None}
    with pytest.raises(MismatchError):
        Mismatches(store, is_strict=True).check("response", "POST /v1/refunds", copy.copy(wrong))
    lenient = Mismatches(store, is_strict=False)

    lenient.check("response", "POST /v1/refunds", wrong)

    assert [entry["about"] for entry in lenient.recorded()["mismatches"]] == ["POST /v1/refunds"]
    store.close()


def test_parameters_get_their_types():
    raw = forms.decode(
        "mode=payment&expires_at=5&expand[]=customer&line_items[1][quantity]=2"
        "&line_items[0][quantity]=1&automatic_tax[enabled]=false&metadata[a]=b"
    )

    assert parameters.read(SessionCreateParams, raw) == {
        "mode": "payment",
        "expires_at": 5,
        "expand": ["customer"],
        "line_items": [{"quantity": 1}, {"quantity": 2}],
        "automatic_tax": {"enabled": False},
        "metadata": {"a": "b"},
    }


@pytest.mark.parametrize(
    ("form", "param"),
    [
        ("amount=1.5", "amount"),
        ("amount[a]=1", "amount"),
        ("reason=", "reason"),
        ("refund_application_fee=maybe", "refund_application_fee"),
        ("expand=charge", "expand"),
        ("expand[a]=charge", "expand"),
        ("metadata[a][b]=1", "metadata[a]"),
        ("api_key=sk_test_1", "api_key"),
    ],
)
def test_parameters_of_the_wrong_type(form, param):
    with pytest.raises(ApiError) as refused:
        parameters.read(RefundCreateParams, forms.decode(form))

    assert (refused.value.status, refused.value.param) == (400, param)


@pytest.mark.parametrize("form", ["[a]=1", "a=1&a[b]=2", "a[b]=1&a=2", "a" + "[b]" * 20 + "=1"])
def test_form_that_cannot_be_read(form):
    with pytest.raises(ApiError):
        forms.decode(form)


@pytest.mark.parametrize(
    ("amount", "currency", "fee"),
    [(10_000, "usd", 320), (50, "usd", 31), (1_000, "eur", 54), (500, "jpy", 55), (50, "isk", 50)],
)
def test_fee_is_an_integer_rounded_half_up(amount, currency, fee):
    assert money.fee(amount, currency) == fee


@pytest.mark.parametrize(
    ("amount", "currency", "language", "shown"),
    [
        (2500, "usd", "en", "$25.00"),
        (1, "usd", "en", "$0.01"),
        (123456, "usd", "fr", "1\u202f234,56\u00a0$US"),
        (10_000, "xof", "en", "XOF\u00a010,000"),
        (1_234, "kwd", "en", "KWD\u00a01.234"),
        (100_000, "ugx", "en", "UGX\u00a01,000"),
        (-500, "eur", "en", "-€5.00"),
    ],
)
def test_amount_as_people_read_it(amount, currency, language, shown):
    assert money.shown(amount, currency, language) == shown
