"""Transfers that were announced: promised once, withdrawn, expected again."""

import secrets
from typing import Any

import pytest

from donations.enums import TransferStatus
from donations.exceptions import TransferError
from donations.models import ExpectedTransfer
from donations.services.offline.transfers import expect_again, promise_transfer, withdraw
from tests.factories.ledger import default_fund
from tests.infrastructure.meanwhile import just_before

pytestmark = pytest.mark.django_db


def promise(**overrides: Any) -> ExpectedTransfer:
    fields: dict[str, Any] = {
        "amount": 25_000,
        "currency": "USD",
        "fund": default_fund(),
        "name": "Awa Sample",
        "email": "awa@example.org",
        "language": "en",
        **overrides,
    }
    return promise_transfer(**fields)


def test_promise_that_a_twin_makes_meanwhile_is_that_one() -> None:
    twins: list[ExpectedTransfer] = []
    with just_before("SAVEPOINT", lambda: twins.append(promise())):
        again = promise()
    assert [twin.code for twin in twins] == [again.code] == [ExpectedTransfer.objects.get().code]


def test_promise_without_a_free_code_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "choice", lambda alphabet: alphabet[0])
    first = promise()
    with pytest.raises(TransferError, match="no free code"):
        promise(amount=26_000)
    assert ExpectedTransfer.objects.get() == first


def test_withdrawn_transfer_is_expected_again_unless_it_was_promised_again() -> None:
    transfer = promise()
    for move, after in ((withdraw, TransferStatus.WITHDRAWN), (expect_again, TransferStatus.OPEN)):
        move(transfer)
        assert transfer.status == after
        with pytest.raises(TransferError, match="Somebody else was faster"):
            move(transfer)
    withdraw(transfer)
    again = promise()
    with pytest.raises(TransferError, match="promised it again"):
        expect_again(transfer)
    transfer.refresh_from_db()
    assert (transfer.status, again.status) == (TransferStatus.WITHDRAWN, TransferStatus.OPEN)
