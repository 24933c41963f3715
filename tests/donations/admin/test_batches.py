"""How staff enter, post and print a batch of gifts, and find what is expected by bank transfer."""

import io
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.test import Client
from pypdf import PdfReader

from config.roles import setup_roles
from core.attention import conditions
from core.models import OrganisationSettings, OutboxMail
from donations.enums import BatchStatus, TransferStatus
from donations.models import BatchRow, Donation, GiftBatch, Tribute
from donations.services.documents.letters import receipts_to_post, render_letters
from donations.services.offline.batches import post_batch
from donations.services.offline.transfers import promise_transfer
from donations.tribute_wishes import TributeWish
from ledger.models import Fund
from payments.enums import PaymentMethod
from payments.models import Payment
from tests.factories.accounts import make_superuser, make_supporter, make_user
from tests.factories.batches import DAY, make_batch, make_poster, make_transfer
from tests.factories.donations import make_fund

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen_time():
    with time_machine.travel(datetime(2026, 11, 21, 15, 31, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def staff():
    client = Client()
    client.force_login(make_superuser(email="clerk@example.org"))
    return client


def page_of(batch, part=""):
    return f"/admin/gift-batches/inspect/{batch.pk}/{part}"


def row_data(**overrides):
    return {
        "name": "Awa Traoré",
        "amount": "40",
        "reference": "1042",
        "received_on": "2026-11-20",
        "fund": Fund.objects.default().pk,
        **overrides,
    }


def test_batch_is_begun_entered_posted_and_printed(staff):
    assert 'value="2026-11-21"' in staff.get("/admin/gift-batches/new/").content.decode()
    response = staff.post(
        "/admin/gift-batches/new/",
        {
            "method": "cheque",
            "deposited_on": "2026-11-20",
            "currency": "USD",
            "expected_count": "2",
            "expected_total": "90.50",
        },
    )
    batch = GiftBatch.objects.get()
    assert response["Location"] == page_of(batch)
    html = staff.get(page_of(batch)).content.decode()
    assert "autofocus" in html
    assert "$90.50" in html
    address = {"street": "1 Sample Street", "city": "Durham", "postcode": "27701", "country": "US"}
    response = staff.post(page_of(batch), row_data(**address))
    assert response["Location"] == f"{page_of(batch)}#next"
    staff.post(page_of(batch), row_data(name="Binta", email="b@example.org", amount="50.50"))
    assert [(row.name, row.amount) for row in batch.rows.all()] == [
        ("Awa Traoré", 4000),
        ("Binta", 5050),
    ]
    OrganisationSettings.objects.update_or_create(defaults={"two_people_post": False})
    html = staff.get(page_of(batch, "post/")).content.decode()
    assert "2 gifts of $90.50 in all are booked." in html
    for _twice in range(2):
        assert staff.post(page_of(batch, "post/"))["Location"] == page_of(batch)
    assert Payment.objects.count() == 2
    html = staff.get(page_of(batch)).content.decode()
    assert "Print 1 letter" in html
    texts = []
    for _twice in range(2):
        response = staff.post(page_of(batch, "letters/"))
        assert response["Content-Type"] == "application/pdf"
        texts.append(PdfReader(io.BytesIO(response.content)).pages[0].extract_text())
    assert "Copy" not in texts[0]
    assert "Copy" in texts[1]
    assert "They were printed (Nov." in staff.get(page_of(batch)).content.decode()


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"amount": "0"}, "amount", "above zero"),
        ({"amount": ""}, "amount", "Enter an amount."),
        ({"amount": "€40"}, "amount", "Enter the amount in US dollars"),
        ({"received_on": "2026-11-22"}, "received_on", "has not come yet"),
        ({"received_on": "soon"}, "received_on", "Enter a day such as"),
        ({"name": ""}, "name", "Enter who gave"),
        ({"transfer_code": "MH-2222-33"}, "transfer_code", "mistyped"),
        ({"matched_receipt": "R-2026-000099"}, "matched_receipt", "No gift has a receipt"),
        ({"soft_credit_email": "nobody@example.org"}, "soft_credit_email", "No supporter"),
    ],
)
def test_row_that_cannot_be_comes_back_with_all_that_was_typed(staff, typed, field, message):
    batch = make_batch()
    response = staff.post(page_of(batch), row_data(note="Keep me", **typed))
    form = response.context["form"]
    assert response.status_code == 422
    assert message in form.errors[field][0]
    assert "Keep me" in response.content.decode()
    assert batch.rows.count() == 1


def test_fund_closed_meanwhile_is_refused(staff):
    fund = make_fund(is_closed=True)
    response = staff.post(page_of(make_batch()), row_data(fund=fund.pk))
    assert "fund" in response.context["form"].errors


def test_code_of_a_transfer_fills_in_the_row(staff):
    fund = make_fund()
    transfer = make_transfer(name="Claire Exemple", email="c@example.org", fund=fund, language="fr")
    batch = make_batch(method=PaymentMethod.WIRE)
    staff.post(page_of(batch), {"transfer_code": transfer.shown_code.lower(), "received_on": DAY})
    row = batch.rows.last()
    assert (row.name, row.email, row.amount, row.fund, row.language, row.transfer) == (
        "Claire Exemple",
        "c@example.org",
        25000,
        fund,
        "fr",
        transfer,
    )
    # What it brought is this giver's alone: the next row begins as if it had not been.
    page = staff.get(page_of(batch))
    assert page.context["form"].initial["fund"] == Fund.objects.default()
    assert page.context["form"].initial["language"] == "en"
    assert not page.context["form"].shows_further
    assert [each.local_name for each, _sum in page.context["funds"]] == [
        Fund.objects.default().local_name,
        fund.local_name,
    ]
    assert "$250.00" in page.content.decode().split("<tfoot>")[1]
    response = staff.post(page_of(batch), {"transfer_code": transfer.code, "received_on": DAY})
    assert "Another row" in response.context["form"].errors["transfer_code"][0]
    response = staff.post(page_of(batch), {"transfer_code": "MH-2222-33", "language": "fr"})
    assert response.context["form"].errors.keys() == {"transfer_code"}
    assert response.context["form"].shows_further


def test_code_of_a_transfer_brings_its_parts_in_the_shares_of_what_came(staff):
    first, soap = Fund.objects.default(), make_fund(code="soap")
    transfer = make_transfer(amount=25000, shares="unrestricted:15000 soap:10000")
    batch = make_batch(method=PaymentMethod.WIRE)
    typed = {"transfer_code": transfer.code, "received_on": DAY, "amount": "240"}
    staff.post(page_of(batch), typed)
    row = batch.rows.last()
    assert [(row.fund, row.amount), *((part.fund, part.amount) for part in row.parts.all())] == [
        (first, 24000),
        (soap, 9600),
    ]
    staff.post(page_of(batch, f"row/{row.pk}/"), typed)  # a clerk who takes it out means it
    assert not row.parts.exists()
    staff.post(page_of(batch, f"row/{row.pk}/remove/"))
    Fund.objects.filter(pk=soap.pk).update(is_closed=True)
    staff.post(page_of(batch), typed)
    assert not batch.rows.last().parts.exists()


def test_code_of_a_transfer_brings_whom_it_honours_and_the_card_leaves_with_the_gift(staff):
    wish = TributeWish(
        kind="memory",
        honouree="Fanta Diarra",
        told_name="Mariam Koné",
        told_email="mariam@example.org",
        tell_at_once=True,
    )
    transfer = promise_transfer(
        amount=25000,
        currency="USD",
        fund=Fund.objects.default(),
        name="Awa Sample",
        email="awa@example.org",
        language="fr",
        tribute=wish,
    )
    batch = make_batch(method=PaymentMethod.WIRE, expected_count=2, expected_total=29000)
    typed = {"transfer_code": transfer.code, "received_on": DAY}
    staff.post(page_of(batch), typed)
    row = batch.rows.last()
    assert row.wish == wish
    change = page_of(batch, f"row/{row.pk}/")
    assert "Fanta Diarra" in staff.get(change).content.decode()
    staff.post(change, typed)  # a clerk who takes it out means it
    assert batch.rows.last().wish.is_empty
    told = {**typed, **wish.fields, "tribute": "honour", "tell_at_once": "on"}
    refused = staff.post(change, told | {"told_email": ""})
    assert refused.context["form"].errors.keys() == {"told_email"}
    staff.post(change, told)
    for _click in range(2):
        post_batch(batch, by=make_poster(), has_read_warnings=True)
    tribute = Tribute.objects.get()
    assert (tribute.kind, tribute.status, tribute.language) == ("honour", "told", "fr")
    card = OutboxMail.objects.get(to="mariam@example.org")
    assert "250" not in card.subject + card.text
    html = staff.get(f"/admin/expected-transfers/inspect/{transfer.pk}/").content.decode()
    assert "In memory of: Fanta Diarra" in html


def test_clerk_says_who_gave(staff):
    known = make_supporter(name="Awa Traoré", postcode="27701")
    batch = make_batch({"name": "Awa Traoré"}, {"name": "Awa Traoré"})
    first, second = batch.rows.all()
    html = staff.get(page_of(batch)).content.decode()
    assert "same name and postcode" in html
    kept = {"postcode": "27701", "street": "1 Sample Street", "city": "Durham"}
    staff.post(page_of(batch, f"row/{first.pk}/"), row_data(giver=known.pk, **kept))
    staff.post(page_of(batch, f"row/{second.pk}/"), row_data(giver="new", **kept))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.supporter, first.is_new_supporter) == (known, False)
    assert (second.supporter, second.is_new_supporter) == (None, True)
    staff.post(page_of(batch, f"row/{first.pk}/"), row_data(name="Binta", **kept))
    first.refresh_from_db()
    assert first.supporter is None  # that was said of Awa


def test_who_entered_is_told_that_somebody_else_posts(staff):
    batch = make_batch()
    staff.post(page_of(batch), row_data())
    GiftBatch.objects.update(expected_count=2, expected_total=8000)
    response = staff.get(page_of(batch, "post/"), follow=True)
    assert "somebody else posts it" in response.content.decode()


def test_warnings_are_ticked_before_posting(staff):
    batch = make_batch({"street": "", "city": ""})
    response = staff.post(page_of(batch, "post/"))
    assert "Look at the warnings first." in response.content.decode()
    staff.post(page_of(batch, "post/"), {"read": "on"})
    assert GiftBatch.objects.get().status == BatchStatus.POSTED


@pytest.mark.parametrize(
    ("role", "sees", "enters", "posts"),
    [
        ("Fundraiser", 200, 302, 302),
        ("Treasurer", 200, 302, 200),
        ("Auditor", 200, 302, 302),
        ("Shopkeeper", 302, 302, 302),
    ],
)
def test_fundraiser_enters_and_treasurer_posts(client, role, sees, enters, posts):
    setup_roles()
    user = make_user(is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    batch = make_batch()
    assert client.get(page_of(batch)).status_code == sees
    assert client.post(page_of(batch), row_data()).status_code == enters
    assert batch.rows.count() == (2 if role in {"Fundraiser", "Treasurer"} else 1)
    BatchRow.objects.filter(name="Awa Traoré").delete()
    assert client.get(page_of(batch, "post/")).status_code == posts
    assert client.post(page_of(batch, "discard/")).status_code == 302
    assert GiftBatch.objects.exists() != (role in {"Fundraiser", "Treasurer"})


@pytest.mark.parametrize("item_count", [1, 3])
def test_batch_needs_the_same_queries_for_any_length(
    staff, item_count, django_assert_max_num_queries
):
    make_supporter(name="Giver", postcode="27701")
    batch = make_batch(*[{"name": "Giver", "transfer": None} for _row in range(item_count)])
    staff.get(page_of(batch))
    with django_assert_max_num_queries(30):
        staff.get(page_of(batch))


def test_letters_are_one_file_in_each_readers_language():
    OrganisationSettings.objects.update_or_create(
        defaults={"address": "P.O. Box 51632\nDurham, NC 27717", "ein": "00-0000000"}
    )
    batch = make_batch(
        {"name": "Awa Sample"},
        {
            "name": "Claire Exemple",
            "language": "fr",
            "street": "3, rue de l’Exemple",
            "city": "Lyon",
            "region": "",
            "postcode": "69001",
            "country": "FR",
        },
        {"email": "mailed@example.org"},
    )
    post_batch(batch, by=make_poster())
    receipts = receipts_to_post(batch)
    content = render_letters(receipts, printed_at=datetime(2026, 11, 21, 16, tzinfo=UTC))
    english, french = (page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    assert "Thank you, Awa Sample." in english
    assert "Durham, NC 27701" in english
    assert "Merci, Claire Exemple" in french
    assert "69001 Lyon\nFRANCE" in french
    assert content == render_letters(receipts, printed_at=datetime(2026, 11, 21, 16, tzinfo=UTC))


def test_letter_that_takes_the_place_of_a_printed_one_is_an_original_and_asked_for(staff):
    batch = make_batch({"name": "Awa Sample", "amount": 9000}, {"name": "Binta Sample"})
    post_batch(batch, by=make_poster())

    def pages_of_letters():
        answer = staff.post(page_of(batch, "letters/"))
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages]
        return [("Copy" in page, "Your gift goes to work" in page) for page in pages]

    assert pages_of_letters() == [(False, True)] * 2
    [condition] = [one for one in conditions() if one.name == "letters_to_print"]
    assert list(condition.find()) == []
    with time_machine.travel(datetime(2026, 11, 21, 16, 31, tzinfo=UTC), tick=False):
        line = Payment.objects.get(amount=9000).lines.get()
        back = {"method": "cash", "paid_on": "2026-11-21", "reason": "requested"}
        typed = {"token": str(uuid4()), f"amount_{line.pk}": "90", "step": "refund", **back}
        staff.post(f"/admin/payments/refund/{line.payment_id}/", typed)
        [item] = condition.find()
        assert item.text == "S-2026-000001 took the place of a printed letter and is not printed."
        assert item.url == page_of(batch)
        assert pages_of_letters() == [(False, False), (True, True)]
        assert list(condition.find()) == []
        assert pages_of_letters() == [(True, False), (True, True)]


def test_expected_transfers_are_listed_with_those_that_are_late(staff):
    late = make_transfer(name="Late Giver", expected_by=date(2026, 10, 1))
    html = staff.get("/admin/expected-transfers/").content.decode()
    assert late.shown_code in html
    address = f"/admin/expected-transfers/inspect/{late.pk}/"
    staff.post(f"{address}withdraw/")
    late.refresh_from_db()
    assert late.status == TransferStatus.WITHDRAWN
    batch = make_batch({"transfer": late, "amount": 25000}, method=PaymentMethod.WIRE)
    post_batch(batch, by=make_poster())
    late.refresh_from_db()
    assert (late.status, late.donation) == (TransferStatus.RECEIVED, Donation.objects.get())


def test_posted_batch_shows_its_gifts_and_takes_no_rows(staff):
    batch = make_batch()
    post_batch(batch, by=make_poster())
    html = staff.get(page_of(batch)).content.decode()
    assert f"/admin/gifts/inspect/{Donation.objects.get().pk}/" in html
    assert ": 1 gift, $" in html
    response = staff.post(page_of(batch), row_data(), follow=True)
    assert "This batch is posted" in response.content.decode()
    assert batch.rows.count() == 1


def test_gift_without_a_card_is_paid_back_by_hand_in_the_admin(staff):
    batch = make_batch({"amount": 9000})
    post_batch(batch, by=make_poster())
    payment = Payment.objects.get()
    address = f"/admin/payments/refund/{payment.pk}/"
    assert "Pay it back first" in staff.get(address).content.decode()
    line = payment.lines.get()
    typed = {
        "token": str(uuid4()),
        f"amount_{line.pk}": "40",
        "method": "cheque",
        "paid_on": "2026-11-21",
        "reason": "requested",
    }
    assert "no money moves by this" in staff.post(address, typed).content.decode()
    for _twice in range(2):
        assert staff.post(address, {**typed, "step": "refund"}).status_code == 302
    refund = payment.refunds.get()
    assert (refund.status, refund.amount, refund.method) == ("succeeded", 4000, "cheque")


def test_supporter_sees_what_was_given_in_kind_and_no_value(client):
    user = make_user(email="awa@example.org")
    batch = make_batch(
        {"email": "awa@example.org", "description": "Two desks", "amount": 98765},
        method=PaymentMethod.IN_KIND,
    )
    post_batch(batch, by=make_poster())
    client.force_login(user)
    html = client.get("/my/").content.decode()
    assert "in kind" in html
    assert "987.65" not in html


def test_employees_gift_shows_what_matched_it_and_the_match_whom_it_thanks(staff):
    first = make_batch({"name": "Awa Traoré", "email": "awa@example.org"})
    post_batch(first, by=make_poster())
    gift = Donation.objects.get()
    row = {"organisation": "Sample Works", "matches": gift}
    match = make_batch(row, method=PaymentMethod.EMPLOYER_MATCH)
    assert "to the gift of Awa Traoré" in staff.get(page_of(match)).content.decode()
    post_batch(match, by=make_poster())
    html = staff.get(f"/admin/gifts/inspect/{gift.pk}/").content.decode()
    assert "Sample Works" in html
    html = staff.get(f"/admin/gifts/inspect/{gift.matched_by.get().pk}/").content.decode()
    assert "awa@example.org" in html
    assert f'<a href="/admin/gifts/inspect/{gift.pk}/">Awa Traoré, $' in html
    listed = staff.get("/admin/gifts/?payment__method=employer_match").context["object_list"]
    assert [gift.name for gift in listed] == ["Sample Works"]


def test_gift_says_how_it_came_and_what_was_given(staff):
    row = {"description": "A used laptop computer", "reference": "Shelf 4"}
    post_batch(make_batch(row, method=PaymentMethod.IN_KIND), by=make_poster())
    html = staff.get(f"/admin/gifts/inspect/{Donation.objects.get().pk}/").content.decode()
    assert [word in html for word in ("in kind", "A used laptop computer", "Shelf 4")] == [True] * 3
    assert '<div class="scrolls">' in html  # on a phone, where the page itself does not


def test_clerk_splits_a_cheque_and_changes_the_split(staff):
    wells = make_fund(name="Wells")
    batch = make_batch()
    batch.rows.all().delete()
    split = {"fund_2": wells.pk, "amount_2": "15"}
    for wrong, message in (
        ({"fund_2": wells.pk}, "how much of the gift goes there"),
        ({"amount_3": "15"}, "Choose the fund"),
        ({**split, "amount_2": "40"}, "whole gift or more"),
    ):
        response = staff.post(page_of(batch), row_data(**wrong))
        assert response.status_code == 422
        assert message in response.content.decode()
    staff.post(page_of(batch), row_data(**split))
    row = batch.rows.get()
    assert [(part.fund, part.amount) for part in row.parts.all()] == [(wells, 1500)]
    assert "of it $15.00: Wells" in staff.get(page_of(batch)).content.decode()
    form = staff.get(page_of(batch, f"row/{row.pk}/")).context["form"]
    assert (form["fund_2"].value(), form["amount_2"].value()) == (wells.pk, "15.00")
    staff.post(page_of(batch, f"row/{row.pk}/"), row_data())
    assert not row.parts.exists()
