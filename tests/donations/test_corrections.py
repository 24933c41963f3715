"""Documents that staff void, replace or send again: never edited, always with a reason."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.core import mail
from pypdf import PdfReader

from accounts.models import Supporter
from core.attention import conditions
from core.models import OutboxMail
from donations.exceptions import ReceiptError
from donations.models import Receipt
from donations.services.documents.corrections import replace_receipt, resend_receipt, void_receipt
from donations.services.documents.receipt_documents import read_out, render_pdf
from donations.services.documents.receipts import issue_receipt
from donations.services.giving.gifts import receive_gifts
from ledger.verification import verify
from payments.models import Payment, PaymentLine
from tests.factories.accounts import make_supporter, make_user
from tests.factories.donations import gift_line, goods_line, make_paid_payment
from tests.factories.payments import ask_refund, tell_refund

pytestmark = pytest.mark.django_db

DOCUMENTS = (
    "every payment that arrived has one receipt",
    "every document that holds no longer has its successor",
)


def receipted(*lines: dict, **overrides) -> Receipt:
    supporter = make_supporter()
    values = {"supporter": supporter, "email": supporter.email, "stripe_payment_intent": "pi_1"}
    payment = make_paid_payment(list(lines) or None, **{**values, **overrides})
    receive_gifts(payment=payment, lines=list(payment.lines.all()))
    return issue_receipt(payment)


def codes() -> list[tuple[str, str]]:
    return [(one.code, one.status) for one in Receipt.objects.order_by("pk")]


def test_voided_receipt_stays_marked_with_a_reason_and_nothing_takes_its_place():
    receipt, by = receipted(), make_user()
    for _click in range(2):
        void_receipt(receipt=receipt, reason=" The donor is another ", by=by)
    receipt.refresh_from_db()
    assert codes() == [("R-2026-000001", "void")]
    [move] = receipt.moves.all()
    assert (move.after, move.reason, move.moved_by) == ("void", "The donor is another", by)
    assert read_out(receipt)["mark"] == "Void"
    assert OutboxMail.objects.latest("pk").subject == "R-2026-000001 no longer holds"
    # Settling again does not bring it back, and the books accept it.
    assert issue_receipt(receipt.payment) == receipt
    assert [verify()[name] for name in DOCUMENTS] == [[], []]
    Receipt.objects.get().moves.update(moved_by=None)  # void, and nobody said so
    assert [len(verify()[name]) for name in DOCUMENTS] == [1, 1]


def test_replaced_receipt_carries_the_corrected_name_and_later_ones_keep_it():
    receipt, by = receipted(name="Awa Smaple"), make_user()
    void_receipt(receipt=receipt, reason="Misspelt", by=by)
    made = replace_receipt(
        receipt=receipt, name="  Awa  Sample", email="AWA@example.org", reason="Misspelt", by=by
    )
    assert codes() == [("R-2026-000001", "void"), ("R-2026-000002", "issued")]
    assert (made.supporter_name, made.supporter_email) == ("Awa Sample", "awa@example.org")
    assert read_out(made)["statements"][0].startswith("This document takes the place of R-2026")
    assert OutboxMail.objects.latest("pk").to == "awa@example.org"
    with pytest.raises(ReceiptError, match="R-2026-000002 has taken the place"):
        replace_receipt(receipt=receipt, name="X", email="", reason="Again", by=by)
    tell_refund(ask_refund(receipt.payment, (0, 1000, 0)))
    latest = Receipt.objects.latest("pk")
    assert (latest.supporter_name, latest.supersedes) == ("Awa Sample", made)
    assert [verify()[name] for name in DOCUMENTS] == [[], []]


@pytest.mark.parametrize("guard", [True, False])
def test_receipt_that_was_replaced_is_not_replaced_again(guard, settings):
    receipt, by = receipted(), make_user()
    replace_receipt(receipt=receipt, name="Awa", email="", reason="Name", by=by)
    if guard:
        with pytest.raises(ReceiptError):
            void_receipt(receipt=receipt, reason="Once more", by=by)
        return
    settings.GUARDS_OFF = ["replaced receipt"]
    void_receipt(receipt=receipt, reason="Once more", by=by)  # says yes, and tells the supporter
    assert OutboxMail.objects.filter(template="donations/emails/receipt_void").exists()


def test_reason_and_name_are_needed_and_a_statement_of_refund_stays():
    receipt, by = receipted(), make_user()
    with pytest.raises(ReceiptError, match="Say why"):
        void_receipt(receipt=receipt, reason="  ", by=by)
    with pytest.raises(ReceiptError, match="Enter the name"):
        replace_receipt(receipt=receipt, name=" ", email="", reason="Name", by=by)
    tell_refund(ask_refund(receipt.payment, (0, 4000, 0)))
    with pytest.raises(ReceiptError, match="statement of refund"):
        void_receipt(receipt=Receipt.objects.latest("pk"), reason="No", by=by)


def test_copy_goes_to_another_address_and_is_kept_only_when_asked(
    django_capture_on_commit_callbacks,
):
    receipt, token = receipted(), uuid4()
    original = render_pdf(receipt)
    known = receipt.payment.supporter.email
    with django_capture_on_commit_callbacks(execute=True):
        for _click in range(2):
            resend_receipt(
                token=token, receipt=receipt, email="New@example.org", is_to_be_kept=False
            )
    [sent] = mail.outbox
    assert (sent.to, sent.attachments[0][0]) == (["new@example.org"], f"{receipt.code}.pdf")
    assert "Copy" in PdfReader(BytesIO(sent.attachments[0][1])).pages[0].extract_text()
    assert f"A copy of the document {receipt.code} is attached." in sent.body
    assert bytes(Receipt.objects.get().pdf) == original
    assert Supporter.objects.filter(email=known).exists()
    resend_receipt(token=uuid4(), receipt=receipt, email="new@example.org", is_to_be_kept=True)
    assert Supporter.objects.get(payments=receipt.payment).email == "new@example.org"
    other = make_supporter()
    with pytest.raises(ReceiptError, match="another supporter"):
        resend_receipt(token=uuid4(), receipt=receipt, email=other.email, is_to_be_kept=True)
    void_receipt(receipt=receipt, reason="Void", by=make_user())
    with pytest.raises(ReceiptError, match="holds no longer"):
        resend_receipt(token=uuid4(), receipt=receipt, email="a@example.org", is_to_be_kept=False)


def test_reports_that_must_be_empty_say_what_is_wrong():
    found = {one.name: one for one in conditions()}
    reports = [found["gifts_without_a_document"], found["documents_without_a_value"]]
    mixed = receipted(goods_line(1800, 1800), gift_line(4000))
    # Soap that came back: nothing is left to be valued.
    given_back = {"paid": 5800, "refunded": 1800, "goods_value": 0, "deductible": 4000}
    refunded = receipted(goods_line(1800, 1800), gift_line(4000), stripe_payment_intent="pi_2")
    Receipt.objects.filter(pk=refunded.pk).update(facts={**refunded.facts, "totals": given_back})
    assert [list(one.find()) for one in reports] == [[], []]
    PaymentLine.objects.filter(payment=mixed.payment, kind="goods").update(fair_market_value=0)
    late = make_paid_payment(supporter=make_supporter())
    receive_gifts(payment=late, lines=list(late.lines.all()))
    [[gift], [document]] = [list(one.find()) for one in reports]
    assert gift.text == "A gift of Nov.\xa021, 2026 has no document."
    assert document.text == f"Receipt {mixed.code} does not say what the goods are worth."
    assert Payment.objects.get(pk=late.pk).name not in gift.text
