"""Form bodies as the SDK writes them: `line_items[0][price_data][currency]=usd`,
`expand[0]=data.customer`.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from .errors import ApiError, Json

NAME = re.compile(r"^([^\[\]]+)((?:\[[^\[\]]*\])*)$")
DEEPEST = 12


def decode(text: str) -> Json:
    """Nested dicts of strings; lists stay dicts of numbers until the types say that a list is
    meant.
    """
    decoded: Json = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        match = NAME.match(name)
        if match is None:
            raise ApiError(f"Invalid parameter name: {name}", param=name)
        keys = [match[1], *re.findall(r"\[([^\[\]]*)\]", match[2])]
        if len(keys) > DEEPEST:
            raise ApiError(f"Parameter nested too deeply: {match[1]}", param=match[1])
        _put(decoded, keys, value, name)
    return decoded


def _put(target: Json, keys: list[str], value: str, name: str) -> None:
    for index, given in enumerate(keys):
        key = given or str(len(target))  # `expand[]=a&expand[]=b` appends
        if index == len(keys) - 1:
            if isinstance(target.get(key), dict):
                raise ApiError(f"Invalid object: {name} is both a value and an object.", param=name)
            target[key] = value
            return
        inner = target.setdefault(key, {})
        if not isinstance(inner, dict):
            raise ApiError(f"Invalid object: {name} is both a value and an object.", param=name)
        target = inner
