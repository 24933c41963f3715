"""A gift and an order know the story whose link led to them, and staff read what it raised."""

import re
from typing import Any

import pytest
from django.test import Client

from core.attribution import link_query, raised_by, source_pages
from donations.models import Donation
from payments.enums import RefundStatus
from payments.models import Refund, RefundLine
from shop.models import Basket
from tests.factories.accounts import make_superuser
from tests.factories.donations import PAID_AT, gift_line, make_give_page, make_paid_payment
from tests.factories.shop import (
    make_order,
    make_paid_order,
    make_soap_page,
    make_variant,
    make_zone,
)
from tests.factories.stories import make_consent, make_group, make_group_page, make_story

OWN = {"Sec-Fetch-Site": "same-origin"}


def hidden_source(client: Client, address: str) -> list[str]:
    html = client.get(address).content.decode()
    return re.findall(r'name="source"[^>]*value="(\d+)"', html)


@pytest.mark.django_db(transaction=True)
def test_links_of_a_story_lead_to_forms_that_name_it_and_are_kept(client: Client) -> None:
    give, soap = make_give_page(), make_soap_page(product=make_variant(sku="KARITE").product)
    story = make_story()
    assert f'href="{give.url}{link_query(story)}"' in client.get(story.url).content.decode()
    story.body = [
        ("give", {"heading": "Give", "text": "It helps."}),
        ("soap", {"heading": "Soap", "soaps": [soap]}),
    ]
    story.save_revision().publish()
    html = client.get(story.url).content.decode()
    draft = make_story(live=False)
    for page in (give, soap):
        address = f"{page.url}?source={story.pk}"
        assert f'href="{address}"' in html
        assert hidden_source(client, address) == [str(story.pk)]
        assert hidden_source(client, page.url) == []
        assert "ETag" in client.get(address).headers
        # Only what is true once for each source is kept for each source.
        for query in (f"source={draft.pk}", f"source=0{story.pk}", f"source={story.pk}&a=1"):
            assert "ETag" not in client.get(f"{page.url}?{query}").headers, query
        assert hidden_source(client, f"{page.url}?source={draft.pk}") == []
    assert "ETag" not in client.get(f"{story.url}?source={story.pk}").headers
    assert link_query(give) == link_query(None) == ""

    story.unpublish()
    assert hidden_source(client, f"{give.url}?source={story.pk}") == []


@pytest.mark.django_db
def test_order_and_gift_of_a_basket_know_the_last_story(client: Client) -> None:
    first, last = make_story(), make_story()
    make_variant(sku="KARITE")
    for source in (first.pk, last.pk, "", "12345678901", "x"):
        typed = {"sku": "KARITE", "quantity": "1", "source": source}
        assert client.post("/basket/add/", typed, headers=OWN).status_code == 303
    basket = Basket.objects.get()
    assert basket.source_id == last.pk
    refused = client.post(
        "/basket/add/", {"sku": "KARITE", "quantity": "0", "source": first.pk}, headers=OWN
    )
    assert f'name="source" value="{first.pk}"' in refused.content.decode()

    make_zone()
    order = make_order(gift=2000, source=last)
    assert order.source_id == Donation.objects.get().source_id == last.pk


@pytest.fixture
def _zone(db: None) -> None:
    make_zone()


@pytest.mark.django_db
@pytest.mark.usefixtures("_zone")
def test_staff_read_what_a_story_and_its_group_raised(client: Client) -> None:
    group = make_group()
    make_consent(group=group)
    story, page = make_story(group=group), make_group_page(group=group)
    gifts = make_paid_payment([gift_line(4000), gift_line(2500), gift_line(900)]).donations
    gifts.update(
        source=story.pk, status="received", received_at=PAID_AT, received_on=PAID_AT.date()
    )
    gifts.filter(amount=2500).update(refunded=500)
    gifts.filter(amount=900).update(refunded=900, status="refunded")
    waiting = make_paid_payment([gift_line(7000)]).donations
    waiting.update(source=story.pk)
    for source, returned in ((page, 0), (page, 850), (story, 1700)):
        order = make_paid_order((make_variant(), 2), source=source)
        if returned:
            refund = Refund.objects.create(
                payment=order.payment,
                amount=returned,
                currency="USD",
                status=RefundStatus.SUCCEEDED,
                stripe_refund=f"re_{order.pk}",
                settled_at=PAID_AT,
            )
            line = order.payment.lines.get(kind="goods")
            RefundLine.objects.create(refund=refund, line=line, amount=returned)

    def told(*pages: Any) -> list[tuple[str, int, int]]:
        rows = raised_by(source_pages().filter(pk__in=[page.pk for page in pages]))
        return [(str(row.label), row.number, row.amount) for row in rows]

    assert told(story) == [("Gifts", 2, 6000)]  # its one order was given back whole
    assert told(page) == [("Orders of soap", 2, 2550)]

    client.force_login(make_superuser())
    for address, amounts in (
        (f"/admin/pages/{story.pk}/edit/", ["$60.00"]),
        (f"/admin/pages/{page.pk}/edit/", ["$25.50"]),
        (f"/admin/womens_groups/edit/{group.pk}/", ["$60.00", "$25.50"]),
    ):
        html = client.get(address).content.decode()
        assert [amount for amount in amounts if amount not in html] == []
    for listing, count in (("/admin/gifts/", 4), ("/admin/orders/", 1)):
        found = client.get(listing, {"source": story.pk})
        assert len(found.context["object_list"]) == count
        assert story.title in found.content.decode()
        table = client.get(listing, {"source": story.pk, "export": "csv"})
        assert story.title in b"".join(table.streaming_content).decode()
