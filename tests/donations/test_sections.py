"""What supporters read on their own page of gifts that came because of them."""

import pytest
from django.test import Client

from donations.services.offline.batches import post_batch
from tests.factories.accounts import make_supporter, make_user
from tests.factories.batches import make_batch, make_poster

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
