import pytest
from django.utils import translation

from ledger.models import Entry

UUID = "1925f85e-290f-4703-8055-2293d276d30f"


@pytest.mark.parametrize(
    ("description", "french"),
    [
        (f"Stripe fee of payment {UUID}", f"Frais Stripe du paiement {UUID}"),
        ("Payout po_1SXz9aB", "Versement po_1SXz9aB"),
        ("Spending: 100 % of a pump", "Spending: 100 % of a pump"),
        ("", ""),
    ],
)
def test_entry_is_told_in_the_readers_language(description: str, french: str) -> None:
    entry = Entry(description=description)
    assert entry.told == description
    with translation.override("fr"):
        assert entry.told == french
