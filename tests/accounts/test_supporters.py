from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.account.models import EmailAddress
from django.db import connection

from accounts.models import Supporter
from accounts.services.supporters import (
    find_or_make_supporter,
    link_supporter,
    supporter_of,
    supporters_of,
)
from tests.factories.accounts import make_supporter, make_user

pytestmark = pytest.mark.django_db


def find(email: str, name: str = "", language: str = "en") -> Supporter:
    return find_or_make_supporter(email=email, name=name, language=language)


def test_supporter_is_made_once_whatever_the_capitals_and_blanks() -> None:
    first = find("Awa.Diarra@Example.org", " Awa  Diarra ", "fr")
    again = find("  awa.diarra@example.ORG ", "Somebody Else", "en")
    assert again == first
    assert (again.email, again.name, again.language) == (
        "awa.diarra@example.org",
        "Awa Diarra",
        "fr",
    )


def test_supporter_without_a_name_gets_the_first_one_given() -> None:
    find("awa@example.org")
    assert find("awa@example.org", "Awa").name == "Awa"
    assert find("awa@example.org", "Other").name == "Awa"


@pytest.mark.money
@pytest.mark.django_db(transaction=True)
def test_supporter_is_one_row_when_payments_arrive_at_once() -> None:
    def arrive(_: int) -> int:
        try:
            return find("awa@example.org", "Awa").pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(arrive, range(24)))) == 1
    assert Supporter.objects.count() == 1


def test_supporter_of_a_user_needs_a_verified_address() -> None:
    supporter = make_supporter(email="awa@example.org")
    assert supporter_of(make_user(email="awa@example.org", verified=False)) is None
    EmailAddress.objects.update(verified=True)
    assert supporter_of(EmailAddress.objects.get().user) == supporter


def test_supporter_of_a_neighbour_is_never_seen() -> None:
    make_supporter(email="neighbour@example.org")
    make_supporter(email="linked@example.org", user=make_user())
    assert supporters_of(make_user(email="awa@example.org")) == []


def test_supporter_is_linked_and_stays_after_a_change_of_address() -> None:
    supporter = make_supporter(email="old@example.org")
    user = make_user(email="old@example.org")
    assert link_supporter(user=user) == supporter
    EmailAddress.objects.filter(user=user).update(email="new@example.org")
    later = make_supporter(email="new@example.org")
    assert supporters_of(user) == [supporter, later]


def test_supporter_linked_to_another_sign_in_is_not_taken_over() -> None:
    holder = make_user()
    supporter = make_supporter(email="shared@example.org", user=holder)
    newcomer = make_user(email="shared@example.org")
    assert link_supporter(user=newcomer) is None
    supporter.refresh_from_db()
    assert supporter.user == holder
