import pytest
from django.utils import translation

from ledger.enums import EntryKind, MovementKind
from ledger.models import Entry

UUID = "1925f85e-290f-4703-8055-2293d276d30f"


@pytest.mark.parametrize(
    ("description", "french"),
    [
        (f"Stripe fee of payment {UUID}", f"Frais Stripe du paiement {UUID}"),
        ("Payout po_1SXz9aB", "Versement po_1SXz9aB"),
        ("Stripe fee txn_1SXz9aB", "Frais Stripe txn_1SXz9aB"),
        (
            f"Money withdrawn for dispute du_1SXz9aB of payment {UUID}",
            f"Somme retirée pour le litige du_1SXz9aB du paiement {UUID}",
        ),
        (
            f"Dispute du_1SXz9aB of payment {UUID}: lost",
            f"Litige du_1SXz9aB du paiement {UUID}\u00a0: perdu",
        ),
        (
            f"Exchange of refund {UUID}, which came back at another rate",
            f"Change du remboursement {UUID}, revenu à un autre cours",
        ),
        ("spent: 100 % of a pump: two", "dépensé\u00a0: 100 % of a pump: two"),
        ("Spending: 100 % of a pump", "Spending: 100 % of a pump"),
        ("", ""),
    ],
)
def test_entry_is_told_in_the_readers_language(description: str, french: str) -> None:
    entry = Entry(description=description)
    assert entry.told == description
    with translation.override("fr"):
        assert entry.told == french


def test_journal_names_a_movement_in_english_whoever_records_it() -> None:
    with translation.override("fr"):
        titles = [kind.in_english for kind in MovementKind]
        told = [Entry(description=f"{title}: un puits").told for title in titles]
    assert titles[2] == "released: spent for its purpose"
    assert told[2] == "libéré\u00a0: dépensé pour son but\u00a0: un puits"
    assert all(not text.startswith(title) for title, text in zip(titles, told, strict=True))


def test_reversal_is_told_with_its_reason() -> None:
    entry = Entry(description=f"Failed: Refund {UUID} of payment {UUID}", kind=EntryKind.REVERSAL)
    assert entry.told == entry.description
    with translation.override("fr"):
        assert entry.told == f"Échec\u00a0: Remboursement {UUID} du paiement {UUID}"
