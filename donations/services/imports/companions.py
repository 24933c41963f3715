"""What goes with imported gifts: the page each came from, in whose honour it was, who is owed soft
credit, who is thanked in public, and the gift that it matches."""

from collections.abc import Iterable, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Supporter, User
from core.attribution import pages_at
from core.rows import insert, update
from donations.enums import RowState, ThanksStatus, TributeCause, TributeStatus
from donations.models import (
    Donation,
    Import,
    ImportRow,
    PublicThanks,
    SoftCredit,
    Tribute,
    TributeMove,
)
from donations.services.imports.gift_rows import GiftValues
from stories.models import StoryPage

AT_ONCE = 500
Told = Sequence[tuple[Donation, GiftValues]]


def sources_of(every: Iterable[GiftValues]) -> dict[str, int]:
    """Address → the page that is there, of all that these rows name; two queries where they name
    any."""
    told = {values.came_from for values in every}
    told |= {values.tribute.story for values in every if values.tribute}
    return {address: page.pk for address, page in pages_at(told - {""}).items()}


def noted_of(values: GiftValues, pages: dict[str, int]) -> dict[str, object]:
    """What a row tells that cannot be made here: it goes out again as it came."""
    noted: dict[str, object] = {}
    if values.moves:
        noted["moves"] = len(values.moves)
    if values.came_from and values.came_from not in pages:
        noted["came_from"] = values.came_from
    if values.tribute and values.tribute.story and values.tribute.story not in pages:
        noted["told_story"] = values.tribute.story
    for name in ("recurring", "interval", "matches"):
        if told := getattr(values, name):
            noted[name] = told
    return noted


def write_tributes(told: Told, pages: dict[str, int], *, note: str) -> None:
    """In whose honour or memory gifts were given, each told or not as it was there; no card is
    mailed."""
    with_tribute = [(gift, values.tribute) for gift, values in told if values.tribute]
    if not with_tribute:
        return
    wanted = {pages.get(tribute.story) for _gift, tribute in with_tribute} - {None}
    stories = set(StoryPage.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    now = timezone.now()
    tributes = [
        Tribute(
            donation=gift,
            kind=tribute.wish.kind,
            language=tribute.language,
            story_id=page if (page := pages.get(tribute.story)) in stories else None,
            status=tribute.status,
            moved_at=tribute.since or now,
            **tribute.wish.named,
        )
        for gift, tribute in with_tribute
    ]
    insert(tributes)
    insert([_move_of(tribute, note) for tribute in tributes])


def _move_of(tribute: Tribute, note: str) -> TributeMove:
    """As it would have moved here; what only staff do says where it comes from."""
    after, cause = TributeStatus(tribute.status), TributeCause.STAFF
    if after == TributeStatus.OPEN:
        cause = TributeCause.ARRIVED
    elif after == TributeStatus.CLOSED and not tribute.told_name:
        cause = TributeCause.NOBODY
    return TributeMove(
        tribute=tribute,
        before=TributeStatus.WAITING,
        after=after,
        cause=cause,
        note=note if cause == TributeCause.STAFF else "",
    )


def write_credits(credited: Iterable[tuple[Donation, Sequence[Supporter]]]) -> None:
    """Each once, and never to the giver."""
    rows = [
        SoftCredit(donation=gift, supporter=supporter)
        for gift, supporters in credited
        for supporter in {one.pk: one for one in supporters}.values()
        if supporter.pk != gift.supporter_id
    ]
    if rows:
        insert(rows)


def write_thanks(told: Told, *, by: User) -> None:
    now = timezone.now()
    rows = []
    for gift, values in told:
        if values.thanks:
            is_decided = values.thanks != ThanksStatus.WAITING
            rows.append(
                PublicThanks(
                    donation=gift,
                    status=values.thanks,
                    decided_by=by if is_decided else None,
                    decided_at=now if is_decided else None,
                )
            )
    if rows:
        insert(rows)


def link_matches(batch: Import) -> None:
    """Tie gifts of employers to those that they match: a row may name one that comes later, so this
    is done when all are in. Where what it names is not here, the row says so."""
    rows = batch.rows.filter(state=RowState.DONE, noted__has_key="matches", donation__matches=None)
    waiting = list(rows.order_by("line").values_list("pk", "donation", "noted__matches"))
    for start in range(0, len(waiting), AT_ONCE):
        part = waiting[start : start + AT_ONCE]
        there = _gifts_called({key for _row, _gift, key in part})
        found = [(gift, there[key]) for _row, gift, key in part if there.get(key, gift) != gift]
        update([Donation(pk=gift, matches_id=other) for gift, other in found], "matches")
        lost = [row for row, gift, key in part if there.get(key, gift) == gift]
        words = _("The gift that it matches is not here.")
        ImportRow.objects.filter(pk__in=lost).update(problems=[["matches", words]])


def _gifts_called(keys: set[str]) -> dict[str, int]:
    """Key → the gift that has it: our own, unless an import of it was undone, or one imported."""
    numbers = [key.removeprefix("gift:") for key in keys if key.startswith("gift:")]
    ours = Donation.objects.filter(uuid__in=numbers).exclude(import_row__state=RowState.UNDONE)
    found = {f"gift:{number}": pk for number, pk in ours.values_list("uuid", "pk")}
    rows = ImportRow.objects.filter(key__in=keys, state=RowState.DONE, donation__isnull=False)
    return found | dict(rows.values_list("key", "donation"))
