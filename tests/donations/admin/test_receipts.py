"""Documents and year-end statements in the admin: who may do what, and that it is done once."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from core.models import OutboxMail
from donations.models import GivingStatement, Receipt
from tests.donations.test_corrections import receipted
from tests.factories.accounts import make_staff

pytestmark = pytest.mark.django_db

TREASURER = (
    "donations.view_receipt",
    "donations.view_donation",
    "donations.void_receipt",
    "donations.resend_receipt",
    "donations.view_givingstatement",
    "donations.add_givingstatement",
    "accounts.view_supporter",
)


def test_receipt_is_sent_again_replaced_and_voided(client: Client) -> None:
    receipt = receipted()
    client.force_login(make_staff(*TREASURER))
    page = client.get(reverse("receipts:inspect", args=[receipt.pk])).content.decode()
    for name in ("resend", "replace", "void"):
        assert reverse(f"receipts:{name}", args=[receipt.pk]) in page
    resend = reverse("receipts:resend", args=[receipt.pk])
    form = client.get(resend).context["form"]
    typed = {"token": str(form["token"].value()), "email": "new@example.org"}
    for _click in range(2):
        assert client.post(resend, typed).status_code == 302
    assert OutboxMail.objects.filter(to="new@example.org").count() == 1
    replace = reverse("receipts:replace", args=[receipt.pk])
    typed = {"name": "Binta Sample", "email": "", "reason": "Misspelt"}
    assert (
        "This field is required" in client.post(replace, {**typed, "reason": " "}).content.decode()
    )
    made = client.post(replace, typed)
    latest = Receipt.objects.latest("pk")
    assert made.url == reverse("receipts:inspect", args=[latest.pk])
    assert "has taken the place" in client.post(replace, typed).content.decode()
    void = reverse("receipts:void", args=[latest.pk])
    assert client.post(void, {"reason": "Another was the donor"}).status_code == 302
    page = client.get(reverse("receipts:inspect", args=[latest.pk])).content.decode()
    assert "Another was the donor" in page
    assert void not in page


def test_corrections_need_their_permission_and_a_recent_proof(client: Client) -> None:
    receipt = receipted()
    client.force_login(make_staff("donations.view_receipt"))
    page = client.get(reverse("receipts:inspect", args=[receipt.pk])).content.decode()
    for name in ("resend", "replace", "void"):
        url = reverse(f"receipts:{name}", args=[receipt.pk])
        assert url not in page
        assert client.post(url, {"reason": "x", "name": "x"}).status_code == 302
    client.force_login(make_staff(*TREASURER, password="sample-pass-word"))
    for name in ("resend", "replace", "void"):
        answer = client.post(reverse(f"receipts:{name}", args=[receipt.pk]), {"reason": "x"})
        assert answer.url.partition("?")[0] == reverse("account_reauthenticate")
    assert [(one.status, one.kind) for one in Receipt.objects.all()] == [("issued", "receipt")]


def test_lists_that_must_be_empty_are_there(client: Client) -> None:
    receipt = receipted()
    client.force_login(make_staff(*TREASURER))
    for name in ("unreceipted-gifts", "receipts-without-value"):
        assert list(client.get(reverse(f"{name}:index")).context["object_list"]) == []
    Receipt.objects.filter(pk=receipt.pk).update(status="superseded")
    found = client.get(reverse("unreceipted-gifts:index")).context
    assert [gift.payment for gift in found["object_list"]] == [receipt.payment]
    assert found["page_title"] == "Unreceipted gifts"
    payment = reverse("payment-listing:inspect", args=[receipt.payment_id])
    page = client.get(reverse("receipts:inspect", args=[receipt.pk])).content.decode()
    assert f'<a href="{payment}">' in page
    url = reverse("unreceipted-gifts:inspect", args=[found["object_list"][0].pk])
    _home, listing, _row = client.get(url).context["breadcrumbs_items"]
    assert listing["label"] == "Unreceipted gifts"


@time_machine.travel(datetime(2027, 1, 12, 15, tzinfo=UTC), tick=False)
def test_statements_of_one_supporter_and_of_a_year(
    client: Client, django_capture_on_commit_callbacks
) -> None:
    supporter = receipted().payment.supporter
    year = reverse("giving-statements:year", args=[2026])
    client.force_login(make_staff("donations.view_givingstatement"))
    assert (client.get(year).status_code, client.post(year).status_code) == (302, 302)
    client.force_login(make_staff(*TREASURER))
    inspect = client.get(reverse("supporters:inspect", args=[supporter.pk])).content.decode()
    one = reverse("giving-statements:of-supporter", args=[supporter.pk])
    assert one in inspect
    assert client.post(one, {"year": "2027"}).status_code == 200  # not over
    made = client.post(one, {"year": "2026"})
    statement = GivingStatement.objects.get()
    assert made.url == reverse("giving-statements:inspect", args=[statement.pk])
    assert "$40.00" in client.get(made.url).content.decode()
    listed = client.get(reverse("giving-statements:index")).content.decode()
    assert re.search(r"<td[^>]*>\s*2026\s*</td>", listed)
    pdf = client.get(reverse("giving-statements:pdf", args=[statement.pk]))
    assert pdf.content.startswith(b"%PDF-")
    assert client.get(reverse("giving-statements:last-year")).url == year
    with django_capture_on_commit_callbacks(execute=True):
        client.post(year)
    page = client.get(year)
    assert "0 new statements" in page.content.decode()
    assert page.context["issued"] == 1
    letters = client.post(reverse("giving-statements:letters", args=[2026]))
    assert letters.url == year  # nobody is without an address
    assert client.get(reverse("giving-statements:year", args=[2027])).status_code == 404
