"""Every case of the trade has its words, in both languages; nobody reads those of another case."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.utils import translation

from core.models import OrganisationSettings
from donations.enums import Interval
from donations.models import Receipt
from donations.services.documents.corrections import replace_receipt
from donations.services.documents.receipt_documents import read_out
from donations.services.documents.receipts import issue_receipt
from donations.services.giving.gift_lines import recurring_line
from donations.services.giving.gifts import receive_gifts
from ledger.models import Fund
from payments.enums import LineKind, PaymentMethod
from payments.models import Remittance
from tests.factories.accounts import make_supporter, make_user
from tests.factories.donations import gift_line, goods_line, make_paid_payment
from tests.factories.payments import ask_refund, tell_refund

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Case:
    """How the money came, and what its document says: `words` in both languages, `silent` about
    what it must not say."""

    method: PaymentMethod = PaymentMethod.CARD
    lines: tuple[dict[str, Any], ...] = ()
    interval: str = ""
    remittance: dict[str, str] = field(default_factory=dict)
    given_back: int = 0
    is_replaced: bool = False
    kind: str = "receipt"
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    silent: tuple[str, ...] = ()


NOTHING_IN_RETURN = {
    "en": "gave you no goods or services in return for this gift.",
    "fr": "ne vous a remis aucun bien ni service en échange de ce don.",
}
ITEM = goods_line(1800, 1800, description="Shea soap")

CASES = {
    "cash gift by card": Case(
        words={
            "en": ("$40.00, received on November 21, 2026", NOTHING_IN_RETURN["en"]),
            "fr": ("40,00 $US, reçus le 21 novembre 2026", NOTHING_IN_RETURN["fr"]),
        }
    ),
    "goods and gift": Case(
        lines=(ITEM, gift_line(4000)),
        words={
            "en": ("Only what you paid above that, $40.00,", "at $18.00, their fair market"),
            "fr": ("juste valeur marchande", "40,00 $US", "18,00 $US"),
        },
        silent=("no goods or services", "aucun bien ni service"),
    ),
    "goods alone": Case(
        lines=(ITEM,),
        kind="confirmation",
        words={"en": ("It is no gift receipt",), "fr": ("pas un reçu",)},
        silent=("501(c)(3)",),
    ),
    "stock": Case(
        method=PaymentMethod.STOCK,
        remittance={"description": "20 shares of Sample Corp."},
        words={
            "en": ("20 shares of Sample Corp., in our account on November 21", "do not value"),
            "fr": ("20 shares of Sample Corp., sur notre compte le 21 novembre", "sans les"),
        },
        silent=("40.00", "40,00"),
    ),
    "in kind": Case(
        method=PaymentMethod.IN_KIND,
        lines=(gift_line(4000, kind=LineKind.GIFT, description="Two moulds"),),
        remittance={"description": "Two moulds"},
        words={
            "en": ("Two moulds, received on November 21", "do not value it"),
            "fr": ("Two moulds, réception le 21 novembre", NOTHING_IN_RETURN["fr"]),
        },
        silent=("40.00", "40,00"),
    ),
    "donor-advised fund": Case(
        method=PaymentMethod.DONOR_ADVISED,
        remittance={"organisation": "Sample Charitable", "person": "Awa Sample"},
        kind="thanks",
        words={
            "en": ("$40.00 from Sample Charitable", "it is no tax receipt"),
            "fr": ("40,00 $US de Sample Charitable", "Sample Charitable est"),
        },
        silent=("deductible", "déductible", "501(c)(3)"),
    ),
    "employer match": Case(
        method=PaymentMethod.EMPLOYER_MATCH,
        remittance={"organisation": "Sample Works", "person": "Awa Sample"},
        words={
            "en": ("$40.00 as a matching gift, received on",),
            "fr": ("40,00 $US en complément d’un don, reçus le",),
        },
    ),
    "cheque": Case(
        method=PaymentMethod.CHEQUE,
        remittance={"reference": "1042"},
        words={"en": ("$40.00 by cheque 1042",), "fr": ("40,00 $US par le chèque 1042",)},
    ),
    "bank transfer": Case(
        method=PaymentMethod.WIRE,
        words={"en": ("$40.00 by bank transfer",), "fr": ("40,00 $US par virement",)},
    ),
    "mobile money": Case(
        method=PaymentMethod.MOBILE_MONEY,
        words={"en": ("$40.00 by mobile money",), "fr": ("40,00 $US par argent mobile",)},
    ),
    "cash": Case(
        method=PaymentMethod.CASH,
        words={"en": ("$40.00 in cash",), "fr": ("40,00 $US en espèces",)},
    ),
    "payroll": Case(
        method=PaymentMethod.PAYROLL,
        remittance={"organisation": "Sample Works"},
        words={
            "en": ("$40.00 from your pay at Sample Works",),
            "fr": ("40,00 $US sur votre salaire chez Sample Works",),
        },
    ),
    "monthly": Case(
        interval=Interval.MONTH,
        words={"en": ("Monthly gift",), "fr": ("Don mensuel",)},
    ),
    "quarterly": Case(
        interval=Interval.QUARTER,
        words={"en": ("Quarterly gift",), "fr": ("Don trimestriel",)},
    ),
    "refunded in part": Case(
        given_back=1500,
        words={
            "en": (
                "takes the place of R-2026-000001",
                "Given back on",
                "What is left, $25.00, is tax-deductible",
            ),
            "fr": ("R-2026-000001", "Le reste, soit 25,00 $US, est déductible"),
        },
        silent=("The whole amount", "Le montant entier"),
    ),
    "refunded": Case(
        given_back=4000,
        kind="refund",
        words={
            "en": ("We have given your payment back.", "Nothing is left of this payment"),
            "fr": ("Il ne reste rien de ce paiement", "R-2026-000001"),
        },
    ),
    "replaced": Case(
        is_replaced=True,
        words={
            "en": ("Thank you, Binta Sample.", "takes the place of R-2026-000001"),
            "fr": ("Merci, Binta Sample", "R-2026-000001"),
        },
    ),
}


def receipt_of(case: Case, language: str) -> Receipt:
    lines = list(case.lines)
    if case.interval:
        with translation.override(language):
            line = recurring_line(amount=4000, fund=Fund.objects.default(), interval=case.interval)
        lines = [gift_line(4000, description=line.description)]
    supporter = make_supporter(name="Awa Sample", language=language)
    intent = f"pi_{supporter.pk}" if case.method == PaymentMethod.CARD else None
    payment = make_paid_payment(
        lines or None,
        method=case.method,
        language=language,
        name=supporter.name,
        email=supporter.email,
        supporter=supporter,
        stripe_payment_intent=intent,
    )
    if case.method != PaymentMethod.CARD:
        Remittance.objects.create(payment=payment, recorded_by=make_user(), **case.remittance)
    receive_gifts(payment=payment, lines=list(payment.lines.all()))
    receipt = issue_receipt(payment)
    if case.given_back:
        tell_refund(ask_refund(payment, (0, case.given_back, 0)))
    if case.is_replaced:
        replace_receipt(
            receipt=receipt, name="Binta Sample", email="", reason="Name", by=make_user()
        )
    return Receipt.objects.select_related("supersedes").latest("pk")


def text_of(receipt: Receipt) -> str:
    document = read_out(receipt)
    texts = [document["thanks"], document["received"], *document["statements"]]
    texts += [f"{line['description']} {line['amount']}" for line in document["lines"]]
    texts += [total["amount"] for total in document["totals"]]
    return " ".join(" ".join(texts).replace("\u202f", " ").replace("\xa0", " ").split())


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_case_has_its_words(language: str) -> None:
    OrganisationSettings.objects.update_or_create(defaults={"ein": "00-0000000"})
    wrong = []
    with time_machine.travel(datetime(2026, 11, 21, 15, 31, tzinfo=UTC), tick=False):
        for name, case in CASES.items():
            receipt = receipt_of(case, language)
            text = text_of(receipt)
            wrong += [(name, word) for word in case.silent if word in text]
            said = [
                word.replace("R-2026-000001", _before(receipt)) for word in case.words[language]
            ]
            wrong += [(name, word, text) for word in said if word not in text]
            if receipt.kind != case.kind:
                wrong.append((name, receipt.kind))
    assert wrong == []


def _before(receipt: Receipt) -> str:
    return receipt.supersedes.code if receipt.supersedes else "R-2026-000001"
