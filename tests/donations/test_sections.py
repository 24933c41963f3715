"""What supporters read on their own page of gifts of theirs, and that came because of them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import Supporter
from donations.sections import GiftRow, gifts_of
from donations.services.giving.rarities import Rarities, rarities_of
from donations.services.offline.batches import post_batch
from payments.enums import LineKind
from payments.services.checkout import NewLine
from tests.donations.test_allocations import move
from tests.factories.accounts import make_supporter, make_user
from tests.factories.batches import make_batch, make_poster
from tests.factories.gifts import make_received_gift
from tests.factories.ledger import default_fund, make_fund

pytestmark = pytest.mark.django_db


def test_gifts_that_somebody_brought_are_on_their_page_and_on_no_receipt(client: Client) -> None:
    awa = make_supporter(email="awa@example.org")
    client.force_login(make_user(email="awa@example.org"))
    assert 'id="credits"' not in client.get("/my/").content.decode()
    batch = make_batch(
        {"method": "donor_advised", "organisation": "Sample Trust", "amount": 50000},
        {"name": "Binta Secret", "amount": 12300},
    )
    batch.rows.update(soft_credit=awa)
    post_batch(batch, by=make_poster(), has_read_warnings=True)
    page = client.get("/my/").content.decode()
    brought = page.split('id="credits"')[1].split("</section>")[0]
    assert "Sample Trust" in brought
    assert "$500.00" in brought
    assert "Somebody you spoke to" in brought
    assert "Binta" not in page
    assert "123" not in brought
    assert page.count("$500.00") == 1


@pytest.mark.django_db(transaction=True)
def test_another_name_of_a_fund_is_read_at_the_next_request(client: Client) -> None:
    """Requests remember what funds are called."""
    fund = make_fund(name="Wells")
    make_received_gift(2000, fund=fund, email="awa@example.org")
    client.force_login(make_user(email="awa@example.org"))
    assert "Wells" in client.get("/my/").content.decode()
    fund.name = "Gardens"
    fund.save()
    page = client.get("/my/").content.decode()
    assert ("Gardens" in page, "Wells" in page) == (True, False)


def rows_of(email: str) -> list[GiftRow]:
    return gifts_of(Supporter.objects.get(email=email))


def test_a_gift_is_told_as_it_was_given_wherever_it_lies_now() -> None:
    wells = make_fund(name="Wells")
    split = "Where it is needed most, $25.00 · Wells, $15.00"
    parts = {default_fund(): 2500, wells: 1500}
    gift = make_received_gift(4000, parts=parts, email="awa@example.org")
    assert [row.fund for row in rows_of("awa@example.org")] == [split]
    # All of it lies in the fund it names: only the move tells that it was split.
    move(gift, gift.fund, 1500, from_fund=wells)
    assert [row.fund for row in rows_of("awa@example.org")] == [split]
    whole = make_received_gift(3000, email="binta@example.org")
    move(whole, wells, 1000)
    assert [row.fund for row in rows_of("binta@example.org")] == ["Where it is needed most"]


def test_what_few_gifts_have_is_asked_for_where_there_is_any(
    django_assert_num_queries: Callable[..., Any],
) -> None:
    make_received_gift(2000, email="awa@example.org")
    make_received_gift(3000, email="awa@example.org")
    make_received_gift(parts={default_fund(): 3000, make_fund(): 1000}, email="split@example.org")
    cover = NewLine(kind=LineKind.FEE_COVER, description="Fee", amount=150, fund=default_fund())
    make_received_gift(4000, cover=cover, email="cover@example.org")
    expected = {
        "awa@example.org": (Rarities(spread=False, fee_cover=False), 3),
        "split@example.org": (Rarities(spread=True, fee_cover=False), 5),
        "cover@example.org": (Rarities(spread=False, fee_cover=True), 4),
    }
    for email, (rare, queries) in expected.items():
        supporter = Supporter.objects.get(email=email)
        assert rarities_of(supporter) == rare
        with django_assert_num_queries(queries):
            gifts_of(supporter)
    assert [row.given for row in rows_of("awa@example.org")] == [3000, 2000]
    assert [row.given for row in rows_of("cover@example.org")] == [4150]
