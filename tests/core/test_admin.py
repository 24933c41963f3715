"""Read-only listings, seen through the outbox and the supporters, the two that core can reach."""

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation
from openpyxl import load_workbook
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.models import ModelLogEntry

from accounts.models import Supporter
from core.admin import MoneyColumn, ReadOnlyIndexView, ReadOnlyPolicy
from core.enums import MailStatus
from core.models import OutboxMail
from payments.models import Payment
from tests.factories.accounts import make_staff, make_superuser, make_supporter, make_user

pytestmark = pytest.mark.django_db


def make_mail(number: int = 1, **overrides: Any) -> OutboxMail:
    fields = {
        "key": f"mail:{number}",
        "template": "core/emails/none",
        "to": f"to{number}@example.org",
        "language": "en",
        "subject": f"Subject {number}",
        "text": "Text",
        "next_try_at": timezone.now(),
    }
    return OutboxMail.objects.create(**{**fields, **overrides})


@pytest.fixture
def superuser_client(client: Client) -> Client:
    client.force_login(make_superuser())
    return client


def test_policy_grants_view_to_those_who_have_it_and_nothing_more() -> None:
    policy = ReadOnlyPolicy(Supporter)
    viewer, superuser = make_staff("accounts.view_supporter"), make_superuser()
    writer = make_staff("accounts.change_supporter", "accounts.add_supporter")
    for user, may_view in ((viewer, True), (superuser, True), (writer, False)):
        assert policy.user_has_permission(user, "view") is may_view
        for action in ("add", "change", "delete", "publish"):
            assert policy.user_has_permission(user, action) is False
    assert set(policy.users_with_permission("view")) == {viewer, superuser}
    assert set(policy.users_with_any_permission(["add", "change", "delete"])) == set()


@pytest.mark.parametrize("address", ["new/", "edit/{pk}/", "delete/{pk}/", "copy/{pk}/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_writing_addresses_do_not_exist_even_for_superusers(
    superuser_client: Client, address: str, method: str
) -> None:
    supporter = make_supporter(name="Awa")
    url = f"/admin/supporters/{address.format(pk=supporter.pk)}"
    response = getattr(superuser_client, method)(url, {"name": "Changed", "email": "x@example.org"})
    assert response.status_code == 404
    supporter.refresh_from_db()
    assert supporter.name == "Awa"
    assert Supporter.objects.count() == 1


@pytest.mark.parametrize("address", ["usage/{pk}/", "history/{pk}/", "reorder/{pk}/"])
def test_side_doors_do_not_exist(superuser_client: Client, address: str) -> None:
    pk = make_supporter().pk
    assert superuser_client.get(f"/admin/supporters/{address.format(pk=pk)}").status_code == 404


def test_listing_is_refused_without_the_view_permission(client: Client) -> None:
    supporter = make_supporter(name="Canary")
    client.force_login(make_staff("accounts.change_supporter"))
    for url in ("", "results/", "?export=csv", f"inspect/{supporter.pk}/"):
        response = client.get(f"/admin/supporters/{url}")
        assert response.status_code == 302
        assert response.url == "/admin/"


def test_listing_is_refused_to_supporters(client: Client) -> None:
    client.force_login(make_user())
    assert client.get("/admin/supporters/").status_code == 403


@pytest.mark.parametrize("item_count", [1, 3])
@pytest.mark.parametrize("address", ["supporters", "mails"])
def test_listing_queries_do_not_grow_with_rows(
    client: Client, django_assert_num_queries: Any, address: str, item_count: int
) -> None:
    client.force_login(make_staff("accounts.view_supporter", "core.view_outboxmail"))
    for number in range(item_count):
        make_supporter()
        make_mail(number)
    client.get(f"/admin/{address}/")  # fills the caches of content types and permissions
    with django_assert_num_queries(10):
        response = client.get(f"/admin/{address}/")
    assert len(response.context["object_list"]) == item_count


def test_listing_order_is_settled_by_the_key_when_values_are_equal(
    superuser_client: Client,
) -> None:
    for _ in range(3):
        make_supporter(name="Same", language="fr")
    for ordering in ("language", "-language"):
        response = superuser_client.get("/admin/supporters/", {"ordering": ordering})
        keys = [supporter.pk for supporter in response.context["object_list"]]
        assert keys == sorted(keys, reverse=True)


def test_listing_is_searched_and_filtered(superuser_client: Client) -> None:
    awa = make_supporter(name="Awa Diarra", language="fr")
    make_supporter(name="Awa Keïta", language="en")
    make_supporter(name="Oumou", language="fr")
    response = superuser_client.get("/admin/supporters/", {"q": "awa", "language": "fr"})
    assert list(response.context["object_list"]) == [awa]


def export(client: Client, kind: str) -> list[list[Any]]:
    response = client.get("/admin/supporters/", {"export": kind})
    content = b"".join(response.streaming_content)
    if kind == "csv":
        return list(csv.reader(io.StringIO(content.decode(), newline="")))
    sheet = load_workbook(io.BytesIO(content)).active
    assert {cell.data_type for row in sheet.rows for cell in row} <= {"s", "n", "d", "b"}
    return [[cell.value for cell in row] for row in sheet.rows]


HOSTILE = ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\t=1", "＝1", "#REF!", "a\x0bb"]


def test_csv_export_holds_no_live_cell(superuser_client: Client) -> None:
    for name in HOSTILE:
        make_supporter(name=name)
    heading, *rows = export(superuser_client, "csv")
    assert heading[1:3] == ["E-mail", "Name"]
    assert sorted(row[2] for row in rows) == sorted(
        ["'=HYPERLINK(1)", "'+1", "'-1", "'@SUM(1)", "'\t=1", "'＝1", "#REF!", "a\x0bb"]
    )


def test_xlsx_export_holds_no_live_cell(superuser_client: Client) -> None:
    for name in HOSTILE:
        make_supporter(name=name)
    _, *rows = export(superuser_client, "xlsx")
    assert sorted(row[2] for row in rows) == sorted(
        ["'=HYPERLINK(1)", "'+1", "'-1", "'@SUM(1)", "'\t=1", "'＝1", "#REF!", "ab"]
    )


def money_view() -> ReadOnlyIndexView:
    return ReadOnlyIndexView(
        model=Payment, list_export=["amount", "currency"], money={"amount": "currency"}
    )


@pytest.mark.parametrize(
    ("minor", "currency", "written"),
    [(-1250, "USD", "-12.50"), (5000, "XOF", "5000"), (5, "KWD", "0.005"), (0, "EUR", "0.00")],
)
def test_export_writes_money_as_a_number_of_the_currency(
    minor: int, currency: str, written: str
) -> None:
    row = money_view().to_row_dict(Payment(amount=minor, currency=currency))
    assert row == {"amount": Decimal(written), "currency": currency}
    csv_text = list(money_view().stream_csv(FakeRows([Payment(amount=minor, currency=currency)])))
    assert csv_text[1] == f"{written},{currency}\r\n".encode()


class FakeRows(list[Payment]):
    """Rows without a database, with what the export asks of a queryset."""

    model = Payment


def test_first_column_leads_to_the_row_even_when_it_was_given_as_a_column() -> None:
    view = ReadOnlyIndexView(model=Payment, list_display=(Column("name"), Column("email")))
    assert [isinstance(column, TitleColumn) for column in view.columns] == [True, False]


def test_money_column_speaks_the_readers_language() -> None:
    column = MoneyColumn("amount", label="Amount")
    payment = Payment(amount=-123450, currency="USD")
    assert column.get_value(payment) == "-$1,234.50"
    with translation.override("fr"):
        assert column.get_value(payment) == "-1\u202f234,50\xa0$US"
    assert column.get_value(Payment(amount=None, currency="USD")) is None


def test_inspect_shows_the_facts_and_no_way_to_change_them(superuser_client: Client) -> None:
    supporter = make_supporter(name="<b>Awa</b>", email="awa@example.org")
    response = superuser_client.get(f"/admin/supporters/inspect/{supporter.pk}/")
    page = response.content.decode()
    assert "&lt;b&gt;Awa&lt;/b&gt;" in page
    assert "awa@example.org" in page
    assert "/edit/" not in page.split("<main")[1]
    assert superuser_client.get("/admin/supporters/inspect/999/").status_code == 404


def test_action_runs_its_service_and_is_logged(superuser_client: Client) -> None:
    mail = make_mail(status=MailStatus.GAVE_UP, attempts=8)
    page = superuser_client.get(f"/admin/mails/inspect/{mail.pk}/").content.decode()
    assert "Send again now" in page
    response = superuser_client.post(f"/admin/mails/inspect/{mail.pk}/retry/")
    assert response.url == f"/admin/mails/inspect/{mail.pk}/"
    mail.refresh_from_db()
    assert (mail.status, mail.attempts) == (MailStatus.QUEUED, 0)
    entry = ModelLogEntry.objects.get()
    assert (entry.action, entry.object_id) == ("core.outboxmail.retry", str(mail.pk))


def test_action_is_refused_without_its_permission(client: Client) -> None:
    client.force_login(make_staff("core.view_outboxmail"))
    mail = make_mail(status=MailStatus.GAVE_UP)
    page = client.get(f"/admin/mails/inspect/{mail.pk}/").content.decode()
    assert "Send again now" not in page
    client.post(f"/admin/mails/inspect/{mail.pk}/retry/")
    mail.refresh_from_db()
    assert mail.status == MailStatus.GAVE_UP


def test_action_is_refused_when_it_is_no_longer_offered(superuser_client: Client) -> None:
    mail = make_mail(status=MailStatus.SENT)
    superuser_client.post(f"/admin/mails/inspect/{mail.pk}/retry/")
    mail.refresh_from_db()
    assert mail.status == MailStatus.SENT
    assert not ModelLogEntry.objects.exists()


def test_action_is_never_run_by_a_get(superuser_client: Client) -> None:
    mail = make_mail(status=MailStatus.GAVE_UP)
    assert superuser_client.get(f"/admin/mails/inspect/{mail.pk}/retry/").status_code == 405


def test_unknown_action_is_refused(superuser_client: Client) -> None:
    mail = make_mail(status=MailStatus.GAVE_UP)
    superuser_client.post(f"/admin/mails/inspect/{mail.pk}/burn/")
    mail.refresh_from_db()
    assert mail.status == MailStatus.GAVE_UP


def test_mail_text_is_shown_as_text(superuser_client: Client) -> None:
    mail = make_mail(text="Line <one>\nLine two")
    page = superuser_client.get(f"/admin/mails/inspect/{mail.pk}/").content.decode()
    assert "Line &lt;one&gt;<br>Line two" in page
