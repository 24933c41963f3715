"""The groups and women of the sample stories. All of them are invented; each carries a consent as
complete as a real one must be."""

import datetime as dt

from stories.enums import GivenHow, Language, Motif, ShownAs
from stories.models import Consent, Person, WomensGroup
from stories.models.consents import today

# Two groups are called after their quarter; their place need not say it again.
GROUPS: dict[str, dict[str, object]] = {
    "kotognontala": {
        "name": "Kotognontala",
        "place": "Kalabambougou, Bamako",
        "member_count": 32,
        "motif": Motif.COMB,
    },
    "benkadi": {
        "name": "Bènkadi",
        "place": "Sanankoro, Bamako",
        "member_count": 28,
        "motif": Motif.ZIGZAG,
    },
    "sigida-yiriwa": {
        "name": "Sigida Yiriwa Ton 1",
        "place": "Sebenikoro, Bamako",
        "member_count": 18,
        "motif": Motif.COWRIE,
    },
    "boulkassoumbougou": {
        "name": "Boulkassoumbougou",
        "place": "Bamako",
        "member_count": 26,
        "motif": Motif.CALABASH,
    },
    "sabalibougou": {
        "name": "Sabalibougou",
        "place": "Bamako",
        "member_count": 34,
        "motif": Motif.RIVER,
    },
}

# Key → her name as printed, how she wants to be named, her group.
PEOPLE: dict[str, tuple[str, ShownAs, str]] = {
    "assan": ("Assan", ShownAs.FIRST_NAME, "kotognontala"),
    "djeneba": ("Djénéba", ShownAs.FIRST_NAME, "benkadi"),
    "seller": ("", ShownAs.NO_NAME, "benkadi"),
    "awa": ("Awa", ShownAs.ALIAS, "sigida-yiriwa"),
    "mariam": ("Mariam", ShownAs.FIRST_NAME, "boulkassoumbougou"),
    "fanta": ("Fanta", ShownAs.FIRST_NAME, "sabalibougou"),
    "kadia": ("Kadia", ShownAs.FIRST_NAME, "sabalibougou"),
}

# Who also agreed that her voice is heard.
HEARD = {"djeneba", "fanta"}


def meet_groups() -> dict[str, WomensGroup]:
    groups = {}
    for key, facts in GROUPS.items():
        name = facts["name"]
        groups[key], _new = WomensGroup.objects.get_or_create(
            name=name, defaults=facts | {"is_sample": True}
        )
        _ask(group=groups[key])
    return groups


def meet_people(groups: dict[str, WomensGroup]) -> dict[str, Person]:
    people = {}
    for key, (name, shown_as, group) in PEOPLE.items():
        people[key], _new = Person.objects.get_or_create(
            shown_name=name,
            group=groups[group],
            is_sample=True,
            defaults={"shown_as": shown_as, "place": groups[group].place},
        )
        _ask(person=people[key], covers_voice=key in HEARD)
    return people


def _ask(*, covers_voice: bool = False, **subject: Person | WomensGroup) -> None:
    """Record the sample consent, unless one was ever recorded: a withdrawal stays a withdrawal."""
    if Consent.objects.filter(**subject).exists():
        return
    given_on = today() - dt.timedelta(days=60)
    Consent.objects.create(
        **subject,
        covers_story=True,
        covers_photo=True,
        covers_voice=covers_voice,
        on_site=True,
        on_social=True,
        in_print=True,
        in_mail=True,
        for_fundraising=True,
        given_how=GivenHow.SPOKEN,
        language=Language.BAMBARA,
        asked_by="Sample Field Officer",
        witnessed_by="Sample Witness",
        given_on=given_on,
        read_back_on=given_on + dt.timedelta(days=30),
        until=given_on + dt.timedelta(days=365),
        note="Invented, to show how the consent register works.",
        is_sample=True,
    )
