import pytest

from ledger.enums import AccountCode
from payments import handlers
from payments.enums import LineKind
from payments.models import Payment
from tests.payments.handlers import RecordingHandler

INCOME = {
    LineKind.GOODS: AccountCode.SOAP_SALES,
    LineKind.GIFT: AccountCode.GIFTS,
    LineKind.IN_KIND: AccountCode.GIFTS_IN_KIND,
    LineKind.FEE_COVER: AccountCode.FEE_COVER,
    LineKind.SHIPPING: AccountCode.SHIPPING,
    LineKind.TAX: AccountCode.SALES_TAX,
}


@pytest.fixture
def handler(monkeypatch: pytest.MonkeyPatch) -> RecordingHandler:
    """One recording handler for every kind of line, in place of the shop's and donations' own."""
    recorder = RecordingHandler()
    registry = {kind: [handlers.Registration(recorder, INCOME[kind])] for kind in LineKind}
    monkeypatch.setattr(handlers, "_handlers", registry)
    return recorder


@pytest.fixture
def receipts(monkeypatch: pytest.MonkeyPatch) -> list[Payment]:
    """The payments for which a receipt was asked or revised, in place of the real issuer."""
    issued: list[Payment] = []
    monkeypatch.setattr(handlers, "_receipt_issuers", [issued.append])
    monkeypatch.setattr(
        handlers, "_receipt_revisers", [lambda refund: issued.append(refund.payment)]
    )
    return issued
