"""Wagtail's user administration with our user."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import User
from tests.factories.accounts import make_superuser, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin_client(client: Client) -> Client:
    client.force_login(make_superuser(email="admin@example.org"))
    return client


def form(**overrides: Any) -> dict[str, Any]:
    return {
        "email": "awa@example.org",
        "first_name": "Awa",
        "last_name": "Diarra",
        **overrides,
    }


def test_user_is_made_without_a_password_and_signs_in_by_code(admin_client: Client) -> None:
    group = Group.objects.get(name="Editors")
    assert admin_client.get("/admin/users/new/").status_code == 200
    response = admin_client.post(
        "/admin/users/new/", form(email="Awa@Example.org", groups=[group.pk])
    )
    assert response.status_code == 302
    user = User.objects.get(email="awa@example.org")
    assert (user.get_full_name(), user.has_usable_password()) == ("Awa Diarra", False)
    assert list(user.groups.all()) == [group]
    address = EmailAddress.objects.get(user=user)
    assert (address.email, address.verified, address.primary) == ("awa@example.org", False, True)


def test_user_with_a_known_address_is_refused_next_to_the_field(admin_client: Client) -> None:
    make_user(email="awa@example.org")
    response = admin_client.post("/admin/users/new/", form(email="AWA@example.org"))
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["email"]
    assert User.objects.count() == 2


def test_changed_address_locks_the_old_mailbox_out(admin_client: Client) -> None:
    user = make_user(email="old@example.org")
    url = f"/admin/users/edit/{user.pk}/"
    assert admin_client.get(url).status_code == 200
    response = admin_client.post(url, form(email="New@example.org", is_active="on"))
    assert response.status_code == 302
    user.refresh_from_db()
    assert user.email == "new@example.org"
    [address] = EmailAddress.objects.filter(user=user)
    assert (address.email, address.verified) == ("new@example.org", False)


def test_edit_of_a_name_keeps_address_and_password(admin_client: Client) -> None:
    user = make_user(email="awa@example.org", password="a long enough password")
    admin_client.post(f"/admin/users/edit/{user.pk}/", form(first_name="Aïssata", is_active="on"))
    user.refresh_from_db()
    assert user.first_name == "Aïssata"
    assert user.check_password("a long enough password")
    assert EmailAddress.objects.get(user=user).verified is True


def test_users_are_listed_and_found(admin_client: Client) -> None:
    awa = make_user(email="awa@example.org", first_name="Awa")
    response = admin_client.get("/admin/users/", {"q": "awa@"})
    assert list(response.context["object_list"]) == [awa]


def test_account_page_of_wagtail_changes_no_address_and_no_password(admin_client: Client) -> None:
    page = admin_client.get("/admin/account/").content.decode()
    assert 'name="name_email-email"' not in page
    assert 'type="password"' not in page
