"""What the groups earned by their soap, what they were handed, and what is open."""

from datetime import date, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from core.models import OrganisationSettings
from ledger.exceptions import AppendOnlyError
from shop.enums import GroupPaymentMethod
from shop.exceptions import FutureDayError, PaymentUndoneError
from shop.models import BarPrice, GroupPayment, OrderLine, Variant
from shop.services.earning_statements import _sentences
from shop.services.earnings import (
    earnings_between,
    earnings_of,
    earnings_of_groups,
    pay_group,
    undo_group_payment,
)
from stories.models import WomensGroup
from tests.factories.accounts import make_staff, make_user
from tests.factories.core import make_home
from tests.factories.shop import make_paid_order, make_product, make_variant, make_zone
from tests.factories.stories import make_group

pytestmark = pytest.mark.django_db


@pytest.fixture
def group() -> WomensGroup:
    make_zone()
    return make_group(name="Sigida")


@pytest.fixture
def soap(group: WomensGroup) -> Variant:
    return make_variant(product=make_product(group=group))


def agree(soap: Variant, amount: int, *, days_ago: int = 30) -> BarPrice:
    day = OrganisationSettings.today() - timedelta(days=days_ago)
    return BarPrice.objects.create(
        variant=soap, amount=amount, valid_from=day, agreed_with="Sample treasurer"
    )


def pay(group: WomensGroup, amount: int, **more: object) -> GroupPayment:
    values = {
        "uuid": uuid4(),
        "group": group,
        "amount": amount,
        "paid_on": OrganisationSettings.today(),
        "method": GroupPaymentMethod.CASH,
        "received_by": "Awa Sample",
        "by": make_user(),
    }
    return pay_group(**{**values, **more})  # type: ignore[arg-type]


def standing(group: WomensGroup) -> tuple[int, int, int, int]:
    found = earnings_of(group)
    return found.bars, found.earned, found.paid, found.open


def test_bar_earns_what_was_agreed_for_the_day_it_was_paid_for(
    group: WomensGroup, soap: Variant
) -> None:
    other = make_variant(product=make_product(group=group))
    make_variant(product=make_product(group=make_group(name="Quiet")))
    make_paid_order((soap, 4), (other, 1))
    assert standing(group) == (5, 0, 0, 0)
    assert earnings_of(group).unpriced == 5
    agree(soap, 900, days_ago=90)
    agree(soap, 1000, days_ago=0)  # of two the newer
    agree(soap, 5000, days_ago=-1)  # not yet
    assert standing(group) == (5, 4000, 0, 4000)
    assert earnings_of(group).unpriced == 1
    OrderLine.objects.filter(variant=soap).update(refunded=1)
    assert standing(group) == (4, 3000, 0, 3000)
    assert [one.group for one in earnings_of_groups()] == [group]


def test_day_of_sale_is_that_of_the_organisation(group: WomensGroup, soap: Variant) -> None:
    """Four minutes past midnight in Greenwich it is still the day before in Durham."""
    order = make_paid_order((soap, 1))
    day = date(2026, 3, 2)
    midnight = OrganisationSettings.noon_of(day).replace(hour=0, minute=0)
    BarPrice.objects.create(variant=soap, amount=700, valid_from=day, agreed_with="Sample")
    for at, earned in ((midnight, 700), (midnight - timedelta(seconds=1), 0)):
        type(order).objects.filter(pk=order.pk).update(paid_at=at)
        assert earnings_of(group).earned == earned


def test_payment_is_recorded_once_and_taken_back_by_a_row_that_says_why(
    group: WomensGroup, soap: Variant
) -> None:
    agree(soap, 1000)
    make_paid_order((soap, 3))
    payment = pay(group, 2000)
    assert pay(group, 2000, uuid=payment.uuid) == payment
    assert standing(group) == (3, 3000, 2000, 1000)
    pay(group, 1500)
    assert earnings_of(group).open == -500  # an advance
    again = {"payment": payment, "paid_on": payment.paid_on, "reason": "Typed twice"}
    token = uuid4()
    mirror = undo_group_payment(uuid=token, by=payment.recorded_by, **again)
    assert undo_group_payment(uuid=token, by=payment.recorded_by, **again) == mirror
    assert (mirror.amount, earnings_of(group).paid) == (-2000, 1500)
    for done in (payment, mirror):
        with pytest.raises(PaymentUndoneError):
            undo_group_payment(uuid=uuid4(), by=done.recorded_by, **{**again, "payment": done})
    with pytest.raises(FutureDayError):
        pay(group, 1, paid_on=OrganisationSettings.today() + timedelta(days=1))


def test_what_was_agreed_and_paid_is_never_changed(group: WomensGroup, soap: Variant) -> None:
    for row in (agree(soap, 1000), pay(group, 2000)):
        for attempt in (row.save, row.delete, type(row).objects.all().delete):
            with pytest.raises(AppendOnlyError):
                attempt()


@pytest.mark.engine("postgresql")
def test_database_refuses_changes(soap: Variant) -> None:
    agree(soap, 1000)
    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute("UPDATE shop_barprice SET amount = 1")


def test_open_books_tell_the_sums_and_no_name(
    client: Client, group: WomensGroup, soap: Variant
) -> None:
    make_home()
    cache.clear()
    today = OrganisationSettings.today()
    assert earnings_between(today, today) == []
    agree(soap, 1000)
    make_paid_order((soap, 3))
    pay(group, 2000)
    cache.clear()
    assert earnings_between(today, today) == [(3000, 2000, "XOF")]
    page = client.get("/open-books/").content.decode()
    assert "F\u202fCFA\xa03,000" in page
    assert "F\u202fCFA\xa02,000" in page
    assert "Awa Sample" not in page


def test_statement_says_what_was_paid_in_advance_and_what_has_no_price_yet(
    group: WomensGroup, soap: Variant
) -> None:
    pay(group, 5000)
    make_paid_order((soap, 1))
    assert _sentences(earnings_of(group)) == [
        "One bar of your soap was sold. By them you earned F\u202fCFA\xa00.",
        "You were paid F\u202fCFA\xa05,000.",
        "You were paid F\u202fCFA\xa05,000 in advance, for bars that are still to be sold.",
        "For one of these bars no price is agreed yet; it is not in what you earned.",
    ]


def test_treasurer_agrees_pays_takes_back_and_prints(
    client: Client, group: WomensGroup, soap: Variant
) -> None:
    make_paid_order((soap, 3))
    rights = ("view_barprice", "add_barprice", "view_grouppayment", "add_grouppayment")
    client.force_login(make_staff(*(f"shop.{right}" for right in rights)))
    today = OrganisationSettings.today().isoformat()
    price = {"variant": soap.pk, "valid_from": today, "agreed_with": "Awa Sample"}
    refused = client.post(reverse("bar-prices:add"), price | {"amount": "850.50"})
    assert "whole amount" in refused.content.decode()
    assert client.post(reverse("bar-prices:add"), price | {"amount": "850"}).status_code == 302
    assert client.get(reverse("bar-prices:index")).status_code == 200
    page = client.get(reverse("earnings:index")).content.decode()
    assert group.name in page
    assert "2,550" in page
    url = reverse("earnings:pay", args=[group.pk])
    form = client.get(url).context["form"]
    typed = {
        "token": form["token"].value(),
        "amount": "2000",
        "happened_on": "2999-01-01",
        "method": "mobile_money",
        "received_by": "Awa Sample",
    }
    assert "has not come yet" in client.post(url, typed).content.decode()
    for _click in range(2):
        assert client.post(url, typed | {"happened_on": today}).status_code == 302
    payment = GroupPayment.objects.get()
    assert earnings_of(group).open == 550
    mine = reverse("earnings:group", args=[group.pk])
    undo = reverse("earnings:undo", args=[payment.pk])
    assert undo in client.get(mine).content.decode()
    answer = client.get(reverse("earnings:statement", args=[group.pk]), {"language": "fr"})
    text = PdfReader(BytesIO(answer.content)).pages[0].extract_text().replace("\xa0", " ")
    assert "3 pains de votre savon ont été vendus" in text
    assert "550" in text
    token = client.get(undo).context["form"]["token"].value()
    client.post(undo, {"token": token, "happened_on": today, "reason": "Not hers"})
    assert undo not in client.get(mine).content.decode()
    assert earnings_of(group).open == 2550
    assert client.get(reverse("group-payments:index")).status_code == 200
    assert client.get(reverse("group-payments:inspect", args=[payment.pk])).status_code == 200


def test_payment_typed_again_in_a_second_tab_is_asked_about(
    client: Client, group: WomensGroup
) -> None:
    client.force_login(make_staff("shop.view_grouppayment", "shop.add_grouppayment"))
    url = reverse("earnings:pay", args=[group.pk])
    tabs = [client.get(url).context["form"] for _tab in range(2)]
    typed = {
        "amount": "2000",
        "happened_on": OrganisationSettings.today().isoformat(),
        "method": "cash",
        "received_by": "Awa Sample",
    }
    sent = [typed | {name: tab[name].value() for name in ("token", "seen")} for tab in tabs]
    assert [client.post(url, data).status_code for data in sent] == [302, 200]
    assert GroupPayment.objects.get().amount == 2000


def test_who_may_only_look_records_nothing(client: Client, group: WomensGroup) -> None:
    payment = pay(group, 100)
    client.force_login(make_staff("shop.view_grouppayment"))
    for url in (
        reverse("earnings:pay", args=[group.pk]),
        reverse("earnings:undo", args=[payment.pk]),
        reverse("bar-prices:add"),
    ):
        assert client.post(url, {"amount": "1"}).status_code == 302
        assert url not in client.get(reverse("earnings:group", args=[group.pk])).content.decode()
    assert (GroupPayment.objects.count(), BarPrice.objects.count()) == (1, 0)
    client.force_login(make_staff("shop.view_order"))
    assert client.get(reverse("earnings:index")).status_code == 302
