"""Why something moved, as staff read it."""

import re
from pathlib import Path

import pytest
from django.utils.translation import override

from payments.admin.causes import WORDS, cause_in_words

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("cause", "english", "french"),
    [
        ("paid", "the payment arrived", "le paiement est arrivé"),
        ("dispute lost", "dispute: lost", "litige : perdu"),
        ("payment expired", "payment: expired", "paiement : expiré"),
        ("change pause", "asked for: pause", "demandé : pause"),
        ("batch 12", "batch of gifts 12", "remise de dons 12"),
        ("import 3", "import 3", "importation 3"),
        ("refund 0b1e8c0e-1111-4222-8333-444455556666", "a refund", "un remboursement"),
        (
            "refund 0b1e8c0e-1111-4222-8333-444455556666 failed",
            "a refund failed",
            "un remboursement a échoué",
        ),
        ("invoice.paid", "Stripe: invoice.paid", "Stripe : invoice.paid"),
        ("awa.sample@example.org", "awa.sample@example.org", "awa.sample@example.org"),
    ],
)
def test_a_cause_is_read_in_the_readers_language(cause: str, english: str, french: str) -> None:
    assert cause_in_words(cause) == english
    with override("fr"):
        assert cause_in_words(cause).replace("\N{NO-BREAK SPACE}", " ") == french


def test_every_cause_that_the_code_names_has_words() -> None:
    folders = ("donations", "shop", "site/config", "site/payments")
    named = {
        cause
        for folder in folders
        for file in (ROOT / folder).rglob("*.py")
        for cause in re.findall(r'cause="([^"]*)"', file.read_text())
    }
    assert named
    assert named <= WORDS.keys()
