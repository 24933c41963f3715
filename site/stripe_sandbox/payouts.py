"""Payouts: what is available goes to the bank once a day, by the clock or at the dashboard;
retrieve and list.

pending → in_transit → paid | failed; also paid → failed, as banks do. The money leaves the balance
when the payout is made and comes back by a transaction of its own when it fails.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe import params

from . import balance, errors, lists
from .errors import Json
from .router import Route
from .specification import blank

if TYPE_CHECKING:
    from .acts import Act, Call

DAY = 24 * 3600
ARRIVES_AFTER = 2 * DAY
BANK_ACCOUNT = "ba_1SandboxBankAccount00"
FAILURES = {
    "account_closed": "The bank account has been closed.",
    "could_not_process": "The bank could not process this payout.",
    "no_account": "The bank account details on file are probably incorrect.",
}


def create(act: Act, currency: str, *, is_automatic: bool = True) -> Json | None:
    """Pay out all that is available in a currency: `payout.created`. Nothing happens when that is
    nothing, or less. A payout by hand takes the same money, and Stripe does not say of what it
    consists.
    """
    paid_out = balance.waiting(act, currency)
    amount = sum(transaction["net"] for transaction in paid_out)
    if amount <= 0:
        return None
    payout = {
        **blank("payout"),
        "id": act.ids.new("po_1"),
        "amount": amount,
        "arrival_date": act.now + ARRIVES_AFTER,
        "automatic": is_automatic,
        "created": act.now,
        "currency": currency,
        "description": "STRIPE PAYOUT",
        "destination": BANK_ACCOUNT,
        "livemode": False,
        "metadata": {},
        "method": "standard",
        "reconciliation_status": "in_progress" if is_automatic else "not_applicable",
        "source_type": "card",
        "status": "pending",
        "trace_id": {"status": "pending", "value": None},
        "type": "bank_account",
    }
    transaction = balance.create(
        act,
        kind="payout",
        source=payout,
        amount=-amount,
        is_available=True,
        is_converted=False,
        description="STRIPE PAYOUT",
    )
    for part in (*paid_out, transaction):
        private = act.store.private(part["id"])
        act.store.save_private(part["id"], {**private, "payout": payout["id"]})
    payout["balance_transaction"] = transaction["id"]
    act.store.insert(payout)
    act.emit("payout.created", payout)
    act.later(act.sandbox.options.fee_delay, "send_payout", payout["id"])
    act.at(payout["arrival_date"], "arrive_payout", payout["id"])
    return payout


def pay_out_daily(act: Act, currency: str) -> None:
    """The job at midnight (UTC) after something became available."""
    create(act, currency)


def send(act: Act, identifier: str) -> None:
    """The job some time after: the payout is on its way, and can be reconciled from now on."""
    payout = act.store.load("payout", identifier)
    if payout is None or payout["status"] != "pending":
        return
    before = {"status": payout["status"]}
    payout["status"] = "in_transit"
    if payout["automatic"]:
        before["reconciliation_status"] = payout["reconciliation_status"]
        payout["reconciliation_status"] = "completed"
    act.store.save(payout)
    act.emit("payout.updated", payout, previous=before)
    if payout["automatic"]:
        act.emit("payout.reconciliation_completed", payout)


def arrive(act: Act, identifier: str) -> None:
    """The job at the arrival date: the money is at the bank."""
    send(act, identifier)
    payout = act.store.load("payout", identifier)
    if payout is None or payout["status"] != "in_transit":
        return
    before = {"status": payout["status"], "trace_id": payout["trace_id"]}
    payout |= {
        "arrival_date": min(payout["arrival_date"], act.now),
        "status": "paid",
        "trace_id": {"status": "supported", "value": act.ids.digits("trace", 15)},
    }
    act.store.save(payout)
    act.emit("payout.updated", payout, previous=before)
    act.emit("payout.paid", payout)


def fail(act: Act, identifier: str, code: str) -> Json:
    """The bank sends the money back, also after it had been reported as paid."""
    payout = act.store.load("payout", identifier)
    if payout is None:
        raise errors.resource_missing("payout", identifier, "payout")
    if payout["status"] == "failed":
        raise ValueError(f"{identifier} has failed already")
    if code not in FAILURES:
        raise ValueError(f"failure_code must be one of {', '.join(FAILURES)}")
    send(act, identifier)
    payout = act.store.load("payout", identifier) or payout
    returned = balance.create(
        act,
        kind="payout_failure",
        source=payout,
        amount=payout["amount"],
        is_available=True,
        is_converted=False,
        description="PAYOUT FAILURE",
    )
    before = {"status": payout["status"], "failure_code": None, "failure_message": None}
    payout |= {
        "status": "failed",
        "failure_balance_transaction": returned["id"],
        "failure_code": code,
        "failure_message": FAILURES[code],
    }
    act.store.save(payout)
    act.emit("payout.updated", payout, previous=before)
    act.emit("payout.failed", payout)
    return payout


def _retrieve(call: Call) -> Json:
    payout = call.act.store.load("payout", call.id)
    if payout is None:
        raise errors.resource_missing("payout", call.id)
    return payout


def _list(call: Call) -> Json:
    lists.refuse_unserved(call, {"arrival_date", "destination", "status"})
    return lists.page(
        call,
        "payout",
        filters={"destination": "destination", "status": "status"},
        conditions=lists.between(
            "json_extract(body, '$.arrival_date')", call.parameters.get("arrival_date")
        ),
    )


ROUTES = [
    Route("GET", "/v1/payouts", params.PayoutListParams, _list),
    Route("GET", "/v1/payouts/{id}", params.PayoutRetrieveParams, _retrieve),
]
JOBS = {"arrive_payout": arrive, "pay_out": pay_out_daily, "send_payout": send}
