"""Balance transactions: what every movement leaves on the account, fee and net included; retrieve
and list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe import params

from . import errors, lists, money
from .errors import Json
from .router import Route
from .specification import blank

if TYPE_CHECKING:
    from .acts import Act, Call

AVAILABLE_AFTER = 2 * 24 * 3600


def create(
    act: Act,
    *,
    kind: str,
    source: Json,
    amount: int,
    fee: int = 0,
    description: str | None = None,
    is_available: bool = False,
) -> Json:
    """`amount` is signed, in the smallest unit; money from payments is available two days later."""
    transaction = {
        **blank("balance_transaction"),
        "id": act.ids.new("txn_3"),
        "amount": amount,
        "available_on": act.now if is_available else act.now + AVAILABLE_AFTER,
        "balance_type": "payments",
        "created": act.now,
        "currency": source["currency"],
        "description": description,
        "fee": fee,
        "fee_details": [_fee_detail(fee, source["currency"])] if fee else [],
        "net": amount - fee,
        "reporting_category": kind,
        "source": source["id"],
        "status": "available" if is_available else "pending",
        "type": kind,
    }
    act.store.insert(transaction)
    if not is_available:
        act.at(transaction["available_on"], "make_available", transaction["id"])
    return transaction


def _fee_detail(fee: int, currency: str) -> Json:
    return {
        "amount": fee,
        "application": None,
        "currency": currency,
        "description": "Stripe processing fees",
        "type": "stripe_fee",
    }


def book_charge(act: Act, identifier: str) -> None:
    """The job after the fee delay: the fee of a succeeded charge becomes known, and
    `charge.updated` says so.
    """
    charge = act.store.load("charge", identifier)
    if charge is None or charge["balance_transaction"] is not None:
        return
    is_debit = charge["payment_method_details"]["type"] != "card"
    transaction = create(
        act,
        kind="payment" if is_debit else "charge",
        source=charge,
        amount=charge["amount"],
        fee=money.fee(charge["amount"], charge["currency"]),
        description=charge["description"],
    )
    if is_debit:
        transaction["reporting_category"] = "charge"
        act.store.save(transaction)
    charge["balance_transaction"] = transaction["id"]
    act.store.save(charge)
    act.emit("charge.updated", charge, previous={"balance_transaction": None})


def make_available(act: Act, identifier: str) -> None:
    transaction = act.store.load("balance_transaction", identifier)
    if transaction is not None:
        act.store.save({**transaction, "status": "available"})


def _retrieve(call: Call) -> Json:
    transaction = call.act.store.load("balance_transaction", call.id)
    if transaction is None:
        raise errors.resource_missing("balance transaction", call.id)
    return transaction


def _list(call: Call) -> Json:
    lists.refuse_unserved(call, {"currency", "source", "type"})
    return lists.page(
        call,
        "balance_transaction",
        filters={"currency": "currency", "source": "source", "type": "type"},
    )


ROUTES = [
    Route("GET", "/v1/balance_transactions", params.BalanceTransactionListParams, _list),
    Route(
        "GET", "/v1/balance_transactions/{id}", params.BalanceTransactionRetrieveParams, _retrieve
    ),
]
JOBS = {"book_charge": book_charge, "make_available": make_available}
