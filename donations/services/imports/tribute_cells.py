"""In whose honour or memory a row says that its gift was given, and whether others were told."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from donations.enums import TributeKind, TributeStatus
from donations.services.imports.days import moment_of
from donations.services.imports.rows import RowReader, Told
from donations.tribute_wishes import TributeWish, unfit


@dataclass(slots=True)
class TributeValues:
    wish: TributeWish
    language: str
    status: TributeStatus
    since: datetime | None
    story: str  # the address of the story whose picture is on the card


def read_tribute(reader: RowReader, told: Told, language: str) -> TributeValues | None:
    """None for a gift in nobody's honour. What was kept elsewhere was told there, or never will be:
    only our own rows say that somebody is still to be told."""
    kind, honouree = told.get("tribute", ""), " ".join(told.get("honouree", "").split())
    if not honouree and not (kind and reader.is_own):
        return None
    wish = TributeWish(
        kind=_kind_of(reader, kind),
        honouree=honouree,
        told_name=" ".join(told.get("told_name", "").split()),
        told_email=reader.email_of(told.get("told_email", ""), "told_email"),
        told_address=told.get("told_address", ""),
        told_words=told.get("told_words", ""),
    )
    card = told.get("told_language", "")
    values = TributeValues(
        wish=wish,
        language=card if card in reader.languages else language,
        status=_status_of(reader, told, wish),
        since=_since(reader, told),
        story=told.get("told_story", ""),
    )
    if values.status == TributeStatus.OPEN:
        for name, sentence in unfit(wish):
            reader.wrong(name, sentence)
    return values


def _kind_of(reader: RowReader, text: str) -> TributeKind:
    """Others have their own words for it, and some have none."""
    if reader.is_own and text not in TributeKind.values:
        words = _("Write one of: %(words)s.") % {"words": ", ".join(TributeKind.values)}
        reader.wrong("tribute", words)
    is_memory = any(word in text.lower() for word in ("memor", "mémoire"))
    return TributeKind.MEMORY if is_memory else TributeKind.HONOUR


def _status_of(reader: RowReader, told: Told, wish: TributeWish) -> TributeStatus:
    text = told.get("tribute_status", "").lower() or TributeStatus.CLOSED
    if text not in TributeStatus.values:
        words = _("Write one of: %(words)s.") % {"words": ", ".join(TributeStatus.values)}
        reader.wrong("tribute_status", words)
        return TributeStatus.CLOSED
    if text == TributeStatus.TOLD and not (wish.honouree and wish.told_name):
        reader.wrong("tribute_status", _("Say whom it honours, and who was told."))
    # The gift is here: nothing is waited for.
    return TributeStatus.OPEN if text == TributeStatus.WAITING else TributeStatus(text)


def _since(reader: RowReader, told: Told) -> datetime | None:
    text = told.get("tribute_since", "")
    moment = moment_of(text)
    if text and moment is None:
        reader.wrong("tribute_since", _("“%(text)s” is no such time.") % {"text": text[:40]})
    return moment
