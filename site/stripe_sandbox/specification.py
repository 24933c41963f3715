"""The specification: the SDK's own types, read with `typing.get_type_hints`.

Every response and event is checked here against the SDK's resource classes, and `parameters.py`
reads requests through the parameter TypedDicts with the same hints. Where the types are looser than
Stripe itself:

- `Optional` stands for "may be null" and for "may be absent" alike, so an absent optional field
  passes.
- Enums are written `Union[Literal[...], str]`, open for values of the future. We hold ourselves to
  the literals.
- `UntypedStripeObject` (an event's `data.object`) says nothing; we look the class up by the
  `object` field instead.
- A deleted object carries `deleted: true` and three fields in all, although its class demands the
  full set.
- Parameter TypedDicts mark hardly anything as required; what Stripe demands beyond them is checked
  by the resources.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import sys
import threading
import types
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, ForwardRef, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from stripe import ListObject, StripeObject
from stripe._object_classes import get_object_class
from stripe._request_options import RequestOptions
from stripe._stripe_object import UntypedStripeObject

from .errors import Json

# Fields that Stripe leaves out altogether until somebody asks for them with `expand[]`.
ON_REQUEST: dict[str, frozenset[str]] = {
    "checkout.session": frozenset({"line_items"}),
    "charge": frozenset({"refunds"}),
    "customer": frozenset(
        {"cash_balance", "sources", "subscriptions", "tax", "tax_ids", "invoice_credit_balance"}
    ),
    "invoice": frozenset({"confirmation_secret", "payments"}),
    "webhook_endpoint": frozenset({"secret"}),
    "price": frozenset({"currency_options", "tiers"}),
}
# What nearly everybody asks for first.
FIRST = ("checkout.session", "item", "payment_intent", "charge", "balance_transaction", "event")
_reading = threading.RLock()


@cache
def _names_for_types(module_name: str) -> dict[str, Any]:
    """What a module imports only for type checkers (`if TYPE_CHECKING:`), imported for real."""
    module = sys.modules.get(module_name) or importlib.import_module(module_name)
    names: dict[str, Any] = {}
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if (
            isinstance(node, ast.If)
            and isinstance(node.test, ast.Name)
            and node.test.id == "TYPE_CHECKING"
        ):
            for statement in node.body:
                if isinstance(statement, ast.ImportFrom) and statement.module:
                    source = importlib.import_module(statement.module)
                    for alias in statement.names:
                        names[alias.asname or alias.name] = getattr(source, alias.name)
    return names


@cache
def hints(described: type) -> dict[str, Any]:
    """Field name to resolved type, inherited machinery of the SDK left out."""
    with _reading:
        own = dict(described.__annotations__)
        known: dict[str, Any] = {}
        # The hints of base classes are resolved too, each with the names of its own module. A
        # TypedDict does not list its base, and every parameter type has this one.
        bases = [base for base in described.__mro__ if base.__module__.startswith("stripe.")]
        for base in (RequestOptions, *reversed(bases)):
            known |= vars(sys.modules[base.__module__])
            known |= _names_for_types(base.__module__)
        found = get_type_hints(described, globalns=known, localns=known)
    # Parameter types carry the SDK's own options as well, such as the API key.
    is_parameters = hasattr(described, "__required_keys__")
    skipped = set(RequestOptions.__annotations__) if is_parameters else {"OBJECT_NAME"}
    return {name: found[name] for name in own if name not in skipped and not name.startswith("_")}


@cache
def resolve(hint: Any, owner: type) -> Any:
    """A forward reference inside a generic, made real; anything else as it is."""
    if isinstance(hint, ForwardRef):
        hint = hint.__forward_arg__
    if isinstance(hint, str):
        module = sys.modules[owner.__module__]
        return eval(hint, {**vars(module), **_names_for_types(owner.__module__)})  # noqa: S307 - the source of the SDK
    return hint


def members(hint: Any, owner: type) -> list[Any]:
    """The alternatives of a union (one for anything else), `None` left out."""
    hint = resolve(hint, owner)
    if get_origin(hint) in (Union, types.UnionType):
        return [
            inner
            for member in get_args(hint)
            if member is not type(None)
            for inner in members(member, owner)
        ]
    return [hint]


def is_optional(hint: Any, owner: type) -> bool:
    hint = resolve(hint, owner)
    if get_origin(hint) in (Union, types.UnionType):
        return any(member is type(None) or is_optional(member, owner) for member in get_args(hint))
    return hint is type(None)


def literals(choices: list[Any]) -> list[Any]:
    return [
        value for choice in choices if get_origin(choice) is Literal for value in get_args(choice)
    ]


@dataclass(frozen=True, slots=True)
class Kinds:
    """What a field may hold. Worked out once for each field: to read it from the types at every
    value took longer than all else that the sandbox does.
    """

    choices: list[Any]
    is_optional: bool
    literals: list[Any]
    classes: list[type]
    elements: Kinds | None = None  # of a list
    values: Kinds | None = None  # of a mapping
    # Of a page of a list; each says itself what it is where the types say `Any`.
    has_page: bool = False
    items: Kinds | None = None


def kinds(hint: Any, owner: type) -> Kinds:
    choices = members(hint, owner)
    found: dict[str, Any] = {}
    for choice in choices:
        origin, inner = get_origin(choice), get_args(choice)
        if origin is list and "elements" not in found:
            found["elements"] = kinds(inner[0], owner)
        elif origin in (dict, UntypedStripeObject) and not {"values", "has_page"} & found.keys():
            found["values"] = kinds(inner[-1], owner)
        elif origin is ListObject and not {"values", "has_page"} & found.keys():
            found["has_page"] = True
            found["items"] = None if inner[0] is Any else kinds(inner[0], owner)
    return Kinds(
        choices,
        is_optional(hint, owner),
        literals(choices),
        [one for one in choices if inspect.isclass(one) and issubclass(one, StripeObject)],
        **found,
    )


@cache
def fields(owner: type) -> dict[str, Kinds]:
    """What each field of a resource may hold."""
    return {name: kinds(hint, owner) for name, hint in hints(owner).items()}


def read_ahead() -> None:
    """Read the types of what is asked for first. It takes about a second, and on a busy machine
    several: longer than a client waits for its first answer before it asks once more.
    """
    seen: set[type] = set()
    for kind in FIRST:
        owner = resource(kind)
        assert owner is not None
        _read_with_parts(owner, seen)


def _read_with_parts(owner: type, seen: set[type]) -> None:
    """A resource's fields and those of the parts that its own module describes."""
    if owner in seen:
        return
    seen.add(owner)
    waiting: list[Kinds | None] = list(fields(owner).values())
    while waiting:
        allowed = waiting.pop()
        if allowed is None:
            continue
        waiting += [allowed.elements, allowed.values, allowed.items]
        for part in allowed.classes:
            if part.__module__ == owner.__module__:
                _read_with_parts(part, seen)


@cache
def resource(kind: str) -> type | None:
    """The SDK's class for an `object` value, `None` when the SDK knows no such kind."""
    # The SDK answers the base class for kinds it has never heard of, and types line items as
    # `item`.
    found = get_object_class("V1", kind)
    return None if found is StripeObject else found


@cache
def _optional(kind: str) -> tuple[str, ...]:
    owner = resource(kind)
    if owner is None:
        raise LookupError(f"The SDK has no resource {kind!r}.")
    left_out = ON_REQUEST.get(kind, frozenset()) | {"deleted"}
    return tuple(
        name
        for name, allowed in fields(owner).items()
        if allowed.is_optional and name not in left_out
    )


def blank(kind: str) -> Json:
    """Every optional field of a resource as null, which is how Stripe sends what is not set."""
    return {**dict.fromkeys(_optional(kind)), "object": kind}


@cache
def is_expandable(kind: str, field: str) -> bool:
    """Whether `expand[]` may name this field: an id or an object, or a list given on request."""
    owner = resource(kind)
    if owner is None or field not in fields(owner):
        return False
    allowed = fields(owner)[field]
    return field in ON_REQUEST.get(kind, ()) or (
        str in allowed.choices and bool(allowed.classes) and not allowed.literals
    )


def problems_of(value: Json) -> list[str]:
    """What is wrong with an object that is about to be sent; empty when it agrees with the SDK's
    types.
    """
    kind = value.get("object")
    if kind == "list":
        return _check_page(value, None, "list")
    owner = resource(kind) if isinstance(kind, str) else None
    if owner is None:
        return [f"object: {kind!r} is no kind the SDK knows"]
    return _check_object(value, owner, str(kind))


def _check_object(value: Json, owner: type, path: str) -> list[str]:
    known = fields(owner)
    if value.get("deleted") is True:
        known = {name: known[name] for name in ("id", "object", "deleted") if name in known}
    problems = [f"{path}.{name}: unknown field" for name in value if name not in known]
    for name, allowed in known.items():
        if name not in value:
            if not allowed.is_optional:
                problems.append(f"{path}.{name}: missing")
        elif value[name] is None:
            if not allowed.is_optional:
                problems.append(f"{path}.{name}: null, but never null in the types")
        else:
            problems += _check(value[name], allowed, f"{path}.{name}")
    if owner.__name__ == "Event" and isinstance(value.get("data"), dict):
        inner = value["data"].get("object")
        problems += (
            problems_of(inner) if isinstance(inner, dict) else [f"{path}.data.object: no object"]
        )
    return problems


def _check_page(value: Json, items: Kinds | None, path: str) -> list[str]:
    problems = [
        f"{path}.{name}: unknown field"
        for name in value
        if name not in {"object", "data", "has_more", "url"}
    ]
    for name, kind in (("object", str), ("data", list), ("has_more", bool), ("url", str)):
        if not isinstance(value.get(name), kind):
            problems.append(f"{path}.{name}: not {kind.__name__}")
    for index, element in enumerate(value.get("data") or []):
        problems += (
            problems_of(element)
            if items is None
            else _check(element, items, f"{path}.data[{index}]")
        )
    return problems


def _check(value: Any, allowed: Kinds, path: str) -> list[str]:
    if Any in allowed.choices:
        return []
    if isinstance(value, dict):
        return _check_dict(value, allowed, path)
    if isinstance(value, list):
        if allowed.elements is None:
            return [f"{path}: a list, expected {_described(allowed.choices)}"]
        inner = allowed.elements
        return [p for i, one in enumerate(value) for p in _check(one, inner, f"{path}[{i}]")]
    if allowed.literals:
        is_fine = value in allowed.literals
        return [] if is_fine else [f"{path}: {value!r} is not one of {allowed.literals}"]
    is_fine = _is_scalar_of(value, allowed.choices)
    return [] if is_fine else [f"{path}: {value!r}, expected {_described(allowed.choices)}"]


def _check_dict(value: Json, allowed: Kinds, path: str) -> list[str]:
    if allowed.values is not None:
        inner = allowed.values
        return [p for key, one in value.items() for p in _check(one, inner, f"{path}.{key}")]
    if allowed.has_page:
        return _check_page(value, allowed.items, path)
    kind = value.get("object") if isinstance(value.get("object"), str) else None
    for one in allowed.classes:
        if kind is None or getattr(one, "OBJECT_NAME", None) == kind:
            return _check_object(value, one, path)
    return [f"{path}: an object ({kind}), expected {_described(allowed.choices)}"]


def _is_scalar_of(value: Any, choices: list[Any]) -> bool:
    for choice in choices:
        if isinstance(choice, TypeVar):
            return True
        if choice is Decimal and isinstance(value, str):
            try:
                Decimal(value)
            except InvalidOperation:
                continue
            return True
        if choice is float and isinstance(value, (int, float)) and not isinstance(value, bool):
            return True
        if choice in (int, str, bool) and type(value) is choice:
            return True
    return False


def _described(choices: list[Any]) -> str:
    return " or ".join(getattr(choice, "__name__", str(choice)) for choice in choices)
