"""A site in which nobody acts on a kind of line does not start."""

import pytest

from payments import handlers, subscription_handlers
from payments.enums import LineKind


def test_each_kind_of_line_and_each_registry_needs_exactly_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def problems() -> list[str | None]:
        found = [*handlers.check_handlers(), *subscription_handlers.check_subscription_handler()]
        return [problem.id for problem in found]

    assert problems() == []
    monkeypatch.setattr(handlers, "_handlers", {})
    monkeypatch.setattr(handlers, "_receipt_issuers", handlers._receipt_issuers * 2)
    monkeypatch.setattr(handlers, "_receipt_revisers", [])
    monkeypatch.setattr(subscription_handlers, "_handlers", [])
    kinds = ["payments.E001"] * len(LineKind)
    assert problems() == [*kinds, "payments.E002", "payments.E002", "payments.E003"]
