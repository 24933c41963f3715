"""What open books say of the soap of each group."""

from datetime import date

import pytest
from django.core.cache import cache
from django.test import Client

from core.models import OrganisationSettings
from shop.models import OrderLine
from shop.services.group_sales import sales_of_groups
from stories.models import Consent
from tests.factories.core import make_home
from tests.factories.shop import make_order, make_paid_order, make_product, make_variant, make_zone
from tests.factories.stories import make_consent, make_group, make_group_page

pytestmark = pytest.mark.django_db

ALWAYS = date(2000, 1, 1), date(2100, 1, 1)


def read() -> list[tuple[str, int, int, str]]:
    cache.clear()
    return [(one.name, one.bars, one.amount, one.currency) for one in sales_of_groups(*ALWAYS)]


def test_bars_that_were_paid_for_and_kept_count_at_their_value(client: Client) -> None:
    make_home()
    make_zone()
    page = make_group_page()
    quiet = make_group(name="Quiet")
    soap = make_variant(product=make_product(group=page.group))  # 8.50, worth 6.00
    others = [make_variant(product=make_product(group=group)) for group in (quiet, None)]
    make_order((soap, 3))  # nobody paid
    assert read() == []
    assert "Soap by women’s group" not in client.get("/open-books/").content.decode()
    order = make_paid_order((soap, 3), *((other, 1) for other in others))
    assert read() == [(page.group.name, 3, 1800, "USD"), ("", 2, 1200, "USD")]
    OrderLine.objects.filter(order=order, variant=soap).update(refunded=1)
    assert read()[0] == (page.group.name, 2, 1200, "USD")
    cache.clear()
    shown = client.get("/open-books/").content.decode()
    assert f'<a href="{page.url}">{page.group.name}</a>' in shown
    assert "Quiet" not in shown
    make_consent(group=quiet)
    Consent.objects.filter(group=page.group).update(on_site=False)
    again = client.get("/open-books/").content.decode()  # names are asked for each time
    assert page.group.name not in again
    assert "Quiet" in again
    paid_on = order.paid_at.astimezone(OrganisationSettings.load().zone).date()
    assert sales_of_groups(paid_on, paid_on) != []
    assert sales_of_groups(date(2000, 1, 1), date(2000, 12, 31)) == []
