"""Who a supporter is: one record for buyer and donor, found by e-mail, seen only by its owner."""

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q

from accounts.models import Supporter, User
from core.rows import insert_unless_there


def find_or_make_supporter(*, email: str, name: str, language: str) -> Supporter:
    """The one supporter with that address, made when there is none yet.

    Capitals and blanks around the address do not matter. Two payments that arrive at once get
    the same row. An empty name is filled; a name that is there is never overwritten. Without an
    address there is nothing to find somebody by: each call makes a new record.
    """
    name = " ".join(name.split())[:200]
    if not email.strip():
        return Supporter.objects.create(name=name, language=language)
    address = email.strip().lower()
    supporter = Supporter.objects.filter(email=address).first()
    if supporter is None:
        supporter = Supporter(email=address, name=name, language=language)
        if insert_unless_there(supporter):
            return supporter
        supporter = Supporter.objects.get(email=address)  # the other payment was faster
    if name and not supporter.name:
        # Compare-and-set: the name that was there first stays.
        Supporter.objects.filter(pk=supporter.pk, name="").update(name=name)
        supporter.refresh_from_db(fields=["name"])
    return supporter


def supporters_of(user: User) -> list[Supporter]:
    """The records somebody signed in may see: the one linked to the sign-in, then those whose
    address the user has proved to own and that no other sign-in holds."""
    proved = EmailAddress.objects.filter(user=user, verified=True).values("email")
    mine = Supporter.objects.filter(Q(user=user) | Q(user__isnull=True, email__in=proved)).order_by(
        "created_at", "pk"
    )
    return sorted(mine, key=lambda supporter: supporter.user_id is None)


def supporter_of(user: User) -> Supporter | None:
    """The supporter somebody signed in is, or None when nothing was given or bought yet."""
    return next(iter(supporters_of(user)), None)


def link_supporter(*, user: User) -> Supporter | None:
    """Tie the sign-in to its supporter, so that a later change of address loses nothing.

    Called when somebody signs in. A record that another sign-in holds is never taken over.
    """
    with transaction.atomic():
        supporter = supporter_of(user)
        if supporter and supporter.user_id is None:
            Supporter.objects.filter(pk=supporter.pk, user__isnull=True).update(user=user)
            supporter.refresh_from_db(fields=["user"])
    return supporter
