"""Whose sign-in an address opens."""

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from accounts.models import Supporter, User


def open_account(*, email: str) -> None:
    """Let somebody who gave or bought sign in without making an account first.

    Makes a user without a password for the supporter of that address, and notes the address as
    not yet verified: the code that is mailed next verifies it. Does nothing for strangers, so a
    guesser leaves nothing behind, and nothing for those who can sign in already.
    """
    email = email.strip().lower()
    if EmailAddress.objects.filter(email__iexact=email).exists():
        return
    with transaction.atomic():
        user = User.objects.filter(email=email).first()
        if user is None and Supporter.objects.filter(email=email, user__isnull=True).exists():
            user = _make_user(email)
        if user is not None:
            EmailAddress.objects.get_or_create(
                user=user, email=email, defaults={"primary": True, "verified": False}
            )


def _make_user(email: str) -> User:
    try:
        with transaction.atomic():
            return User.objects.create_user(email=email)
    except IntegrityError:  # a twin request was faster
        return User.objects.get(email=email)


def adopt_email(*, user: User) -> None:
    """Make the user's e-mail the only address that signs in, after an administrator changed it.

    Deletes the other addresses, so that whoever holds an old mailbox is locked out, and notes the
    new one as not yet verified.
    """
    with transaction.atomic():
        EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
        EmailAddress.objects.get_or_create(
            user=user, email=user.email, defaults={"primary": True, "verified": False}
        )
