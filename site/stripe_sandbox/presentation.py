"""Objects as they leave: `expand[]` followed, and the few fields that depend on the moment of
asking.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import deliveries, errors, invoice_payments, line_items, lists
from .errors import Json
from .specification import ON_REQUEST, is_expandable

if TYPE_CHECKING:
    from .acts import Act

DEEPEST = 4


def present(act: Act, body: Json, paths: list[str]) -> Json:
    """A copy of the answer with every path of `expand[]` followed; Stripe allows four levels."""
    for path in paths:
        if len([part for part in path.split(".") if part != "data"]) > DEEPEST:
            raise errors.parameter_invalid(
                "expand", f"You cannot expand more than {DEEPEST} levels of a property."
            )
    return _present(act, body, [path.split(".") for path in paths], "")


def _present(act: Act, body: Json, paths: list[list[str]], walked: str) -> Json:
    if body.get("object") == "list":
        wrong = next((path for path in paths if path[0] != "data"), None)
        if wrong:
            raise _not_expandable(".".join([*filter(None, [walked]), *wrong]), wrong[0])
        inner = [path[1:] for path in paths if len(path) > 1]
        return {**body, "data": [_present(act, element, inner, "data") for element in body["data"]]}
    shown = _momentary(act, body)
    for field in dict.fromkeys(path[0] for path in paths):
        deeper = [path[1:] for path in paths if path[0] == field and len(path) > 1]
        kind = str(body.get("object"))
        if isinstance(shown.get(field), dict) and (
            shown[field].get("object") or not is_expandable(kind, field)
        ):
            shown[field] = _present(act, shown[field], deeper, field)
            continue
        if not is_expandable(kind, field):
            raise _not_expandable(f"{walked}.{field}" if walked else field, field)
        found = (
            _on_request(act, body, field)
            if field in ON_REQUEST.get(kind, ())
            else _referred(act, shown.get(field))
        )
        if found is not None:
            if act.permissions is not None:
                act.permissions.require_object(str(found.get("object")))
            shown[field] = _present(act, found, deeper, field)
    return shown


def _momentary(act: Act, body: Json) -> Json:
    if body.get("object") == "event":
        return deliveries.with_pending(act.store, body)
    if body.get("object") == "checkout.session" and body.get("status") == "open":
        return {**body, "url": act.sandbox.payment_page(body["id"])}
    return dict(body)


def _referred(act: Act, identifier: object) -> Json | None:
    return act.store.load_any(identifier) if isinstance(identifier, str) else None


def _on_request(act: Act, body: Json, field: str) -> Json | None:
    """Lists that an object carries only when asked for them."""
    match (body["object"], field):
        case ("checkout.session", "line_items"):
            items = line_items.of_session(act, body["id"])
            return lists.whole(f"/v1/checkout/sessions/{body['id']}/line_items", items)
        case ("charge", "refunds"):
            refunds = act.store.select("refund", equal={"charge": body["id"]})
            return lists.whole(f"/v1/charges/{body['id']}/refunds", refunds)
        case ("invoice", "payments"):
            found = invoice_payments.of_invoice(act, body["id"])
            return lists.whole(f"/v1/invoice_payments?invoice={body['id']}", found)
        case _:
            raise errors.not_in_sandbox(f"the expansion of {field}", "expand")


def _not_expandable(path: str, field: str) -> errors.ApiError:
    return errors.parameter_invalid(
        "expand",
        f"This property cannot be expanded ({field}). You may want to try expanding something "
        f"else: '{path}' names no "
        "expandable field.",
    )
