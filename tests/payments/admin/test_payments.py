"""Payments and events as staff see them: found, filtered, exported, never written by hand."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from payments.enums import PaymentStatus
from payments.models import Payment
from payments.services.checkout import start_checkout
from tests.factories.payments import gift_line, goods_line, make_payment
from tests.infrastructure.sandbox import Sandbox, deliver
from tests.payments.handlers import RecordingHandler

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _recorded(handler: RecordingHandler, receipts: list[Payment]) -> None:
    """Every test here runs with the recording handler and issuer."""


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("treasurer@example.org"))
    return client


def names(page: str) -> list[str]:
    return [name for name in ("Awa Sample", "Binta Sample") if name in page]


@pytest.mark.parametrize("item_count", [1, 3])
def test_listing_queries_do_not_grow_with_payments(
    staff: Client, item_count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(item_count):
        make_payment()
    staff.get(reverse("payment-listing:index"))  # fills Wagtail's own caches
    with django_assert_num_queries(6):
        staff.get(reverse("payment-listing:index"))


def test_listing_is_searched_and_filtered(staff: Client) -> None:
    make_payment(name="Awa Sample", email="awa@example.org")
    paid = make_payment(name="Binta Sample", email="binta@example.org")
    Payment.objects.filter(pk=paid.pk).update(status=PaymentStatus.EXPIRED)
    address = reverse("payment-listing:index")
    assert names(staff.get(address).content.decode()) == ["Awa Sample", "Binta Sample"]
    assert names(staff.get(address, {"q": "binta"}).content.decode()) == ["Binta Sample"]
    assert names(staff.get(address, {"status": "created"}).content.decode()) == ["Awa Sample"]
    assert names(staff.get(address, {"created_at_to": "2020-01-01"}).content.decode()) == []


def test_inspect_shows_lines_history_and_events(
    staff: Client, client: Client, sandbox: Sandbox
) -> None:
    payment = make_payment(goods_line(2400, quantity=2), gift_line(4000))
    start_checkout(payment)
    sandbox.pay(payment.stripe_session or "")
    for event in sandbox.events("checkout.session.completed"):
        deliver(Client(), event)
    page = staff.get(reverse("payment-listing:inspect", args=[payment.pk])).content.decode()
    assert f"{payment.name}, $64.00" in page.split("</title>")[0]
    for text in ("Shea soap", "$24.00", "$40.00", "$64.00", "checkout.session.completed"):
        assert text in page


def test_export_holds_amounts_as_numbers(staff: Client) -> None:
    payment = make_payment(gift_line(4050))
    answer = staff.get(reverse("payment-listing:index"), {"export": "csv"})
    [row] = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode()))  # type: ignore[attr-defined]
    assert (row["Uuid"], row["Amount"], row["Currency"]) == (str(payment.uuid), "40.50", "USD")


def test_staff_ask_stripe_again(staff: Client, sandbox: Sandbox) -> None:
    payment = make_payment()
    start_checkout(payment)
    sandbox.pay(payment.stripe_session or "")
    staff.post(reverse("payment-listing:action", args=[payment.pk, "ask-stripe"]))
    payment.refresh_from_db()
    assert payment.status == PaymentStatus.SUCCEEDED


@pytest.mark.faults
def test_staff_hear_that_stripe_is_silent(staff: Client, sandbox: Sandbox) -> None:
    payment = make_payment()
    start_checkout(payment)
    sandbox.process.stop()
    answer = staff.post(
        reverse("payment-listing:action", args=[payment.pk, "ask-stripe"]), follow=True
    )
    sandbox.process.start()
    assert answer.status_code == 200
    payment.refresh_from_db()
    assert payment.status == PaymentStatus.PENDING
