"""The document itself: the same bytes for ever, readable by people and machines."""

import io
from datetime import UTC, datetime

import pytest
import time_machine
from pypdf import PdfReader

from core.models import OrganisationSettings
from donations.models import Receipt
from donations.services.documents.receipt_documents import read_out, render_pdf
from donations.services.documents.receipts import issue_receipt
from ledger.enums import Restriction
from ledger.models.funds import FundTranslation
from tests.factories.donations import gift_line, goods_line, make_fund, make_paid_payment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def organisation():
    settings, _made = OrganisationSettings.objects.update_or_create(
        defaults={
            "ein": "00-0000000",
            "address": "P.O. Box 51632\nDurham, North Carolina 27717",
            "signatory_name": "Sample Signatory",
            "signatory_title": "Treasurer",
            "disclosure": "Registered where the law asks for it.",
        }
    )
    return settings


@pytest.fixture(autouse=True)
def frozen_time():
    with time_machine.travel(datetime(2026, 11, 21, 15, 31, tzinfo=UTC), tick=False):
        yield


def text_of(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def issue(lines=None, **overrides) -> Receipt:
    return issue_receipt(make_paid_payment(lines, **{"name": "Awa Traoré", **overrides}))


def test_gift_receipt_says_all_that_the_law_asks():
    text = text_of(render_pdf(issue([gift_line(25000, description="Gift, where it is needed")])))
    for words in (
        "Mali Health Organizing Project",
        "EIN 00-0000000",
        "P.O. Box 51632, Durham, North Carolina 27717",
        "R-2026-000001",
        "Thank you, Awa Traoré.",
        "$250.00, received on November 21, 2026",
        "Gift, where it is needed",
        "Fund: Where it is needed most",
        "gave you no goods or services in return for this gift.",
        "Registered where the law asks for it.",
        "Sample Signatory, Treasurer",
        "Dates are those of New York.",
        "Issued on November 21, 2026",
    ):
        assert words in text
    assert "Copy" not in text
    # Columns that would say nothing.
    assert "Fair market value" not in text
    assert "Quantity" not in text


def test_mixed_receipt_keeps_goods_and_gift_apart():
    document = read_out(issue([goods_line(1800, 1800), gift_line(4000)]))
    assert document["totals"] == [
        {"label": "Paid in all", "amount": "$58.00"},
        {"label": "Worth of what you received", "amount": "$18.00"},
        {"label": "Your gift", "amount": "$40.00"},
    ]
    assert document["statements"][0] == (
        "In return you received goods and services that we value in good faith at $18.00, their "
        "fair market value. Only what you paid above that, $40.00, is tax-deductible in the "
        "United States as far as the law allows."
    )


def test_mixed_receipt_without_a_gift_left_says_so():
    document = read_out(issue([goods_line(500, 1800), gift_line(1000)]))
    assert document["totals"][-1]["amount"] == "$0.00"
    assert document["statements"][0].endswith("no part of this payment is tax-deductible.")


def test_confirmation_is_no_gift_receipt():
    document = read_out(issue([goods_line(1800, 1800)]))
    assert document["title"] == "Order confirmation"
    assert document["totals"] == [{"label": "Paid in all", "amount": "$18.00"}]
    no_gift, disclosure = document["statements"]
    assert no_gift == (
        "This confirms a purchase at market price. It is no gift receipt: no part of it is "
        "tax-deductible."
    )
    assert disclosure == "Registered where the law asks for it."


def test_restricted_fund_is_named_with_its_restriction():
    fund = make_fund(
        name="Water", restriction=Restriction.PURPOSE, restriction_reason="As the giver wrote"
    )
    document = read_out(issue([gift_line(4000, fund=fund, description="Gift for Water")]))
    assert document["lines"][0]["fund"] == "Fund: Water, restricted to a purpose"


def test_free_fund_is_named_once() -> None:
    document = read_out(issue([gift_line(4000, description="Gift, where it is needed most")]))
    assert document["lines"][0]["fund"] == ""


def test_french_receipt_writes_amounts_and_dates_the_french_way():
    fund = make_fund(name="Water")
    FundTranslation.objects.create(fund=fund, language="fr", name="Eau")
    receipt = issue([gift_line(123450, fund=fund)], language="fr")
    pdf = PdfReader(io.BytesIO(render_pdf(receipt)))
    text = text_of(render_pdf(receipt))
    assert "1 234,50 $US" in text.replace("\u202f", " ").replace("\xa0", " ")
    assert "21 novembre 2026" in text
    assert "Eau" in text
    assert pdf.trailer["/Root"]["/Lang"] == "fr"


def test_same_receipt_gives_the_same_bytes_today_and_in_a_year():
    receipt = issue([goods_line(), gift_line()])
    first = render_pdf(receipt)
    Receipt.objects.filter(pk=receipt.pk).update(pdf=None)
    with time_machine.travel(datetime(2027, 11, 21, tzinfo=UTC)):
        second = render_pdf(Receipt.objects.get(pk=receipt.pk))
    assert second == first


def test_first_rendering_is_stored_and_never_replaced(organisation):
    receipt = issue()
    first = render_pdf(receipt)
    stale = Receipt.objects.get(pk=receipt.pk)
    stale.pdf = None  # as a second process saw it before the first one stored
    organisation.legal_name = "Another Name"
    organisation.save()
    assert render_pdf(stale) == first
    assert bytes(Receipt.objects.get(pk=receipt.pk).pdf) == first


def test_copy_says_that_it_is_one_and_leaves_the_original_alone():
    receipt = issue()
    original, copy = render_pdf(receipt), render_pdf(receipt, is_copy=True)
    assert "Copy" in text_of(copy)
    assert copy == render_pdf(receipt, is_copy=True)
    assert bytes(Receipt.objects.get(pk=receipt.pk).pdf) == original


def test_document_is_tagged_for_readers_that_speak():
    pdf = PdfReader(io.BytesIO(render_pdf(issue())))
    root = pdf.trailer["/Root"]
    assert bool(root["/MarkInfo"]["/Marked"])
    assert root["/Lang"] == "en"
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert pdf.metadata.title == "Gift receipt R-2026-000001"
    assert len(pdf.pages) == 1


@pytest.mark.parametrize(
    "name",
    [
        "Fanta Kɔnɛ Ŋaɲɛ",
        '#panic("x") $x$ *bold* _it_ `raw` @ref <label>',
        '"}]} #eval("1")',
        "\\u{48} \\ // comment /* x */",
        "O'Brien & Söhne",
    ],
)
def test_names_stay_text_in_the_document(name):
    assert name in text_of(render_pdf(issue(name=name)))


@pytest.mark.parametrize("name", ["X" * 200, "李雷 🌍", "فاطمة", "A\u202eB", "\u0301" * 50])
def test_strange_names_still_get_a_document(name):
    assert render_pdf(issue(name=name)).startswith(b"%PDF-")


def test_signature_never_stands_alone_on_a_page():
    for count in range(1, 10):
        receipt = issue([*[goods_line() for _number in range(count)], gift_line()])
        last = PdfReader(io.BytesIO(render_pdf(receipt))).pages[-1].extract_text()
        assert "Sample Signatory" in last
        assert "Registered where the law asks" in " ".join(last.split())


def test_receipt_of_many_lines_runs_over_pages():
    lines = [goods_line(description=f"Soap {number}") for number in range(60)]
    pdf = PdfReader(io.BytesIO(render_pdf(issue([*lines, gift_line()]))))
    assert len(pdf.pages) == 3
    last = " ".join(pdf.pages[-1].extract_text().split())
    assert "In return you received goods and services" in last  # the sentences stay together
    assert "Registered where the law asks for it." in last
