"""A gift from the form to the mail, with the local Stripe in between and nothing replaced."""

import io

import pytest
from django.core import mail
from pypdf import PdfReader

from core.models import OutboxMail
from donations.enums import DonationStatus
from donations.models import Donation, Receipt
from ledger.enums import AccountCode
from ledger.models import Line
from ledger.verification import verify
from payments.models import Payment
from payments.services.settlement import settle
from tests.factories.donations import default_fund, make_give_page
from tests.infrastructure.sandbox import deliver

pytestmark = pytest.mark.django_db


@pytest.fixture
def payment(client, sandbox) -> Payment:
    """A gift of $40 that has been paid at Stripe, of which we know nothing yet."""
    make_give_page()
    values = {"amount": "40", "interval": "once", "email": "awa@example.org", "name": "Awa Traoré"}
    response = client.post("/donate/start/", values, headers={"Sec-Fetch-Site": "same-origin"})
    assert response.status_code == 303
    payment = Payment.objects.get()
    sandbox.pay(payment.stripe_session)
    return payment


def test_gift_is_received_booked_receipted_and_mailed(
    client, payment, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        page = client.get(payment.thanks_path)
    assert 'Thank you, <span class="together">Awa Traoré</span>' in page.content.decode()
    gift, receipt = Donation.objects.get(), Receipt.objects.get()
    assert gift.status == DonationStatus.RECEIVED
    assert gift.supporter.email == "awa@example.org"
    booked = Line.objects.get(account__code=AccountCode.GIFTS)
    assert (booked.amount, booked.currency, booked.fund) == (-4000, "USD", default_fund())
    assert receipt.totals == {"paid": 4000, "refunded": 0, "goods_value": 0, "deductible": 4000}
    sent = mail.outbox[0]
    assert sent.to == ["awa@example.org"]
    text = PdfReader(io.BytesIO(sent.attachments[0].content)).pages[0].extract_text()
    assert receipt.code in text
    assert [name for name, problems in verify().items() if problems] == []


def test_thanks_for_a_gift_that_comes_again_say_so(client, sandbox):
    make_give_page()
    values = {"amount": "40", "interval": "quarter", "email": "awa@example.org", "name": "Awa"}
    client.post("/donate/start/", values, headers={"Sec-Fetch-Site": "same-origin"})
    payment = Payment.objects.get()
    sandbox.pay(payment.stripe_session)
    page = client.get(payment.thanks_path).content.decode()
    assert "Your gift comes again every three months." in page


def test_gift_told_by_webhook_and_return_again_and_again_counts_once(
    client, payment, sandbox, django_capture_on_commit_callbacks
):
    events = sandbox.events()
    with django_capture_on_commit_callbacks(execute=True):
        for _time in range(3):
            for event in reversed(events):
                assert deliver(client, event).status_code == 200
            client.get(payment.thanks_path)
            settle(payment, cause="reconcile")
    assert (Donation.objects.count(), Receipt.objects.count()) == (1, 1)
    assert (OutboxMail.objects.count(), len(mail.outbox)) == (1, 1)
    assert Receipt.objects.get().number == 1
    assert [name for name, problems in verify().items() if problems] == []


def test_gift_whose_page_closed_is_expired_and_leaves_no_receipt(client, sandbox):
    make_give_page()
    values = {"amount": "40", "email": "awa@example.org", "name": "Awa Traoré"}
    client.post("/donate/start/", values, headers={"Sec-Fetch-Site": "same-origin"})
    payment = Payment.objects.get()
    sandbox.control("POST", "expire", {"session": payment.stripe_session})
    settle(payment, cause="webhook")
    assert Donation.objects.get().status == DonationStatus.EXPIRED
    assert (Receipt.objects.count(), OutboxMail.objects.count()) == (0, 0)
