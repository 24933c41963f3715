"""Report packs: one file for a funder, from stories that may be told, the books, and what was hard.

Consent is a lock here as on the site: what may not be told is not offered, not made and not handed
out, and a file that holds it is erased.
"""

from collections.abc import Sequence
from datetime import date, datetime
from html import unescape
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from accounts.models import User
from core.dates import long_date
from core.guards import guarded
from core.models import OrganisationSettings
from core.money import format_amount
from donations.exceptions import PromiseError
from donations.models import Grant, PackStory, ReportPack
from donations.services.documents.typesetting import picture_bytes, typeset
from ledger.enums import MovementKind, Restriction
from ledger.models import FundMovement
from ledger.services.balances import FundBalance, balances_between
from stories.models import StoryPage
from stories.services.channels import picture_for, tellable_stories

# A funder gets the file, prints it and hands it round; we send it so that gifts go on.
CHANNELS = ("in_print", "for_fundraising")


def offered_stories() -> Any:
    """Stories that a pack may tell, the newest first."""
    return tellable_stories(CHANNELS).order_by("-first_published_at", "-pk")


def make_pack(
    *,
    grant: Grant,
    language: str,
    period_from: date,
    period_to: date,
    introduction: str,
    what_was_hard: str,
    stories: Sequence[StoryPage],
    by: User,
    replaces: ReportPack | None = None,
) -> ReportPack:
    """Make the file and keep it with all that it says.

    Raises `PromiseError` when nobody wrote what was hard, or a story may not be told. The file is
    made first; then, in one transaction, the pack and its stories are written. A pack that is
    replaced stays in the list, and leads to this one.
    """
    if not what_was_hard.strip():
        raise PromiseError(_("Write what was hard: the pack is honest or it is none."), "hard")
    if period_from > period_to:
        raise PromiseError(_("The last day comes before the first."), "period_to")
    allowed = set(offered_stories().filter(pk__in=[story.pk for story in stories]))
    if refused := [story for story in stories if story not in allowed and guarded("pack consent")]:
        names = ", ".join(story.title for story in refused)
        raise PromiseError(_("These may not be told: %(stories)s.") % {"stories": names}, "stories")
    made_at = timezone.now()
    pictures = {story.pk: picture_for(story, CHANNELS) for story in stories}
    with translation.override(language):
        facts = {
            **_frame(grant, language, made_at, period_from, period_to),
            "introduction": _paragraphs(introduction),
            "money": _money(grant, language, period_from, period_to),
            "stories": [_told(story, pictures[story.pk]) for story in stories],
            "hard": _paragraphs(what_was_hard),
        }
    words = {**facts, "pictures": [picture_bytes(pictures[story.pk]) for story in stories]}
    pdf = typeset("report_pack.typ", words, timestamp=made_at)
    with transaction.atomic():
        pack = ReportPack.objects.create(
            grant=grant,
            language=language,
            period_from=period_from,
            period_to=period_to,
            introduction=introduction.strip(),
            what_was_hard=what_was_hard.strip(),
            facts=facts,
            pdf=pdf,
            made_by=by,
            replaces=replaces,
        )
        PackStory.objects.bulk_create(
            PackStory(
                pack=pack,
                story=story,
                position=place,
                has_picture=pictures[story.pk] is not None,
            )
            for place, story in enumerate(stories)
        )
    return pack


def open_pack(pack: ReportPack) -> bytes:
    """The file, while all it tells may be told. Else it lapses now: raises `PromiseError`."""
    if guarded("pack consent"):
        lapse_pack(pack)
    if pack.pdf is None:
        raise PromiseError(_("A consent has ended: this pack has to be made anew."))
    return bytes(pack.pdf)


def lapse_packs() -> int:
    """Erase every file that tells what may not be told any more. Returns how many."""
    packs = ReportPack.objects.filter(lapsed_at=None).defer("pdf")
    return sum(lapse_pack(pack) for pack in packs.prefetch_related("stories"))


def lapse_pack(pack: ReportPack) -> bool:
    """Where a story of the pack may not be told or pictured any more: erase the file and that
    story's words, by compare-and-set. The rest is kept for the pack that replaces this one."""
    if pack.lapsed_at is not None:
        return False
    refused = _refused_places(pack)
    if not refused:
        return False
    kept = [story for place, story in enumerate(pack.facts["stories"]) if place not in refused]
    facts = {**pack.facts, "stories": kept}
    done = ReportPack.objects.filter(pk=pack.pk, lapsed_at=None).update(
        pdf=None, facts=facts, lapsed_at=timezone.now()
    )
    pack.refresh_from_db()
    return bool(done)


def _refused_places(pack: ReportPack) -> set[int]:
    told = list(pack.stories.all())
    allowed = {
        story.pk: story
        for story in tellable_stories(CHANNELS).filter(pk__in=[one.story_id for one in told])
    }
    return {
        one.position
        for one in told
        if one.story_id not in allowed
        or (one.has_picture and picture_for(allowed[one.story_id], CHANNELS) is None)
    }


# --- What it says, in its language


def _frame(
    grant: Grant, language: str, made_at: datetime, period_from: date, period_to: date
) -> dict[str, Any]:
    ours = OrganisationSettings.load()
    lines = [line.strip() for line in ours.address.splitlines() if line.strip()]
    return {
        "language": language,
        "title": _("Report to %(funder)s") % {"funder": grant.giver},
        "eyebrow": grant.title,
        "period": _("%(first)s to %(last)s")
        % {"first": long_date(period_from, language), "last": long_date(period_to, language)},
        "made": _("Made on %(date)s") % {"date": long_date(ours.day_of(made_at), language)},
        "organisation": {
            "name": ours.name,
            "legal_name": ours.legal_name,
            "address": ", ".join(lines),
            "ein": _("EIN %(ein)s") % {"ein": ours.ein} if ours.ein else "",
            "email": ours.email,
        },
        "headings": {
            "stories": _("In their words"),
            "money": _("What the books say"),
            "hard": _("What was hard"),
            "next": _("What happened next"),
            "day": _("Date"),
            "what": _("What for"),
            "amount": _("Amount"),
            "of": _("In the period"),
        },
        "consent": _(
            "Each woman in these pages agreed that her words and, where she is seen, her picture "
            "are printed and used when we ask for gifts. She may change her mind: then this file "
            "is no longer given out. Please do not pass her story on without asking us."
        ),
    }


def _money(grant: Grant, language: str, start: date, end: date) -> dict[str, Any]:
    """The fund of the grant, or all money without restrictions, from the journal; no donor's data
    but what this funder gave."""
    currency = grant.currency
    restricted = grant.fund.is_restricted
    balance = _balance(grant, start, end)

    def shown(minor: int) -> str:
        return format_amount(minor, currency, language)

    rows = [
        (_("There at the beginning"), balance.opening),
        (_("Came in"), balance.came_in),
        (_("Moved between funds"), balance.moved),
        (_("Released from restriction"), balance.released),
        (_("Went out"), balance.went_out),
    ]
    uses = _uses(grant, start, end)
    # What donors tied to a purpose passes through here when it is spent, so the sums tie.
    elsewhere = sum(_signed(use) for use in _movements(currency, start, end, restricted=True))
    came = sum(
        received
        for one, received in Grant.objects.with_plan().get(pk=grant.pk).received_of_each()
        if one.donation and one.donation.received_on and start <= one.donation.received_on <= end
    )
    name = grant.fund.in_language(language)[0]
    return {
        "about": _("The fund “%(fund)s”, restricted by its donors.") % {"fund": name}
        if restricted
        else _(
            "All our money without restrictions. Yours is part of it: it goes where it is needed "
            "most."
        ),
        "came": _("Of your grant, %(amount)s came in this time.") % {"amount": shown(came)},
        "rows": [
            {"label": label, "amount": shown(amount)}
            for place, (label, amount) in enumerate(rows)
            if amount or place in {0, 1, 4}
        ],
        "total": {"label": _("There at the end"), "amount": shown(balance.closing)},
        "uses_about": _("What it was spent on, as recorded in our books")
        if uses or (elsewhere and not restricted)
        else _("No spending was recorded in this time."),
        "uses": [
            *(
                {
                    "day": long_date(use.happened_on, language),
                    "what": use.reason,
                    "amount": shown(_signed(use)),
                }
                for use in uses
            ),
            *(
                {"day": "", "what": _("Restricted money, spent for its purpose"), "amount": text}
                for text in ([] if restricted or not elsewhere else [shown(elsewhere)])
            ),
        ],
        "source": _(
            "From the double-entry journal, by the day of booking, fees included. Anybody can read "
            "the sums of each year in our open books."
        ),
    }


def _balance(grant: Grant, start: date, end: date) -> FundBalance:
    for balances in balances_between(start=start, end=end):
        if balances.currency != grant.currency:
            continue
        if not grant.fund.is_restricted:
            return balances.without_total
        for balance in balances.restricted:
            if balance.fund == grant.fund:
                return balance
    return FundBalance(grant.fund, grant.currency)


def _uses(grant: Grant, start: date, end: date) -> list[FundMovement]:
    movements = _movements(grant.currency, start, end, restricted=grant.fund.is_restricted)
    if grant.fund.is_restricted:
        movements = movements.filter(fund=grant.fund)
    return list(movements)


def _movements(currency: str, start: date, end: date, *, restricted: bool) -> Any:
    """Spending that was recorded of restricted funds, or of those without restrictions."""
    movements = FundMovement.objects.filter(
        kind__in=(MovementKind.SPENDING, MovementKind.RELEASE_SPENT),
        happened_on__range=(start, end),
        currency=currency,
    )
    free = Q(fund__restriction=Restriction.NONE)
    return movements.filter(~free if restricted else free).order_by("happened_on", "pk")


def _signed(use: FundMovement) -> int:
    return -use.amount if use.undoes_id else use.amount


def _told(story: StoryPage, picture: Any) -> dict[str, Any]:
    return {
        "title": story.title,
        "by": ", ".join(filter(None, [story.teller, story.place])),
        "quote": story.opening_quote,
        "body": list(_body(story)),
        "next": _paragraphs(story.what_happened_next),
        "alt": picture.default_alt_text if picture else "",
        "credit": picture.credit if picture else "",
    }


def _body(story: StoryPage) -> Any:
    """The words of the story; further pictures, recordings and ways on stay on the site."""
    for child in story.body:
        match child.block_type:
            case "heading":
                yield {"kind": "heading", "text": str(child.value)}
            case "paragraph":
                yield from _texts(child.value)
            case "quote":
                yield {"kind": "quote", "text": child.value["words"], "who": child.value["who"]}
            case "interview":
                for exchange in child.value["exchanges"]:
                    yield {"kind": "question", "text": exchange["question"]}
                    yield from _texts(exchange["answer"])
            case _:
                pass


def _texts(rich_text: Any) -> Any:
    source = str(getattr(rich_text, "source", rich_text))
    for end in ("</p>", "</li>", "<br/>", "<br>"):
        source = source.replace(end, f"{end}\n")
    for line in strip_tags(source).splitlines():
        if line.strip():
            yield {"kind": "text", "text": _plain(line)}


def _plain(text: str) -> str:
    return " ".join(unescape(text).split())


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
