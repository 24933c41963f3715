"""Payouts as the treasurer sees them, and what wants to be looked at."""

import csv
import io

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from config.roles import setup_roles
from core.attention import find_attention
from payments.enums import PayoutCategory
from payments.models import Payout
from payments.verification.payments import payouts_are_explained
from tests.factories.payouts import make_payout

pytestmark = pytest.mark.django_db

RED = (
    (PayoutCategory.GIFT, 4000),
    (PayoutCategory.FEES, -146),
    (PayoutCategory.UNEXPLAINED, -7),
)


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("treasurer@example.org"))
    return client


@pytest.mark.parametrize("item_count", [1, 3])
def test_listing_queries_do_not_grow_with_payouts(
    staff: Client, item_count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(item_count):
        make_payout()
    for address in ("payouts:index", "payout-lines:index"):
        staff.get(reverse(address))  # fills Wagtail's own caches
    with django_assert_num_queries(6):
        staff.get(reverse("payouts:index"))
    with django_assert_num_queries(10):
        staff.get(reverse("payout-lines:index"))


def test_difference_is_red_where_there_is_one(staff: Client) -> None:
    make_payout()
    assert "difference" not in staff.get(reverse("payouts:index")).content.decode()
    make_payout(*RED)
    assert '<strong class="difference">-$0.07' in (
        staff.get(reverse("payouts:index")).content.decode()
    )


def test_inspect_shows_sums_lines_and_what_is_missing(staff: Client) -> None:
    payout = make_payout(*RED)
    page = staff.get(reverse("payouts:inspect", args=[payout.pk])).content.decode()
    for text in ("$38.47", "$40.00", "-$1.46", "-$0.07", "=1+1", "gifts", "Lines as CSV"):
        assert text in page


def test_lines_of_a_payout_are_exported_inert(staff: Client) -> None:
    payout = make_payout(*RED)
    make_payout()
    answer = staff.get(reverse("payout-lines:index"), {"payout": payout.pk, "export": "csv"})
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))  # type: ignore[attr-defined]
    assert [(row["Category"], row["Amount"], row["Currency"]) for row in rows] == [
        ("gift", "40.00", "USD"),
        ("fees", "-1.46", "USD"),
        ("unexplained", "-0.07", "USD"),
    ]
    assert rows[2]["What Stripe says"] == "'=1+1"


@pytest.mark.parametrize(
    ("role", "sees", "asks"),
    [("Treasurer", True, True), ("Auditor", True, False), ("Story writer", False, False)],
)
def test_payouts_are_seen_by_role(client: Client, role: str, sees: bool, asks: bool) -> None:
    setup_roles()
    user = User.objects.create_user("somebody@example.org")
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    payout = make_payout()
    page = client.get(reverse("payouts:inspect", args=[payout.pk]))
    assert (page.status_code == 200) == sees
    assert ("Ask Stripe again" in page.content.decode()) == asks
    if not asks:
        answer = client.post(reverse("payouts:action", args=[payout.pk, "ask-stripe"]))
        assert answer.status_code == 302
        assert Payout.objects.get().moves.count() == 0


def test_difference_asks_for_attention_until_it_is_gone() -> None:
    def found() -> list[str]:
        return [
            item.text
            for finding in find_attention()
            if finding.condition.name == "payout_differences"
            for item in finding.items
        ]

    make_payout()
    assert found() == []
    payout = make_payout(*RED)
    assert found() == [f"Of the payout {payout}, -$0.07 is not explained."]
    Payout.objects.update(unexplained=0, has_unexplained=False)
    assert found() == []


def test_difference_is_set_aside_until_it_changes(staff: Client) -> None:
    payout = make_payout(*RED)
    address = reverse("payouts:inspect", args=[payout.pk])
    assert "Set aside" in staff.get(address).content.decode()
    for _ in range(2):
        staff.post(reverse("payouts:action", args=[payout.pk, "set-aside"]))
    payout.refresh_from_db()
    assert payout.set_aside_by == User.objects.get()
    assert list(payouts_are_explained()) == []
    assert list(Payout.objects.unexplained()) == []
    assert "difference" in staff.get(reverse("payouts:index")).content.decode()
    page = staff.get(address).content.decode()
    assert reverse("payouts:action", args=[payout.pk, "set-aside"]) not in page
