"""What a giver asks for with a gift in honour or memory, and what is wrong with it. No model here,
so that forms of pages may ask."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from donations.enums import Interval, TributeKind
from donations.exceptions import TributeError

# What a tribute shares with whatever announces one: `TributeFields`.
NAMED = ("honouree", "told_name", "told_email", "told_address", "told_words")
# Our mail carries these words to somebody who did not ask for it.
LINK = re.compile(
    r"://|www\.|[\w-]\.[a-z]{2,}/"
    r"|\w\.(?:com|net|org|info|biz|io|xyz|top|site|online|shop|link|click|app|ly|ru|cn)\b",
    re.IGNORECASE,
)
LINES_OF_ADDRESS = 6  # what the window of an envelope shows


@dataclass(frozen=True, slots=True, kw_only=True)
class TributeWish:
    """What a giver asks for; `kind` is "" for a gift in nobody's honour."""

    kind: str = ""
    honouree: str = ""
    told_name: str = ""
    told_email: str = ""
    told_address: str = ""
    told_words: str = ""
    tell_at_once: bool = False

    @property
    def is_empty(self) -> bool:
        return self == TributeWish()

    @property
    def named(self) -> dict[str, str]:
        """What a tribute shares with whatever announces one."""
        return {name: getattr(self, name) for name in NAMED}

    @property
    def fields(self) -> dict[str, Any]:
        """As forms and `WishFields` name it."""
        return {"tribute": self.kind, **self.named, "tell_at_once": self.tell_at_once}


def wish_of(typed: Mapping[str, Any]) -> TributeWish:
    """From what a form holds, blanks put right."""

    def line(name: str) -> str:
        return " ".join((typed.get(name) or "").split())

    return TributeWish(
        kind=typed.get("tribute") or "",
        honouree=line("honouree"),
        told_name=line("told_name"),
        told_email=(typed.get("told_email") or "").strip().lower(),
        told_address=(typed.get("told_address") or "").strip(),
        told_words=(typed.get("told_words") or "").strip(),
        tell_at_once=bool(typed.get("tell_at_once")),
    )


def faults_of(
    wish: TributeWish, *, interval: str = Interval.ONCE, giver: str = ""
) -> Iterator[tuple[str, str]]:
    """What is missing or wrong, as the field and a sentence for each. Who is told hears of one
    gift, so it does not come again; the card names the `giver`."""
    if wish.is_empty:
        return
    if wish.kind and Interval(interval).renews:
        text = _("A gift in honour or memory is given once. Choose “once”, or leave it out.")
        yield "tribute", text
    if not wish.kind:
        yield "tribute", _("Choose whether it is in honour or in memory of them.")
    if not wish.honouree:
        yield "honouree", _("Enter the name of the person whom the gift honours or remembers.")
    if not wish.told_name and (
        wish.told_email or wish.told_address or wish.told_words or wish.tell_at_once
    ):
        yield "told_name", _("Enter the name of the person who is to be told.")
    if wish.told_name and not (wish.told_email or wish.told_address):
        yield "told_email", _("Enter their e‑mail or their postal address, so that we can write.")
    elif wish.tell_at_once and not wish.told_email:
        yield "told_email", _("Enter their e‑mail: the card can only be mailed to an address.")
    yield from unfit(wish, giver)


def unfit(wish: TributeWish, giver: str = "") -> Iterator[tuple[str, str]]:
    """What cannot be printed or mailed as it was written."""
    if len(wish.told_address.splitlines()) > LINES_OF_ADDRESS:
        yield "told_address", _("Write the address in at most six lines.")
    printed = {name: getattr(wish, name) for name in ("honouree", "told_name", "told_words")}
    for name, text in {**printed, "name": giver if wish.told_name else ""}.items():
        if LINK.search(text):
            yield name, _("Please write without addresses of web pages.")


def require_wish(wish: TributeWish, *, interval: str = Interval.ONCE, giver: str = "") -> None:
    """Raise the first fault as a `TributeError`."""
    for field, sentence in faults_of(wish, interval=interval, giver=giver):
        raise TributeError(sentence, field)


def in_words(kind: str, name: str) -> str:
    """As receipts and lists say it."""
    if kind == TributeKind.HONOUR:
        return _("In honour of: %(name)s") % {"name": name}
    return _("In memory of: %(name)s") % {"name": name}
