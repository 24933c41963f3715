from itertools import count
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Permission

from accounts.models import Supporter, User

_numbers = count(1)


def make_user(**overrides: Any) -> User:
    """Somebody who can sign in: the address is verified, there is no password."""
    fields = {"email": f"person{next(_numbers)}@example.org", **overrides}
    verified = fields.pop("verified", True)
    user = User.objects.create_user(**fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=verified, primary=True)
    return user


def make_staff(*permissions: str, **overrides: Any) -> User:
    """Staff who may open the admin and have the named permissions, such as "core.view_x"."""
    user = make_user(is_staff=True, **overrides)
    for name in ("wagtailadmin.access_admin", *permissions):
        app_label, codename = name.split(".")
        user.user_permissions.add(
            Permission.objects.get(content_type__app_label=app_label, codename=codename)
        )
    return user


def make_superuser(**overrides: Any) -> User:
    return make_user(is_staff=True, is_superuser=True, **overrides)


def make_supporter(**overrides: Any) -> Supporter:
    number = next(_numbers)
    fields = {"email": f"supporter{number}@example.org", "name": f"Supporter {number}"}
    return Supporter.objects.create(**{**fields, **overrides})
