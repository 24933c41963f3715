"""What staff see of gifts and receipts, and how they keep funds."""

import csv
import io
import re
from datetime import date
from uuid import uuid4

import pytest
from openpyxl import load_workbook

from core.attention import conditions
from core.dates import date_format
from donations.models import Donation, Receipt
from donations.services.documents.receipts import issue_receipt
from donations.services.giving.gifts import begin_recurring_gift, receive_gifts
from ledger.enums import Restriction
from ledger.models import Fund
from payments.enums import BillingInterval, SubscriptionStatus
from payments.models import Subscription
from tests.factories.accounts import make_staff, make_superuser, make_supporter
from tests.factories.donations import (
    default_fund,
    gift_line,
    goods_line,
    make_fund,
    make_paid_payment,
    make_payment,
)
from tests.factories.gifts import make_received_gift

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff_client(client):
    client.force_login(make_superuser())
    return client


def make_settled(lines=None, **overrides):
    payment = make_paid_payment(lines, **overrides)
    receive_gifts(payment=payment, lines=list(payment.lines.all()))
    return payment, issue_receipt(payment)


def fund_data(**overrides):
    empty = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
    return {
        "name": "Water",
        "code": "water",
        "description": "Wells and taps.",
        "restriction": Restriction.NONE,
        "restriction_reason": "",
        **{f"translations-{key}": value for key, value in empty.items()},
        **overrides,
    }


@pytest.mark.parametrize("item_count", [1, 3])
@pytest.mark.parametrize(("address", "queries"), [("gifts", 13), ("receipts", 7)])
def test_listings_need_the_same_queries_for_any_length(
    staff_client, address, queries, item_count, django_assert_num_queries
):
    for number in range(item_count):
        make_settled([gift_line(fund=make_fund(name=f"Fund {number}"))])
    staff_client.get(f"/admin/{address}/")
    with django_assert_num_queries(queries):
        staff_client.get(f"/admin/{address}/")


def test_gifts_are_listed_with_amount_fund_and_anonymity(staff_client):
    payment, _receipt = make_settled([gift_line(123450)], name="Awa Traoré")
    Donation.objects.update(is_anonymous=True)
    html = staff_client.get("/admin/gifts/").content.decode()
    assert "Awa Traoré" in html
    assert "$1,234.50" in html
    assert default_fund().name in html
    gift = payment.donations.get()
    assert date_format(gift.received_on) in html
    inspected = staff_client.get(f"/admin/gifts/inspect/{gift.pk}/").content.decode()
    assert "$1,234.50" in inspected
    assert "Awa Traoré, $1,234.50" in inspected.split("</title>")[0]
    assert "What happened" in inspected
    assert "the payment arrived" in inspected


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"Awa", "Binta"}),
        ("?status=received", {"Awa"}),
        ("?status=pending", {"Binta"}),
        ("?is_anonymous=true", {"Binta"}),
        ("?received_on_from=2026-11-21&received_on_to=2026-11-21", {"Awa"}),
        ("?received_on_from=2026-11-22", set()),
        ("?q=binta%40example.org", {"Binta"}),
        ("?fund={fund}", {"Awa"}),
    ],
)
def test_gifts_can_be_filtered_and_searched(staff_client, query, shown):
    fund = make_fund()
    make_settled([gift_line(fund=fund)], name="Awa")
    make_payment(name="Binta", email="binta@example.org")
    Donation.objects.filter(name="Binta").update(is_anonymous=True)
    response = staff_client.get(f"/admin/gifts/{query.format(fund=fund.pk)}")
    assert {gift.name for gift in response.context["object_list"]} == shown


def test_gifts_are_exported_as_numbers_and_harmless_text(staff_client):
    make_settled([gift_line(123450)], name="=1+1")
    response = staff_client.get("/admin/gifts/?export=csv")
    content = b"".join(response.streaming_content).decode()
    row = next(csv.DictReader(io.StringIO(content)))
    assert (row["Name"], row["Amount"], row["Currency"]) == ("'=1+1", "1234.50", "USD")
    assert (row["Fund"], row["Status"]) == (default_fund().code, "received")
    response = staff_client.get("/admin/gifts/?export=xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    cells = dict(zip(*[[cell.value for cell in line] for line in sheet.iter_rows()], strict=True))
    assert cells["Amount"] == 1234.5
    assert cells["Name"] == "'=1+1"


def test_receipt_is_inspected_and_downloaded_as_a_copy(staff_client):
    _payment, receipt = make_settled([goods_line(), gift_line()], name="Awa Traoré")
    html = staff_client.get(f"/admin/receipts/inspect/{receipt.pk}/").content.decode()
    for words in (receipt.code, "Awa Traoré", "$58.00", "$18.00", "$40.00"):
        assert words in html
    assert f"/admin/receipts/pdf/{receipt.pk}/" in html
    response = staff_client.get(f"/admin/receipts/pdf/{receipt.pk}/")
    assert response.content.startswith(b"%PDF-")
    assert response["Content-Disposition"] == f'attachment; filename="{receipt.code}.pdf"'


@pytest.mark.parametrize("address", ["new/", "edit/{pk}/", "delete/{pk}/"])
@pytest.mark.parametrize("model", ["gifts", "receipts"])
def test_money_cannot_be_written(staff_client, model, address):
    payment, receipt = make_settled()
    pk = receipt.pk if model == "receipts" else payment.donations.get().pk
    response = staff_client.post(f"/admin/{model}/{address.format(pk=pk)}", {"amount": 1})
    assert response.status_code == 404
    assert (Donation.objects.get().amount, Receipt.objects.count()) == (4000, 1)


def test_receipts_are_hidden_from_staff_without_the_permission(client):
    _payment, receipt = make_settled()
    client.force_login(make_staff("donations.view_donation"))
    for path in ("", f"inspect/{receipt.pk}/", f"pdf/{receipt.pk}/"):
        assert client.get(f"/admin/receipts/{path}").status_code == 302
    assert client.get("/admin/gifts/").status_code == 200


def test_fund_is_made_and_renamed(staff_client):
    translations = {
        "translations-TOTAL_FORMS": 1,
        "translations-0-language": "fr",
        "translations-0-name": "Eau",
        "translations-0-description": "",
    }
    response = staff_client.post("/admin/funds/new/", fund_data(**translations))
    assert response.status_code == 302
    fund = Fund.objects.get(code="water")
    assert fund.in_language("fr") == ("Eau", "Wells and taps.")
    response = staff_client.post(f"/admin/funds/edit/{fund.pk}/", fund_data(name="Clean water"))
    assert response.status_code == 302
    fund.refresh_from_db()
    assert fund.name == "Clean water"


def test_restricted_fund_needs_a_reason(staff_client):
    data = fund_data(restriction=Restriction.PURPOSE, restriction_reason="  ")
    response = staff_client.post("/admin/funds/new/", data)
    assert response.status_code == 200
    assert "Say whose wish restricts this fund, in which words." in response.content.decode()
    assert not Fund.objects.filter(code="water").exists()
    data["restriction_reason"] = "Letter of 3 May: for wells only"
    assert staff_client.post("/admin/funds/new/", data).status_code == 302


def test_used_fund_keeps_its_code_and_restriction(staff_client):
    fund = make_fund(code="soap", name="Soap")
    make_payment([gift_line(fund=fund)])
    data = fund_data(
        name="Soap lessons",
        code="other",
        restriction=Restriction.PURPOSE,
        restriction_reason="Changed our mind",
    )
    assert staff_client.post(f"/admin/funds/edit/{fund.pk}/", data).status_code == 302
    fund.refresh_from_db()
    assert (fund.name, fund.code, fund.restriction) == ("Soap lessons", "soap", Restriction.NONE)


@pytest.mark.parametrize(
    "change",
    [{"is_closed": "on"}, {"restriction": Restriction.TIME, "restriction_reason": "Until June"}],
)
def test_default_fund_stays_open_and_unrestricted(staff_client, change):
    fund = default_fund()
    response = staff_client.post(
        f"/admin/funds/edit/{fund.pk}/", fund_data(code=fund.code, **change)
    )
    assert response.status_code == 200
    assert "The default fund stays open and without restrictions." in response.content.decode()
    fund.refresh_from_db()
    assert (fund.is_closed, fund.restriction) == (False, Restriction.NONE)


def test_fund_is_never_deleted(staff_client):
    fund = make_fund()
    staff_client.post(f"/admin/funds/delete/{fund.pk}/")
    assert Fund.objects.filter(pk=fund.pk).exists()


def test_restriction_to_a_time_needs_its_day(staff_client):
    data = fund_data(restriction=Restriction.TIME, restriction_reason="Letter: for 2027")
    page = staff_client.post("/admin/funds/new/", data).content.decode()
    assert "Say on which day the restriction to a time ends." in page
    staff_client.post("/admin/funds/new/", data | {"free_on": "2027-01-01"})
    assert Fund.objects.get(code="water").restriction == Restriction.TIME


def test_treasurer_moves_a_gift_with_the_donors_consent(client):
    gift = make_received_gift()
    purpose = {"restriction": Restriction.PURPOSE, "restriction_reason": "Letter of 3 May"}
    wells = make_fund(name="Wells", **purpose)
    client.force_login(make_staff("donations.view_donation", "donations.add_reallocation"))
    url = f"/admin/gifts/move/{gift.pk}/"
    assert url in client.get(f"/admin/gifts/inspect/{gift.pk}/").content.decode()
    typed = {name: field.value() for name, field in _fields(client.get(url))}
    typed |= {"to_fund": wells.pk, "amount": "40", "reason": "She asked", "consent": ""}
    assert "Only the donor decides on a restriction." in client.post(url, typed).content.decode()
    for _click in range(2):
        part = typed | {"amount": "15", "consent": "Mail of 2 June"}
        assert client.post(url, part).status_code == 302
    other_tab = client.post(url, part | {"token": str(uuid4())}).content.decode()
    assert f"{default_fund().name} → Wells, $15.00" in other_tab
    assert [part.amount for part in gift.allocations.all()] == [2500, 1500]
    assert f"{default_fund().name} · Wells" in client.get("/admin/gifts/").content.decode()
    page = client.get(f"/admin/gifts/inspect/{gift.pk}/").content.decode()
    assert "Mail of 2 June" in page
    client.force_login(make_staff("donations.view_donation"))
    assert url not in client.get(f"/admin/gifts/inspect/{gift.pk}/").content.decode()
    assert client.post(url, typed).status_code == 302
    assert gift.reallocations.count() == 1


def _fields(response):
    return [(field.name, field) for field in response.context["form"]]


def test_monthly_gifts_to_a_closed_fund_are_listed():
    fund = make_fund(name="Wells")
    payment = make_paid_payment([gift_line(fund=fund)])
    begin_recurring_gift(payment=payment, line=payment.lines.get(), interval=BillingInterval.MONTH)
    Subscription.objects.update(status=SubscriptionStatus.ACTIVE)
    [condition] = [one for one in conditions() if one.name == "gifts_to_closed_funds"]
    assert list(condition.find()) == []
    Fund.objects.filter(pk=fund.pk).update(closes_on=date(2026, 11, 20))
    assert [item.text for item in condition.find()] == ["$40.00, every month, still go to “Wells”."]
    make_fund(code="soap", name="Soap", is_closed=True)
    Fund.objects.filter(pk=fund.pk).update(closes_on=None)
    Subscription.objects.update(shares=f"{fund.code}:3000 soap:1000")
    assert [item.text for item in condition.find()] == ["$10.00, every month, still go to “Soap”."]


def test_gifts_and_payments_of_one_supporter_are_reached_from_their_page(staff_client):
    awa, other = make_supporter(name="Awa Sample"), make_supporter(name="Ida Sample")
    for supporter, amount in ((awa, 4100), (other, 4200)):
        payment, _receipt = make_settled([gift_line(amount)], supporter=supporter)
        payment.donations.update(supporter=supporter)
    page = staff_client.get(f"/admin/supporters/inspect/{awa.pk}/").content.decode()
    assert ">English<" in re.sub(r"\s*([<>])\s*", r"\1", page)
    for listing in ("gifts", "payments"):
        address = f"/admin/{listing}/?supporter={awa.pk}"
        assert f'href="{address}"' in page
        html = staff_client.get(address).content.decode()
        assert ("$41.00" in html, "$42.00" in html, "Awa Sample" in html) == (True, False, True)
        everybody = staff_client.get(f"/admin/{listing}/").content.decode()
        assert ("$42.00" in everybody, 'name="supporter"' in everybody) == (True, False)
    for nobody in ("x", "0", "²"):
        html = staff_client.get(f"/admin/gifts/?supporter={nobody}").content.decode()
        assert "Select a valid choice" in html


def test_who_may_not_see_gifts_and_payments_is_not_led_there(client):
    awa = make_supporter()
    client.force_login(make_staff("accounts.view_supporter"))
    page = client.get(f"/admin/supporters/inspect/{awa.pk}/").content.decode()
    assert "?supporter=" not in page
