"""Disputes: a card holder's bank takes a payment back, or asks first; retrieve, list, update with
evidence, close. What the bank decides is an act of the control API.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe import params

from . import balance, errors, fraud_warnings, lists, metadata
from .errors import Json
from .router import Route
from .specification import blank, hints, resource

if TYPE_CHECKING:
    from .acts import Act, Call

DAY = 24 * 3600
ANSWER_WITHIN = 9 * DAY
INQUIRY_ENDS_AFTER = 120 * DAY
FEE = 1500  # in the smallest unit of the account's own currency
INQUIRY = ("warning_needs_response", "warning_under_review")
OPEN = ("needs_response", "under_review", *INQUIRY)
UNANSWERED = ("needs_response", "warning_needs_response")

REASONS = frozenset(
    {
        "bank_cannot_process",
        "check_returned",
        "credit_not_processed",
        "customer_initiated",
        "debit_not_authorized",
        "duplicate",
        "fraudulent",
        "general",
        "incorrect_account_details",
        "insufficient_funds",
        "noncompliant",
        "product_not_received",
        "product_unacceptable",
        "subscription_canceled",
        "unrecognized",
    }
)
# What takes the id of an uploaded file, and two fields with a structure of their own.
UNSERVED_EVIDENCE = frozenset(
    {
        "appeal",
        "cancellation_policy",
        "customer_communication",
        "customer_signature",
        "duplicate_charge_documentation",
        "enhanced_evidence",
        "receipt",
        "refund_policy",
        "service_documentation",
        "shipping_documentation",
        "uncategorized_file",
    }
)
# Stripe's own words for tests: this text as evidence decides the dispute.
DECIDING_EVIDENCE = {
    "winning_evidence": "win_dispute",
    "losing_evidence": "lose_dispute",
    "escalate_inquiry_evidence": "escalate_inquiry",
}


def create(
    act: Act,
    charge: Json,
    *,
    amount: int | None = None,
    reason: str = "fraudulent",
    is_inquiry: bool = False,
    answer_within: float = ANSWER_WITHIN,
) -> Json:
    """A dispute of a charge: `charge.dispute.created`, and unless the bank only asks, the money and
    a fee leave at once: `charge.dispute.funds_withdrawn`.

    The amount is what is not refunded yet, unless one is named: a bank may name more, or less.
    """
    if charge["status"] != "succeeded":
        raise errors.parameter_invalid("charge", f"Charge {charge['id']} has not succeeded.")
    if reason not in REASONS:
        raise errors.parameter_invalid("reason", f"No such reason: {reason}.")
    disputed = charge["amount"] - charge["amount_refunded"] if amount is None else amount
    if disputed < 1:
        raise errors.parameter_invalid("amount", "There is nothing left to dispute.")
    dispute = {
        **blank("dispute"),
        "id": act.ids.new("du_1"),
        "amount": disputed,
        "balance_transactions": [],
        "charge": charge["id"],
        "created": act.now,
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": _blank_evidence(),
        "evidence_details": {
            "due_by": int(act.now + answer_within),
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        "is_charge_refundable": is_inquiry,
        "livemode": False,
        "metadata": {},
        "network_reason_code": "10.4" if reason == "fraudulent" else "13.1",
        "payment_intent": charge["payment_intent"],
        "payment_method_details": _method_details(charge, is_inquiry=is_inquiry),
        "reason": reason,
        "status": "warning_needs_response" if is_inquiry else "needs_response",
    }
    act.store.insert(dispute)
    act.store.save({**charge, "disputed": True})
    if is_inquiry:
        act.emit("charge.dispute.created", dispute)
        act.later(INQUIRY_ENDS_AFTER, "end_inquiry", dispute["id"])
    else:
        _withdraw(act, dispute)
        act.emit("charge.dispute.created", dispute)
        act.emit("charge.dispute.funds_withdrawn", dispute)
    fraud_warnings.settle_warnings_of(act, charge["id"])
    act.at(dispute["evidence_details"]["due_by"], "miss_deadline", dispute["id"])
    return dispute


def _blank_evidence() -> Json:
    owner = resource("dispute")
    assert owner is not None
    fields = hints(hints(owner)["evidence"])
    return {**dict.fromkeys(fields), "enhanced_evidence": {}}


def _method_details(charge: Json, *, is_inquiry: bool) -> Json | None:
    card = charge["payment_method_details"].get("card")
    if not card:
        return None
    return {
        "card": {
            "brand": card["brand"],
            "case_type": "inquiry" if is_inquiry else "chargeback",
            "network": card["brand"],
            "network_reason_code": "10.4",
        },
        "type": "card",
    }


def _withdraw(act: Act, dispute: Json) -> None:
    transaction = balance.create(
        act,
        kind="adjustment",
        source=dispute,
        amount=-dispute["amount"],
        fee=FEE,
        is_available=True,
        description=f"Chargeback withdrawal for {dispute['charge']}",
    )
    _attach(act, dispute, transaction, "dispute")


def _reinstate(act: Act, dispute: Json, *, amount: int, returned_fee: int) -> None:
    transaction = balance.create(
        act,
        kind="adjustment",
        source=dispute,
        amount=amount,
        fee=-returned_fee,
        is_available=True,
        description=f"Chargeback reversal for {dispute['charge']}",
    )
    _attach(act, dispute, transaction, "dispute_reversal")


def _attach(act: Act, dispute: Json, transaction: Json, category: str) -> None:
    for detail in transaction["fee_details"]:
        detail["description"] = "Dispute fee"
    transaction["reporting_category"] = category
    act.store.save(transaction)
    dispute["balance_transactions"] = [*dispute["balance_transactions"], transaction]
    act.store.save(dispute)


def win(act: Act, dispute: Json, *, amount: int | None = None, returned_fee: int = 0) -> Json:
    """The bank sides with us: closed, and the money comes back. The fee stays, unless said."""
    if dispute["status"] in INQUIRY:
        return _close(act, dispute, "warning_closed")
    withdrawn = -sum(row["amount"] for row in dispute["balance_transactions"])
    if withdrawn <= 0 or dispute["status"] == "won":
        raise errors.parameter_invalid("dispute", f"{dispute['id']} holds no money.")
    _close(act, dispute, "won")
    _reinstate(
        act, dispute, amount=withdrawn if amount is None else amount, returned_fee=returned_fee
    )
    act.emit("charge.dispute.funds_reinstated", dispute)
    return dispute


def lose(act: Act, dispute: Json) -> Json:
    """The bank sides with the card holder: the money stays away."""
    _require(dispute, "needs_response", "under_review")
    return _close(act, dispute, "lost")


def escalate(act: Act, dispute: Json) -> Json:
    """The inquiry becomes a dispute: the money leaves now, and there is a new deadline."""
    _require(dispute, *INQUIRY)
    before = {"status": dispute["status"], "is_charge_refundable": True}
    dispute |= {"status": "needs_response", "is_charge_refundable": False}
    dispute["evidence_details"] |= {"due_by": act.now + ANSWER_WITHIN, "past_due": False}
    if dispute["payment_method_details"]:
        dispute["payment_method_details"]["card"]["case_type"] = "chargeback"
    _withdraw(act, dispute)
    act.emit("charge.dispute.updated", dispute, previous=before)
    act.emit("charge.dispute.funds_withdrawn", dispute)
    act.at(dispute["evidence_details"]["due_by"], "miss_deadline", dispute["id"])
    return dispute


def close_inquiries_of(act: Act, charge: Json) -> None:
    """A charge that was wholly refunded has nothing left for the bank to ask about."""
    for dispute in act.store.select("dispute", equal={"charge": charge["id"]}):
        if dispute["status"] in INQUIRY:
            _close(act, dispute, "warning_closed")


def require_refundable(act: Act, charge: Json) -> None:
    """Stripe refuses to refund what the bank has taken back already."""
    for dispute in act.store.select("dispute", equal={"charge": charge["id"]}):
        if not dispute["is_charge_refundable"] and dispute["status"] != "won":
            raise errors.ApiError(
                f"Charge {charge['id']} has been charged back; cannot issue a refund.",
                code="charge_disputed",
                param="charge",
            )


def load(act: Act, identifier: str) -> Json:
    dispute = act.store.load("dispute", identifier)
    if dispute is None:
        raise errors.resource_missing("dispute", identifier)
    return dispute


def _close(act: Act, dispute: Json, status: str) -> Json:
    before = {"status": dispute["status"]}
    # A disputed charge can be refunded again only when the bank has given the money back.
    dispute |= {"status": status, "is_charge_refundable": status != "lost"}
    act.store.save(dispute)
    act.emit("charge.dispute.closed", dispute, previous=before)
    return dispute


def _require(dispute: Json, *allowed: str) -> None:
    if dispute["status"] not in allowed:
        raise errors.ApiError(
            "This dispute is already closed."
            if dispute["status"] not in OPEN
            else f"This dispute is {dispute['status']}.",
            code="dispute_unexpected_state",
        )


def _update(call: Call) -> Json:
    act, wanted = call.act, call.parameters
    if "intended_submission_method" in wanted:
        raise errors.not_in_sandbox("intended_submission_method", "intended_submission_method")
    dispute = load(act, call.id)
    given: Json = wanted.get("evidence") or {}
    for name in given:
        if name in UNSERVED_EVIDENCE:
            raise errors.not_in_sandbox(f"the evidence {name}", f"evidence[{name}]")
    if given:
        _require(dispute, *OPEN)
    before: Json = {}
    if "metadata" in wanted:
        before["metadata"] = dispute["metadata"]
        dispute["metadata"] = metadata.merged(dispute["metadata"], wanted["metadata"])
    if given:
        before["evidence"] = dispute["evidence"]
        dispute["evidence"] = {**dispute["evidence"], **given}
        dispute["evidence_details"]["has_evidence"] = True
    if wanted.get("submit", bool(given)) and dispute["status"] in OPEN:
        before |= {"status": dispute["status"], "evidence_details": {**dispute["evidence_details"]}}
        dispute["evidence_details"] |= {
            "submission_count": dispute["evidence_details"]["submission_count"] + 1,
            "submission_method": "manual",
        }
        is_inquiry = dispute["status"] in INQUIRY
        dispute["status"] = "warning_under_review" if is_inquiry else "under_review"
        if decided := DECIDING_EVIDENCE.get(dispute["evidence"]["uncategorized_text"] or ""):
            act.later(act.sandbox.options.fee_delay, decided, dispute["id"])
    act.store.save(dispute)
    if before:
        act.emit("charge.dispute.updated", dispute, previous=before)
    return dispute


def _accept(call: Call) -> Json:
    """We have no evidence: the dispute is lost for good."""
    dispute = load(call.act, call.id)
    _require(dispute, "needs_response")
    return _close(call.act, dispute, "lost")


def _retrieve(call: Call) -> Json:
    return load(call.act, call.id)


def _list(call: Call) -> Json:
    lists.refuse_unserved(call, {"charge", "payment_intent"})
    return lists.page(
        call, "dispute", filters={"charge": "charge", "payment_intent": "payment_intent"}
    )


def open_by_card(act: Act, identifier: str) -> None:
    """The job for the cards that are disputed later."""
    charge = act.store.load("charge", identifier)
    card = act.store.private(identifier).get("card", "")
    if charge and not charge["disputed"] and not charge["refunded"]:
        create(
            act,
            charge,
            reason="product_not_received" if card.endswith("2685") else "fraudulent",
            is_inquiry=card.endswith("1976"),
        )


def miss_deadline(act: Act, identifier: str) -> None:
    """The job at the deadline: without an answer a dispute is lost, an inquiry only past due."""
    dispute = act.store.load("dispute", identifier)
    if (
        dispute is None
        or dispute["status"] not in UNANSWERED
        or dispute["evidence_details"]["due_by"] > act.now
    ):
        return
    before = {"evidence_details": {**dispute["evidence_details"]}}
    dispute["evidence_details"]["past_due"] = True
    act.store.save(dispute)
    act.emit("charge.dispute.updated", dispute, previous=before)
    if dispute["status"] == "needs_response":
        _close(act, dispute, "lost")


def end_inquiry(act: Act, identifier: str) -> None:
    """The job when the bank has had its time to turn a question into a dispute."""
    dispute = act.store.load("dispute", identifier)
    if dispute is not None and dispute["status"] in INQUIRY:
        _close(act, dispute, "warning_closed")


def _win_by_evidence(act: Act, identifier: str) -> None:
    dispute = load(act, identifier)
    if dispute["status"] in OPEN:
        win(act, dispute)


def _lose_by_evidence(act: Act, identifier: str) -> None:
    dispute = load(act, identifier)
    if dispute["status"] == "under_review":
        lose(act, dispute)


def _escalate_by_evidence(act: Act, identifier: str) -> None:
    dispute = load(act, identifier)
    if dispute["status"] in INQUIRY:
        escalate(act, dispute)


ROUTES = [
    Route("GET", "/v1/disputes", params.DisputeListParams, _list),
    Route("GET", "/v1/disputes/{id}", params.DisputeRetrieveParams, _retrieve),
    Route("POST", "/v1/disputes/{id}", params.DisputeUpdateParams, _update),
    Route("POST", "/v1/disputes/{id}/close", params.DisputeCloseParams, _accept),
]
JOBS = {
    "open_dispute": open_by_card,
    "miss_deadline": miss_deadline,
    "end_inquiry": end_inquiry,
    "win_dispute": _win_by_evidence,
    "lose_dispute": _lose_by_evidence,
    "escalate_inquiry": _escalate_by_evidence,
}
