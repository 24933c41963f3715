"""Requests read through the SDK's parameter TypedDicts: strings become what the types say, anything
else is refused.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any, cast, get_args, get_origin

from stripe._stripe_object import UntypedStripeObject

from . import errors
from .errors import Json
from .specification import hints, literals, members

INTEGER = re.compile(r"^-?\d{1,18}$")
METADATA_KEYS, METADATA_KEY, METADATA_VALUE = 50, 40, 500


def read(described: type, raw: Json, path: str = "") -> Json:
    """The request's parameters with their types; a `ApiError` with Stripe's own words at the
    first that is wrong.
    """
    fields = hints(described)
    for name in raw:
        if name not in fields:
            raise errors.parameter_unknown(_joined(path, name))
    for name in sorted(getattr(described, "__required_keys__", ())):
        if name in fields and name not in raw:
            raise errors.parameter_missing(_joined(path, name))
    return {
        name: _value(value, fields[name], described, _joined(path, name))
        for name, value in raw.items()
    }


def _joined(path: str, name: str) -> str:
    return f"{path}[{name}]" if path else name


def _value(raw: Any, hint: Any, owner: type, path: str) -> Any:
    choices = members(hint, owner)
    if isinstance(raw, dict):
        return _nested(raw, choices, owner, path)
    text = str(raw)
    if text == "":
        # `Literal['']` in the types is how Stripe says that a field can be unset.
        if "" in literals(choices):
            return ""
        raise errors.parameter_empty(path)
    allowed = [value for value in literals(choices) if value != ""]
    if allowed:
        if text in allowed:
            return text
        # A number beside a word, such as billing_cycle_anchor: 'now' or a time.
        rest = [choice for choice in choices if choice in (int, bool)]
        if not rest:
            raise errors.parameter_invalid(
                path, f"Invalid {path}: must be one of {_enumerated(allowed)}"
            )
        return _scalar(text, rest, path)
    return _scalar(text, choices, path)


def _nested(raw: Json, choices: list[Any], owner: type, path: str) -> Any:
    for choice in choices:
        origin = get_origin(choice)
        if origin is list:
            return _elements(raw, get_args(choice)[0], owner, path)
        if hasattr(
            choice, "__required_keys__"
        ):  # a TypedDict of `typing` or of `typing_extensions`: the SDK has both
            return read(choice, raw, path)
        if origin in (dict, UntypedStripeObject):
            return _mapping(raw, path)
    raise errors.parameter_invalid(
        path, f"Invalid {_wanted(choices)}: {path} was given as an object."
    )


def _elements(raw: Json, inner: Any, owner: type, path: str) -> list[Any]:
    if not all(key.isdecimal() for key in raw):
        raise errors.parameter_invalid(path, "Invalid array")
    ordered = sorted(raw.items(), key=lambda item: int(item[0]))
    return [_value(value, inner, owner, f"{path}[{index}]") for index, value in ordered]


def _mapping(raw: Json, path: str) -> dict[str, str]:
    """Metadata: fifty keys of forty letters, values of five hundred; an empty value removes the
    key.
    """
    if len(raw) > METADATA_KEYS:
        raise errors.parameter_invalid(path, f"Metadata can have at most {METADATA_KEYS} keys.")
    for key, value in raw.items():
        if not isinstance(value, str):
            raise errors.parameter_invalid(f"{path}[{key}]", "Metadata values must be strings.")
        if len(key) > METADATA_KEY:
            raise errors.parameter_invalid(
                f"{path}[{key}]", f"Metadata keys can be up to {METADATA_KEY} characters long."
            )
        if len(value) > METADATA_VALUE:
            raise errors.parameter_invalid(
                f"{path}[{key}]",
                f"Metadata values can have up to {METADATA_VALUE} characters, but you passed in a "
                "value that is "
                f"{len(value)} characters.",
            )
    return cast("dict[str, str]", raw)


def _scalar(text: str, choices: list[Any], path: str) -> Any:
    if bool in choices and text in ("true", "false"):
        return text == "true"
    if int in choices and INTEGER.match(text):
        return int(text)
    if (Decimal in choices or float in choices) and _is_number(text):
        return text
    if str in choices:
        return text
    if int in choices:
        raise errors.parameter_invalid_integer(path, text)
    raise errors.parameter_invalid(path, f"Invalid {_wanted(choices)}: {text}")


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _wanted(choices: list[Any]) -> str:
    for choice, word in (
        (bool, "boolean"),
        (int, "integer"),
        (Decimal, "decimal"),
        (float, "number"),
        (str, "string"),
    ):
        if choice in choices:
            return word
    return "array" if any(get_origin(choice) is list for choice in choices) else "object"


def _enumerated(values: list[Any]) -> str:
    words = [str(value) for value in values]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])}, or {words[-1]}"
