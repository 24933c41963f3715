"""Giving money back by clicking: what is asked, what is shown before it happens, who may."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.alerts import raise_alerts
from core.attention import conditions
from core.enums import Audience
from core.models import OutboxMail
from payments.enums import PaymentStatus, RefundStatus
from payments.models import Payment, Refund
from payments.services.checkout import start_checkout
from payments.services.settlement import settle
from tests.factories.accounts import make_staff
from tests.factories.payments import (
    ask_refund,
    gift_line,
    goods_line,
    make_payment,
    shipping_line,
    tell_refund,
)
from tests.infrastructure.sandbox import Sandbox
from tests.payments.handlers import RecordingHandler

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _recorded(handler: RecordingHandler, receipts: list[Payment]) -> None:
    """Every test here runs with the recording handler and issuer."""


@pytest.fixture
def treasurer(client: Client) -> User:
    user = make_staff(
        "payments.view_payment",
        "payments.view_refund",
        "payments.add_refund",
        "payments.change_refund",
    )
    client.force_login(user)
    return user


@pytest.fixture
def payment(sandbox: Sandbox) -> Payment:
    """Two bars for 12.00, shipping of 5.00 and a gift of 40.00, paid."""
    payment = make_payment(goods_line(1200, 2, 1000), shipping_line(), gift_line())
    start_checkout(payment)
    sandbox.pay(payment.stripe_session or "")
    return settle(payment, cause="test")


def url(payment: Payment) -> str:
    return reverse("payment-listing:refund", args=[payment.pk])


def fields(page: str) -> dict[str, str]:
    """The names and values of what a page's form holds."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def test_one_of_two_bars_is_refunded_after_a_look_at_what_will_happen(
    client: Client, treasurer: User, payment: Payment
) -> None:
    bars, _shipping, gift = payment.lines.all()
    token = fields(client.get(url(payment)).content.decode())["token"]
    typed = {"token": token, "reason": "requested", f"quantity_{bars.pk}": "1", "note": "mail"}
    review = client.post(url(payment), typed).content.decode()
    for words in ("$6.00 go back to the payer", "The receipt is replaced", "do not go back on"):
        assert words in review
    assert not Refund.objects.exists()
    kept = fields(review)
    assert kept["note"] == "mail"
    for _ in range(2):  # a double click
        answer = client.post(url(payment), {**kept, "step": "refund"}, follow=True)
        assert "$6.00 are refunded" in answer.content.decode()
    refund = Refund.objects.get()
    assert (refund.amount, refund.status, refund.requested_by) == (
        600,
        RefundStatus.SUCCEEDED,
        treasurer,
    )
    assert [(line.line, line.quantity) for line in refund.lines.all()] == [(bars, 1)]
    assert gift.refund_lines.count() == 0


def test_going_back_keeps_what_was_typed(client: Client, treasurer: User, payment: Payment) -> None:
    bars, shipping, gift = payment.lines.all()
    token = fields(client.get(url(payment)).content.decode())["token"]
    typed = {"token": token, "reason": "duplicate", "everything": "yes"}
    kept = fields(client.post(url(payment), typed).content.decode())
    page = client.post(url(payment), {**kept, "step": "edit"})
    form = page.context["form"]
    assert {name: form[name].value() for name in (f"amount_{gift.pk}", f"quantity_{bars.pk}")} == {
        f"amount_{gift.pk}": "40.00",
        f"quantity_{bars.pk}": 2,
    }
    assert (form["reason"].value(), str(form["token"].value())) == ("duplicate", token)
    assert f"amount_{shipping.pk}" in form.fields


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"amount_2": "40.01"}, "At most $40.00 is left."),
        ({"quantity_0": "3"}, "At most 2."),
        ({"quantity_0": "1", "amount_0": "0"}, "Enter an amount above zero."),
        ({"amount_1": "five"}, "Enter the amount in figures, such as 40 or 12.50."),
        ({}, "Choose what to refund."),
        ({"amount_2": "40", "reason": ""}, "This field is required."),
        ({"amount_2": "40", "token": "garbage"}, "Enter a valid UUID."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    client: Client, treasurer: User, payment: Payment, typed: dict[str, str], error: str
) -> None:
    keys = [line.pk for line in payment.lines.all()]
    token = fields(client.get(url(payment)).content.decode())["token"]
    data: dict[str, Any] = {"token": token, "reason": "requested"}
    for name, value in typed.items():
        kind, _, place = name.partition("_")
        data[f"{kind}_{keys[int(place)]}" if place else kind] = value
    page = client.post(url(payment), data)
    assert [error] == [text for errors in page.context["form"].errors.values() for text in errors]
    assert not Refund.objects.exists()


@pytest.mark.faults
def test_refund_without_an_answer_says_that_it_is_tried_again(
    client: Client, treasurer: User, payment: Payment, sandbox: Sandbox
) -> None:
    token = fields(client.get(url(payment)).content.decode())["token"]
    sandbox.control(
        "POST",
        "faults",
        {"route": "POST /v1/refunds", "kind": "reset", "when": "before", "times": 9},
    )
    typed = {"token": token, "reason": "fraud", "everything": "yes", "step": "refund"}
    page = client.post(url(payment), typed, follow=True).content.decode()
    assert "tried again by itself" in page
    sandbox.control("DELETE", "faults")
    refund = Refund.objects.get()
    action = reverse("refunds:action", args=[refund.pk, "ask-stripe"])
    client.post(action)
    refund.refresh_from_db()
    assert refund.status == RefundStatus.SUCCEEDED


def test_only_who_may_refund_finds_the_way(client: Client, payment: Payment) -> None:
    client.force_login(make_staff("payments.view_payment"))
    inspect = client.get(reverse("payment-listing:inspect", args=[payment.pk]))
    assert url(payment) not in inspect.content.decode()
    assert client.get(url(payment)).status_code == 302
    client.force_login(make_staff("payments.view_payment", "payments.add_refund"))
    inspect = client.get(reverse("payment-listing:inspect", args=[payment.pk]))
    assert url(payment) in inspect.content.decode()


def test_staff_with_a_password_give_it_again_first(client: Client, payment: Payment) -> None:
    user = make_staff("payments.view_payment", "payments.add_refund", password="sample-pass-word")
    client.force_login(user)
    answer = client.get(url(payment))
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (
        302,
        reverse("account_reauthenticate"),
    )
    answer = client.post(answer["Location"], {"password": "sample-pass-word"}, follow=True)
    assert answer.redirect_chain[-1][0] == url(payment)
    assert "Left to refund" in answer.content.decode()


def test_nothing_left_leads_back(client: Client, treasurer: User, payment: Payment) -> None:
    Payment.objects.update(status=PaymentStatus.REFUNDED)
    assert client.get(url(payment)).status_code == 302


def test_failed_refund_is_told_and_listed_until_it_is_dealt_with(
    client: Client, payment: Payment, settings: Any
) -> None:
    settings.ALERT_EMAILS = {audience: ["treasurer@example.org"] for audience in Audience}
    refund = tell_refund(tell_refund(ask_refund(payment, (2, 4000, 0))), "failed")
    [condition] = [one for one in conditions() if one.name == "refunds_undone"]
    [item] = condition.find()
    assert item.text == "A refund of $40.00 came to nothing: the payer still waits for it."
    raise_alerts()
    mails = OutboxMail.objects.filter(to="treasurer@example.org", key__startswith="alert:")
    assert item.text in mails.get(subject__contains="A refund did not reach its payer").text
    client.force_login(make_staff("payments.view_refund", "payments.change_refund"))
    assert "Dealt with" in client.get(item.url).content.decode()
    client.post(reverse("refunds:action", args=[refund.pk, "dealt-with"]))
    assert list(condition.find()) == []
