"""Who gave what rows tell, and whom else it is owed to: found, or made."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from accounts.models import Supporter
from core.rows import insert


class Giver(NamedTuple):
    """Somebody as a row names them."""

    email: str
    number: UUID | None
    name: str
    language: str


def find_or_make_givers(every: Sequence[Giver]) -> list[Supporter]:
    """Who has the number, which no other address of a gift changes; else who has the e-mail
    address, and gets a name where we knew none; else a new record. One without either names nobody
    that could be found, so nobody is guessed. Two queries, and one statement for all who are new.
    Call it in a transaction."""
    emails = {giver.email for giver in every} - {""}
    numbers = {giver.number for giver in every if giver.number}
    by_email = {one.email: one for one in Supporter.objects.filter(email__in=emails)}
    by_number = {one.uuid: one for one in Supporter.objects.filter(uuid__in=numbers)}
    found, new = [], []
    for giver in every:
        supporter = by_number.get(giver.number) if giver.number else None
        if supporter is None:
            supporter = by_email.get(giver.email)
            if supporter is not None and giver.name and not supporter.name:
                supporter.name = giver.name
                if supporter.pk:
                    Supporter.objects.filter(pk=supporter.pk, name="").update(name=giver.name)
        if supporter is None:
            supporter = Supporter(email=giver.email, name=giver.name, language=giver.language)
            if giver.number:
                supporter.uuid = giver.number
            new.append(supporter)
            by_number[supporter.uuid] = supporter
            if giver.email:
                by_email[giver.email] = supporter
        found.append(supporter)
    if new:
        insert(new)
    return found
