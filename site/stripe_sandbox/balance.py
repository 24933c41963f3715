"""The balance and its transactions: what every movement leaves on the account, fee and net
included; retrieve and list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe import params

from . import errors, lists, money, rates
from .errors import Json
from .router import Route
from .specification import blank

if TYPE_CHECKING:
    from .acts import Act, Call

# Where the category that accountants use is not the type itself.
CATEGORIES = {
    "adjustment": "other_adjustment",
    "payment": "charge",
    "payment_refund": "refund",
    "payout_failure": "payout_reversal",
    "stripe_fee": "fee",
}
DAY = 24 * 3600
AVAILABLE_AFTER = 2 * DAY


def create(
    act: Act,
    *,
    kind: str,
    source: Json,
    amount: int,
    fee: int = 0,
    description: str | None = None,
    is_available: bool = False,
    is_converted: bool = True,
) -> Json:
    """`amount` is signed, in the smallest unit of the source's currency, and converted to what the
    account settles in; `fee` is in that already. Money from payments is available two days later.
    """
    settled = (
        rates.settled(act, amount, source["currency"])
        if is_converted
        else rates.Settled(amount, source["currency"], None)
    )
    transaction = {
        **blank("balance_transaction"),
        "id": act.ids.new("txn_3"),
        "amount": settled.amount,
        "available_on": act.now if is_available else act.now + AVAILABLE_AFTER,
        "balance_type": "payments",
        "created": act.now,
        "currency": settled.currency,
        "description": description,
        "exchange_rate": None if settled.rate is None else float(settled.rate),
        "fee": fee,
        "fee_details": [_fee_detail(fee, settled.currency)] if fee else [],
        "net": settled.amount - fee,
        "reporting_category": CATEGORIES.get(kind, kind),
        "source": source["id"],
        "status": "available" if is_available else "pending",
        "type": kind,
    }
    act.store.insert(transaction)
    if is_available:
        _plan_payout(act, transaction)
    else:
        act.at(transaction["available_on"], "make_available", transaction["id"])
    return transaction


def _plan_payout(act: Act, transaction: Json) -> None:
    """The daily payout at the midnight (UTC) after the money is there."""
    midnight = (transaction["available_on"] // DAY + 1) * DAY
    planned = act.store.rows(
        "SELECT 1 FROM jobs WHERE kind = 'pay_out' AND subject = ? AND due_at = ?",
        (transaction["currency"], midnight),
    )
    if transaction["net"] > 0 and not planned:
        act.at(midnight, "pay_out", transaction["currency"])


def waiting(act: Act, currency: str) -> list[Json]:
    """What is available and not paid out yet, oldest first."""
    return act.store.select(
        "balance_transaction",
        equal={"currency": currency, "status": "available"},
        conditions=[("json_extract(private, '$.payout') IS NULL", ())],
        oldest_first=True,
    )


def currencies(act: Act) -> list[str]:
    """Those that the account has ever had money in."""
    found = act.store.rows(
        "SELECT DISTINCT json_extract(body, '$.currency') AS currency FROM objects "
        "WHERE kind = 'balance_transaction' ORDER BY currency"
    )
    return [str(row["currency"]) for row in found]


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
    settled = rates.settled(act, charge["amount"], charge["currency"])
    transaction = create(
        act,
        kind="payment" if is_debit else "charge",
        source=charge,
        amount=charge["amount"],
        fee=money.fee(settled.amount, settled.currency),
        description=charge["description"],
    )
    charge["balance_transaction"] = transaction["id"]
    act.store.save(charge)
    act.emit("charge.updated", charge, previous={"balance_transaction": None})


def make_available(act: Act, identifier: str) -> None:
    transaction = act.store.load("balance_transaction", identifier)
    if transaction is not None:
        act.store.save({**transaction, "status": "available"})
        _plan_payout(act, transaction)


def make_all_available(act: Act) -> None:
    """For whoever trains with the sandbox and does not want to wait two days."""
    for transaction in act.store.select(
        "balance_transaction", equal={"status": "pending"}, oldest_first=True
    ):
        make_available(act, transaction["id"])


def _balance(call: Call) -> Json:
    """Sums by currency, all of it "card" money, whichever way it came."""
    transactions = call.act.store.select("balance_transaction")
    held = dict.fromkeys(rates.settles_in(call.act), 0)
    sums = {"available": dict(held), "pending": dict(held)}
    for transaction in transactions:
        part, currency = sums[transaction["status"]], transaction["currency"]
        part[currency] = part.get(currency, 0) + transaction["net"]
    return {
        "object": "balance",
        "livemode": False,
        **{
            status: [
                {"amount": amount, "currency": currency, "source_types": {"card": amount}}
                for currency, amount in part.items()
            ]
            for status, part in sums.items()
        },
    }


def _retrieve(call: Call) -> Json:
    transaction = call.act.store.load("balance_transaction", call.id)
    if transaction is None:
        raise errors.resource_missing("balance transaction", call.id)
    return transaction


def _list(call: Call) -> Json:
    lists.refuse_unserved(call, {"currency", "payout", "source", "type"})
    conditions: list[lists.Condition] = []
    if "payout" in call.parameters:
        payout = call.act.store.load("payout", call.parameters["payout"])
        if payout is None:
            raise errors.missing_reference("payout", call.parameters["payout"], "payout")
        # Of a payout by hand Stripe knows no more than the payout itself.
        conditions.append(
            ("json_extract(private, '$.payout') = ?", (payout["id"],))
            if payout["automatic"]
            else ("id = ?", (payout["balance_transaction"],))
        )
    return lists.page(
        call,
        "balance_transaction",
        conditions=conditions,
        filters={"currency": "currency", "source": "source", "type": "type"},
    )


ROUTES = [
    Route("GET", "/v1/balance", params.BalanceRetrieveParams, _balance),
    Route("GET", "/v1/balance_transactions", params.BalanceTransactionListParams, _list),
    Route(
        "GET", "/v1/balance_transactions/{id}", params.BalanceTransactionRetrieveParams, _retrieve
    ),
]
JOBS = {"book_charge": book_charge, "make_available": make_available}
