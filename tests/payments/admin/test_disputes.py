"""Disputes in the admin: read, answered with the evidence pack, never written by hand."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from core.attention import find_attention
from core.mail import send_due_mails
from donations.services.documents.receipts import issue_receipt
from payments.models import Dispute, FraudWarning, Payment
from shop.models import Order
from shop.services.fulfilment import pack_order, ship_order
from tests.factories.accounts import make_staff, make_supporter, make_user
from tests.factories.gifts import make_received_gift
from tests.factories.shop import make_order, make_variant, make_zone, pay

pytestmark = pytest.mark.django_db

OPENED = datetime(2026, 11, 20, 9, tzinfo=UTC)


def make_dispute(payment: Payment, **overrides: Any) -> Dispute:
    fields = {
        "stripe_dispute": "du_1",
        "amount": payment.amount,
        "currency": payment.currency,
        "reason": "product_not_received",
        "status": "needs_response",
        "opened_at": OPENED,
        "due_by": datetime(2026, 11, 29, 9, tzinfo=UTC),
        "settled_currency": "USD",
        "withdrawn": payment.amount,
        "fee": 1500,
        **overrides,
    }
    return Dispute.objects.create(payment=payment, **fields)


def shipped_order() -> Order:
    """Two bars and a gift, paid, sent with a tracking number, all mails sent."""
    make_zone()
    order = make_order((make_variant(), 2), gift=1000, name="Awa Sample #let")
    pay(order.payment)
    issue_receipt(order.payment)
    order.refresh_from_db()
    ship_order(pack_order(order, cause="test"), tracking="9400 1000", cause="test")
    send_due_mails()
    return order


def text_of(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_evidence_holds_all_that_a_bank_asks(client: Client) -> None:
    order = shipped_order()
    Payment.objects.filter(pk=order.payment_id).update(stripe_charge="ch_of_this_order")
    earlier = make_received_gift(1234).payment
    both = Payment.objects.filter(pk__in=[earlier.pk, order.payment_id])
    both.update(supporter=make_supporter())
    day_before = order.payment.succeeded_at - timedelta(days=1)
    Payment.objects.filter(pk=earlier.pk).update(succeeded_at=day_before)
    dispute = make_dispute(order.payment)
    client.force_login(make_staff("payments.view_dispute"))

    response = client.get(reverse("disputes:evidence", args=[dispute.pk]))

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="evidence-du_1.pdf"'
    assert "no-store" in response["Cache-Control"]
    text = text_of(response.content)
    for words in (
        "Evidence for dispute du_1",
        "the goods did not arrive",
        "ch_of_this_order",
        "Awa Sample #let",
        f"Order {order.number}",
        "1 Sample Street Durham, NC 27701",
        "9400 1000",
        "shipped",
        "Gift receipt R-",
        "Your soap is on its way",
        "Earlier payments of the same person, none of them disputed",
        "$12.34",
    ):
        assert words in text
    receipt = order.payment.receipts.get()
    assert receipt.path.rsplit("/", 2)[1] not in text  # it opens the receipt for whoever has it
    french = client.get(reverse("disputes:evidence", args=[dispute.pk]), {"language": "fr"})
    assert "Preuves" in text_of(french.content)


def test_evidence_is_for_those_who_may_see_disputes(client: Client) -> None:
    dispute = make_dispute(shipped_order().payment)
    address = reverse("disputes:evidence", args=[dispute.pk])
    for somebody in (make_user(), make_staff("payments.view_payment")):
        client.force_login(somebody)
        assert client.get(address).status_code != 200


def test_dispute_page_leads_to_the_evidence_and_cannot_be_written(client: Client) -> None:
    dispute = make_dispute(shipped_order().payment)
    client.force_login(make_staff("payments.view_dispute"))

    page = client.get(reverse("disputes:inspect", args=[dispute.pk])).content.decode()

    assert reverse("disputes:evidence", args=[dispute.pk]) in page
    assert "the goods did not arrive" in page
    assert "Ask Stripe again" not in page  # that needs more than reading
    payment = reverse("payment-listing:inspect", args=[dispute.payment_id])
    assert payment in page
    client.force_login(make_staff("payments.view_payment"))
    assert "the goods did not arrive" in client.get(payment).content.decode()
    with pytest.raises(Exception, match="edit"):
        reverse("disputes:edit", args=[dispute.pk])


@pytest.mark.parametrize("item_count", [1, 3])
def test_disputes_are_listed(
    client: Client, django_assert_num_queries: Any, item_count: int
) -> None:
    make_zone()
    for number in range(item_count):
        make_dispute(make_order().payment, stripe_dispute=f"du_{number}")
    client.force_login(make_staff("payments.view_dispute"))
    client.get(reverse("disputes:index"))
    with django_assert_num_queries(10):
        page = client.get(reverse("disputes:index")).content.decode()
    assert page.count("du_") >= item_count


def test_warning_can_be_left_by_those_who_may(client: Client) -> None:
    make_zone()
    warning = FraudWarning.objects.create(
        payment=make_order().payment,
        stripe_warning="issfr_1",
        fraud_type="made_with_stolen_card",
        is_actionable=True,
        warned_at=timezone.now(),
    )
    address = reverse("fraud-warnings:action", args=[warning.pk, "leave"])
    client.force_login(make_staff("payments.view_fraudwarning"))
    client.post(address)
    warning.refresh_from_db()
    assert warning.is_to_decide

    client.force_login(make_staff("payments.view_fraudwarning", "payments.change_fraudwarning"))
    client.post(address)
    warning.refresh_from_db()
    assert not warning.is_to_decide


def test_attention_shows_deadlines_until_they_are_met() -> None:
    make_zone()
    dispute = make_dispute(make_order().payment)
    staff = make_staff("payments.view_dispute")

    [finding] = [one for one in find_attention(user=staff) if "dispute" in one.condition.name]
    assert finding.items[0].text == "A payment of $22.00 is disputed: answer by Nov.\xa029, 2026."
    assert finding.items[0].step.url == reverse("disputes:inspect", args=[dispute.pk])

    Dispute.objects.update(status="under_review")
    assert not [one for one in find_attention(user=staff) if "dispute" in one.condition.name]
