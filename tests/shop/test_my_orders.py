"""A supporter's own orders under /my/."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from payments.models import Payment
from shop.models import Order
from tests.factories.accounts import make_supporter, make_user
from tests.factories.shop import make_paid_order, make_zone

pytestmark = pytest.mark.django_db


def test_day_of_an_order_is_the_one_where_the_organisation_is(client: Client) -> None:
    """As on the receipt: not the server's."""
    make_zone("US,CA")
    order = make_paid_order()
    Order.objects.filter(pk=order.pk).update(paid_at=datetime(2026, 11, 22, 1, tzinfo=UTC))
    Payment.objects.update(supporter=make_supporter(email=order.email))
    client.force_login(make_user(email=order.email))
    html = client.get("/my/").content.decode()
    assert '<small class="whole">Nov.\xa021, 2026</small>' in html
