"""Gifts in honour or memory: who is to be told, and that they were."""

from contextlib import suppress

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.guards import guarded
from core.models import OutboxMail
from donations.enums import TRIBUTE_MOVES, TributeCause, TributeStatus
from donations.exceptions import TributeError
from donations.models import Donation, Tribute, TributeMove
from donations.services.tributes.cards import BY_POST, queue_card, story_on
from donations.tribute_wishes import TributeWish, require_wish
from stories.models import StoryPage


def record_tribute(
    *, donation: Donation, wish: TributeWish, language: str, story: StoryPage | None
) -> Tribute:
    """Note in whose honour or memory a gift was given that is here already; whom its giver named is
    to be told from now on. Raises `TributeError` when that is known."""
    require_wish(wish)
    with transaction.atomic():
        donation = Donation.objects.select_for_update().get(pk=donation.pk)
        if Tribute.objects.filter(donation=donation).exists():
            raise TributeError(_("In whose honour or memory it is, is known already."))
        tribute = write_tribute(donation=donation, wish=wish)
        Tribute.objects.filter(pk=tribute.pk).update(language=language, story=story)
        begin_telling(donation)
    tribute.refresh_from_db()
    return tribute


def write_tribute(*, donation: Donation, wish: TributeWish) -> Tribute:
    """Write what goes with a gift, in its language, with the picture of the story that its giver
    came from. Of a gift written again from what Stripe remembers all names are lacking."""
    return Tribute.objects.create(
        donation=donation,
        kind=wish.kind,
        tell_at_once=wish.tell_at_once,
        language=donation.language,
        story=StoryPage.objects.filter(pk=donation.source_id).first(),
        moved_at=timezone.now(),
        **wish.named,
    )


def begin_telling(donation: Donation) -> None:
    """The gift is here: whoever is to be told can be. Where the giver asked for it, the card is
    queued at once. Where nobody is to be told there is nothing to do; where the names were lost
    with a backup, somebody has to ask for them."""
    tribute = Tribute.objects.select_for_update().get(donation=donation)
    if tribute.status != TributeStatus.WAITING:
        return
    if tribute.honouree and not tribute.told_name:
        _move(tribute, TributeStatus.CLOSED, cause=TributeCause.NOBODY)
        return
    _move(tribute, TributeStatus.OPEN, cause=TributeCause.ARRIVED)
    if tribute.tell_at_once:
        with suppress(TributeError):  # then the task stays open: money comes first
            mail_card(tribute=tribute)


def follow_gift(donation: Donation, *, by_bank: bool) -> None:
    """Something of the gift was given back, or came back. With the whole of it gone nobody need
    hear of it any more; who was told cannot be untold. Of one that came back somebody is to be told
    again. Call it with the gift locked."""
    tribute = Tribute.objects.select_for_update().filter(donation=donation).first()
    if tribute is None or not guarded("tribute of a refunded gift"):
        return
    if donation.kept == 0 and tribute.status == TributeStatus.OPEN:
        cause = TributeCause.DISPUTED if by_bank else TributeCause.REFUNDED
        _move(tribute, TributeStatus.CLOSED, cause=cause)
    elif donation.kept and tribute.status == TributeStatus.CLOSED:
        last = tribute.moves.last()
        if last and last.cause in TributeCause.OF_GIFT:
            _move(tribute, TributeStatus.OPEN, cause=TributeCause.RETURNED)


def mail_card(*, tribute: Tribute, by: User | None = None) -> OutboxMail:
    """Queue the card for whom the giver named, once, and note that they are told: one transaction.

    Raises `TributeError` without an address, once somebody has told them, and while the gift is
    not ours for good.
    """
    if not tribute.told_email:
        raise TributeError(_("There is no e-mail address to send it to."))
    with transaction.atomic():
        tribute = _require_tellable(tribute)
        _move(tribute, TributeStatus.TOLD, cause=TributeCause.MAILED, by=by)
        mail = queue_card(tribute, number=tribute.moves.count())
        Tribute.objects.filter(pk=tribute.pk).update(mail=mail)
    return mail


def mark_posted(*, tribute: Tribute, by: User) -> None:
    """Note that the printed card is in the post, and whose picture is on it. Raises `TributeError`
    as `mail_card` does."""
    with transaction.atomic():
        tribute = _require_tellable(tribute)
        pictured = story_on(tribute, way=BY_POST)
        _move(tribute, TributeStatus.TOLD, cause=TributeCause.POSTED, by=by, pictured=pictured)
        Tribute.objects.filter(pk=tribute.pk).update(mail=None)


def close_tribute(*, tribute: Tribute, note: str, by: User) -> None:
    """End the task without a card, for a reason that others can read."""
    note = " ".join(note.split())
    if not note:
        raise TributeError(_("Say why."), "note")
    _move(tribute, TributeStatus.CLOSED, cause=TributeCause.STAFF, note=note, by=by)


def reopen_tribute(*, tribute: Tribute, by: User) -> None:
    """Somebody is to be told after all, or again: the mail did not arrive, the card came back."""
    with transaction.atomic():
        gift = Donation.objects.select_for_update().get(pk=tribute.donation_id)
        if not gift.has_arrived or not gift.kept:
            raise TributeError(_("Nothing is left of this gift."))
        _move(tribute, TributeStatus.OPEN, cause=TributeCause.STAFF, by=by)


def change_tribute(
    *, tribute: Tribute, wish: TributeWish, language: str, story: StoryPage | None, by: User
) -> None:
    """Put right what the giver told us, and choose the picture. Somebody named only now is to be
    told. Raises `TributeError` once they were told: open it again first."""
    require_wish(wish)
    with transaction.atomic():
        gift = Donation.objects.select_for_update().get(pk=tribute.donation_id)
        found = Tribute.objects.filter(pk=tribute.pk).exclude(status=TributeStatus.TOLD)
        values: dict[str, object] = {**wish.named, "kind": wish.kind}
        if not wish.told_email:
            values["tell_at_once"] = False
        if not found.update(language=language, story=story, **values):
            raise TributeError(_("The card has been sent. Open the task again first."))
        tribute.refresh_from_db()
        last = tribute.moves.last()
        was_for_nobody = last is not None and last.cause == TributeCause.NOBODY
        if was_for_nobody and tribute.told_name and gift.kept:
            _move(tribute, TributeStatus.OPEN, cause=TributeCause.NAMED, by=by)


def _require_tellable(tribute: Tribute) -> Tribute:
    """The tribute as it is now, its gift locked, so that a refund waits or has been. Call it in a
    transaction."""
    gift = Donation.objects.select_for_update().get(pk=tribute.donation_id)
    tribute = Tribute.objects.get(pk=tribute.pk)
    tribute.donation = gift
    if tribute.status != TributeStatus.OPEN:
        raise TributeError(_("Nobody waits for this card any more."))
    if not tribute.honouree or not tribute.told_name:
        raise TributeError(_("First enter whom the gift honours, and who is to be told."))
    if not gift.has_arrived or not gift.kept:
        raise TributeError(_("Nothing is left of this gift."))
    if tribute.is_disputed:
        raise TributeError(_("A bank asks for this gift back. Wait until that is decided."))
    return tribute


def _move(
    tribute: Tribute,
    after: TributeStatus,
    *,
    cause: TributeCause,
    note: str = "",
    by: User | None = None,
    pictured: StoryPage | None = None,
) -> None:
    """Compare-and-set with a history row; `TributeError` when somebody else was faster."""
    before = TributeStatus(tribute.status)
    with transaction.atomic():
        moved = after in TRIBUTE_MOVES[before] and Tribute.objects.filter(
            pk=tribute.pk, status=before
        ).update(status=after, moved_at=timezone.now())
        if not moved:
            raise TributeError(_("Somebody else was faster. Look at it again."))
        TributeMove.objects.create(
            tribute=tribute,
            before=before,
            after=after,
            cause=cause,
            note=note,
            pictured=pictured,
            moved_by=by,
        )
    tribute.status = after
