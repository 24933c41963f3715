"""A request as it came and an answer as it goes, whichever part of the sandbox deals with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from email.message import Message
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Request:
    method: str
    target: str
    headers: Message  # whose `get` does not care about upper and lower case
    body: str

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> str:
        return urlsplit(self.target).query


@dataclass(frozen=True)
class Answer:
    """`delivery` is `whole`, or what a fault makes of it: `nothing` (the connection just ends) or
    `reset`.
    """

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    delivery: str = "whole"

    def with_headers(self, more: Mapping[str, str]) -> Answer:
        return replace(self, headers={**self.headers, **more})


def as_json(status: int, value: Any) -> Answer:
    return Answer(
        status,
        json.dumps(value, ensure_ascii=False).encode(),
        {"Content-Type": "application/json"},
    )
