"""Early fraud warnings: a card's bank suspects a payment before anybody disputes it; retrieve and
list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe import params

from . import errors, lists
from .errors import Json
from .router import Route
from .specification import blank

if TYPE_CHECKING:
    from .acts import Act, Call

KIND = "radar.early_fraud_warning"


def create(act: Act, charge: Json, *, fraud_type: str = "unauthorized_use_of_card") -> Json:
    """A warning about a charge: `radar.early_fraud_warning.created`."""
    warning = {
        **blank(KIND),
        "id": act.ids.new("issfr_1"),
        "actionable": not charge["refunded"] and not charge["disputed"],
        "charge": charge["id"],
        "created": act.now,
        "fraud_type": fraud_type,
        "livemode": False,
        "payment_intent": charge["payment_intent"],
    }
    act.store.insert(warning)
    act.emit(f"{KIND}.created", warning)
    return warning


def settle_warnings_of(act: Act, charge_id: str) -> None:
    """A charge that is refunded or disputed leaves nothing to act on."""
    for warning in act.store.select(KIND, equal={"charge": charge_id}):
        if warning["actionable"]:
            warning["actionable"] = False
            act.store.save(warning)
            act.emit(f"{KIND}.updated", warning, previous={"actionable": True})


def warn_by_card(act: Act, identifier: str) -> None:
    """The job for card 4000…5423."""
    charge = act.store.load("charge", identifier)
    if charge is not None:
        create(act, charge)


def _retrieve(call: Call) -> Json:
    warning = call.act.store.load(KIND, call.id)
    if warning is None:
        raise errors.resource_missing("early fraud warning", call.id)
    return warning


def _list(call: Call) -> Json:
    lists.refuse_unserved(call, {"charge", "payment_intent"})
    return lists.page(call, KIND, filters={"charge": "charge", "payment_intent": "payment_intent"})


ROUTES = [
    Route("GET", "/v1/radar/early_fraud_warnings", params.radar.EarlyFraudWarningListParams, _list),
    Route(
        "GET",
        "/v1/radar/early_fraud_warnings/{id}",
        params.radar.EarlyFraudWarningRetrieveParams,
        _retrieve,
    ),
]
JOBS = {"warn_of_fraud": warn_by_card}
