import pytest
import stripe

from .world import session_parameters, types

WITHDRAWN = ["charge.dispute.created", "charge.dispute.funds_withdrawn"]


def pay(sandbox, api, card="4242424242424242"):
    """The charge of a payment of 4,600 US cents."""
    session = api.v1.checkout.sessions.create(session_parameters())
    paid = sandbox.control("POST", "pay", {"session": session.id, "card": card})
    return api.v1.payment_intents.retrieve(paid["payment_intent"]).latest_charge


def dispute(sandbox, charge, **more):
    return sandbox.control("POST", "dispute", {"charge": charge, **more})["id"]


def about_disputes(api):
    return [kind for kind in types(api.v1.events.list({"limit": 100})) if "dispute" in kind]


@pytest.fixture
def charge(sandbox, api):
    return pay(sandbox, api)


def test_disputed_money_leaves_with_a_fee(sandbox, api, charge):
    opened = api.v1.disputes.retrieve(dispute(sandbox, charge))

    assert (opened.amount, opened.currency, opened.status) == (4600, "usd", "needs_response")
    assert (opened.charge, opened.reason) == (charge, "fraudulent")
    [withdrawal] = opened.balance_transactions
    assert (withdrawal.amount, withdrawal.fee, withdrawal.net) == (-4600, 1500, -6100)
    assert (withdrawal.type, withdrawal.reporting_category) == ("adjustment", "dispute")
    assert withdrawal.source == opened.id
    assert opened.evidence_details.due_by == opened.created + 9 * 86_400
    assert not opened.is_charge_refundable
    assert api.v1.charges.retrieve(charge).disputed
    assert about_disputes(api) == WITHDRAWN


def test_won_dispute_brings_the_money_back(sandbox, api, charge):
    identifier = dispute(sandbox, charge)
    sandbox.control("POST", "dispute/win", {"dispute": identifier})

    won = api.v1.disputes.retrieve(identifier)

    assert won.status == "won"
    assert [(row.amount, row.fee) for row in won.balance_transactions] == [(-4600, 1500), (4600, 0)]
    assert won.balance_transactions[1].reporting_category == "dispute_reversal"
    assert about_disputes(api) == [
        *WITHDRAWN,
        "charge.dispute.closed",
        "charge.dispute.funds_reinstated",
    ]


def test_won_dispute_may_bring_the_fee_back_too(sandbox, api, charge):
    identifier = dispute(sandbox, charge)

    won = sandbox.control("POST", "dispute/win", {"dispute": identifier, "fee": 1500})

    assert won["balance_transactions"][1]["net"] == 6100


def test_lost_dispute_closes_and_can_still_turn(sandbox, api, charge):
    identifier = dispute(sandbox, charge)
    assert sandbox.control("POST", "dispute/lose", {"dispute": identifier})["status"] == "lost"
    assert about_disputes(api) == [*WITHDRAWN, "charge.dispute.closed"]

    sandbox.control("POST", "dispute/win", {"dispute": identifier})

    assert api.v1.disputes.retrieve(identifier).status == "won"


def test_dispute_of_a_part(sandbox, api, charge):
    opened = api.v1.disputes.retrieve(dispute(sandbox, charge, amount=1000))

    assert (opened.amount, opened.balance_transactions[0].amount) == (1000, -1000)


def test_dispute_of_what_is_not_refunded_yet(sandbox, api, charge):
    api.v1.refunds.create({"charge": charge, "amount": 1600})

    assert api.v1.disputes.retrieve(dispute(sandbox, charge)).amount == 3000


def test_inquiry_takes_no_money(sandbox, api, charge):
    opened = api.v1.disputes.retrieve(dispute(sandbox, charge, inquiry=True))

    assert (opened.status, opened.balance_transactions) == ("warning_needs_response", [])
    assert opened.is_charge_refundable
    assert opened.payment_method_details.card.case_type == "inquiry"
    assert about_disputes(api) == ["charge.dispute.created"]


def test_inquiry_that_becomes_a_dispute(sandbox, api, charge):
    identifier = dispute(sandbox, charge, inquiry=True)
    sandbox.control("POST", "dispute/escalate", {"dispute": identifier})

    found = api.v1.disputes.retrieve(identifier)

    assert (found.status, found.balance_transactions[0].net) == ("needs_response", -6100)
    assert about_disputes(api)[1:] == ["charge.dispute.updated", "charge.dispute.funds_withdrawn"]


def test_inquiry_ends_when_the_charge_is_refunded(sandbox, api, charge):
    identifier = dispute(sandbox, charge, inquiry=True)

    api.v1.refunds.create({"charge": charge})

    assert api.v1.disputes.retrieve(identifier).status == "warning_closed"


def test_inquiry_ends_by_itself(sandbox, api, charge):
    identifier = dispute(sandbox, charge, inquiry=True)
    sandbox.control("POST", "clock", {"advance": 121 * 86_400})

    found = api.v1.disputes.retrieve(identifier)

    assert (found.status, found.evidence_details.past_due) == ("warning_closed", True)


def test_evidence_is_kept_and_submitted(sandbox, api, charge):
    identifier = dispute(sandbox, charge)
    staged = api.v1.disputes.update(
        identifier, {"evidence": {"customer_name": "Awa Sample"}, "submit": False}
    )
    assert (staged.status, staged.evidence_details.has_evidence) == ("needs_response", True)

    sent = api.v1.disputes.update(
        identifier, {"evidence": {"shipping_tracking_number": "A1"}, "metadata": {"seen": "yes"}}
    )

    assert (sent.status, sent.evidence_details.submission_count) == ("under_review", 1)
    assert (sent.evidence.customer_name, sent.evidence.shipping_tracking_number) == (
        "Awa Sample",
        "A1",
    )
    assert about_disputes(api)[2:] == ["charge.dispute.updated"] * 2


@pytest.mark.parametrize(
    ("words", "beginning", "status"),
    [
        ("winning_evidence", {}, "won"),
        ("losing_evidence", {}, "lost"),
        ("winning_evidence", {"inquiry": True}, "warning_closed"),
        ("escalate_inquiry_evidence", {"inquiry": True}, "needs_response"),
    ],
)
def test_evidence_that_decides(sandbox, api, words, beginning, status):
    identifier = dispute(sandbox, pay(sandbox, api), **beginning)
    api.v1.disputes.update(identifier, {"evidence": {"uncategorized_text": words}})

    sandbox.control("POST", "clock", {"advance": 3})

    assert api.v1.disputes.retrieve(identifier).status == status


def test_dispute_is_lost_without_an_answer(sandbox, api, charge):
    identifier = dispute(sandbox, charge, days=7)
    sandbox.control("POST", "clock", {"advance": 7 * 86_400 + 1})

    found = api.v1.disputes.retrieve(identifier)

    assert (found.status, found.evidence_details.past_due) == ("lost", True)


def test_dispute_given_up(sandbox, api, charge):
    identifier = dispute(sandbox, charge)
    assert api.v1.disputes.close(identifier).status == "lost"

    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.v1.disputes.close(identifier)

    assert refused.value.user_message == "This dispute is already closed."


def test_disputed_charge_cannot_be_refunded_until_won(sandbox, api, charge):
    identifier = dispute(sandbox, charge, amount=1000)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.v1.refunds.create({"charge": charge})
    assert refused.value.code == "charge_disputed"

    sandbox.control("POST", "dispute/win", {"dispute": identifier})

    assert api.v1.refunds.create({"charge": charge}).status == "succeeded"


def test_disputes_are_listed_by_charge(sandbox, api, charge):
    other = pay(sandbox, api)
    dispute(sandbox, charge)
    wanted = dispute(sandbox, other)

    assert [found.id for found in api.v1.disputes.list({"charge": other}).data] == [wanted]
    assert len(api.v1.disputes.list().data) == 2


@pytest.mark.parametrize(
    ("card", "status", "reason"),
    [
        ("4000000000000259", "needs_response", "fraudulent"),
        ("4000000000002685", "needs_response", "product_not_received"),
        ("4000000000001976", "warning_needs_response", "fraudulent"),
    ],
)
def test_card_that_is_disputed_later(sandbox, api, card, status, reason):
    pay(sandbox, api, card)
    assert api.v1.disputes.list().data == []

    sandbox.control("POST", "clock", {"advance": 31})

    [found] = api.v1.disputes.list().data
    assert (found.status, found.reason) == (status, reason)


def test_early_fraud_warning(sandbox, api):
    charge = pay(sandbox, api, "4000000000005423")
    sandbox.control("POST", "clock", {"advance": 31})

    [warning] = api.v1.radar.early_fraud_warnings.list({"charge": charge}).data
    assert (warning.actionable, warning.fraud_type) == (True, "unauthorized_use_of_card")
    api.v1.refunds.create({"charge": charge})

    assert not api.v1.radar.early_fraud_warnings.retrieve(warning.id).actionable
    kinds = [kind for kind in types(api.v1.events.list({"limit": 100})) if "radar" in kind]
    assert kinds == ["radar.early_fraud_warning.created", "radar.early_fraud_warning.updated"]


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"evidence": {"colour": "red"}}, "parameter_unknown"),
        ({"evidence": {"receipt": "file_1"}}, "sandbox_not_served"),
        ({"intended_submission_method": "manual"}, "sandbox_not_served"),
    ],
)
def test_wrong_evidence(sandbox, api, charge, parameters, code):
    identifier = dispute(sandbox, charge)

    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.v1.disputes.update(identifier, parameters)

    assert refused.value.code == code
    assert api.v1.disputes.retrieve(identifier).status == "needs_response"


def test_what_does_not_exist(api):
    for fetch in (api.v1.disputes.retrieve, api.v1.radar.early_fraud_warnings.retrieve):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            fetch("none_1")
        assert (refused.value.http_status, refused.value.code) == (404, "resource_missing")
