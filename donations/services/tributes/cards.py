"""The card that tells somebody of a gift in honour or memory: a mail, and a PDF for mail or post.

It never says how much was given, nor to which fund, and names no giver who stays anonymous. It is
made anew each time, so its picture is only ever on it while everybody in it agrees to that way.
"""

from typing import Any

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.guards import guarded
from core.mail import Attachment, queue_mail
from core.models import OrganisationSettings, OutboxMail
from donations.enums import TributeCause, TributeKind
from donations.models import Tribute, TributeMove
from donations.services.documents.receipt_documents import organisation_in_words
from donations.services.documents.receipt_facts import organisation_facts
from donations.services.documents.typesetting import picture_bytes, typeset
from stories.models import StoryPage
from stories.services.channels import pictured_stories

BY_MAIL, BY_POST = "in_mail", "in_print"  # fields of `Consent`


def offered_pictures() -> Any:
    """Stories whose picture may be on a card, one way or the other."""
    mailed, posted = (pictured_stories([way]).values("pk") for way in (BY_MAIL, BY_POST))
    either = StoryPage.objects.filter(Q(pk__in=mailed) | Q(pk__in=posted))
    return either.order_by("title", "pk")


def story_on(tribute: Tribute, *, way: str) -> StoryPage | None:
    """The chosen story, while its picture may go that way; else None."""
    if tribute.story_id is None:
        return None
    stories = pictured_stories([way]) if guarded("card consent") else StoryPage.objects.all()
    story: StoryPage | None = (
        stories.filter(pk=tribute.story_id).select_related("lead_image").first()
    )
    return story


def read_card(tribute: Tribute) -> dict[str, Any]:
    """Every word of the card, in its language."""
    organisation = OrganisationSettings.load()
    with translation.override(tribute.language):
        names = {
            "giver": tribute.giver,
            "organisation": organisation.name,
            "honouree": tribute.honouree,
        }
        sentence = (
            _("%(giver)s has made a gift to %(organisation)s, thinking of %(honouree)s.")
            if tribute.giver
            else _(
                "Somebody who wishes to stay unnamed has made a gift to %(organisation)s, thinking "
                "of %(honouree)s."
            )
        )
        return {
            "language": tribute.language,
            "kind": pgettext("card, above the name", "In honour of")
            if tribute.kind == TributeKind.HONOUR
            else pgettext("card, above the name", "In memory of"),
            "honouree": tribute.honouree,
            "subject": (
                _("In honour of %(honouree)s")
                if tribute.kind == TributeKind.HONOUR
                else _("In memory of %(honouree)s")
            )
            % names,
            "to": pgettext("card", "For %(name)s") % {"name": tribute.told_name},
            "told_name": tribute.told_name,
            "sentence": sentence % names,
            "words": tribute.told_words,
            "signed": tribute.giver if tribute.told_words else "",
            "work": _("It goes to work beside the women whose groups we support."),
            "organisation": organisation_in_words(
                organisation_facts(organisation, tribute.language)
            ),
        }


def render_card(tribute: Tribute, *, way: str) -> bytes:
    """The card as PDF/UA-1; for the post with the address in the window of the envelope."""
    return _render(tribute, story_on(tribute, way=way), way=way)


def _render(tribute: Tribute, story: StoryPage | None, *, way: str) -> bytes:
    picture = story.lead_image if story else None
    words = read_card(tribute)
    with translation.override(tribute.language):
        words |= {
            "address": [tribute.told_name, *tribute.told_address_lines] if way == BY_POST else [],
            "picture": picture_bytes(picture),
            "alt": picture.default_alt_text if picture else "",
            "credit": picture.credit if picture else "",
        }
    return typeset("tribute_card.typ", words, timestamp=timezone.now())


def queue_card(tribute: Tribute, *, number: int) -> OutboxMail:
    """The mail with the card; `number`, how often the task had moved by then, tells it from an
    earlier one that went astray."""
    return queue_mail(
        key=f"tribute:{tribute.pk}:{number}",
        template="donations/emails/tribute",
        to=tribute.told_email,
        language=tribute.language,
        context={"card": read_card(tribute), "giver": tribute.giver},
        attachment=("tribute-card", str(tribute.pk)),
        permit=("tribute-card", f"{tribute.pk}:{number}"),
    )


def card_may_leave(reference: str) -> bool:
    """Asked as the mail leaves: something of the gift is still here, and nobody has taken up the
    task again since the mail was queued."""
    pk, number = map(int, reference.split(":"))
    tribute = Tribute.objects.select_related("donation").get(pk=pk)
    return tribute.donation.kept > 0 and tribute.moves.count() == number


def card_attachment(reference: str) -> Attachment:
    """Made when the mail leaves, by the consent of that minute. First the history notes whose
    picture goes with it, so that she can be told should she change her mind."""
    tribute = Tribute.objects.select_related("donation").get(pk=reference)
    story = story_on(tribute, way=BY_MAIL)
    mailed = tribute.moves.filter(cause=TributeCause.MAILED).last()
    if mailed is not None and mailed.pictured_id != (story and story.pk):
        TributeMove.objects.filter(pk=mailed.pk).update(pictured=story)
    with translation.override(tribute.language):
        name = _("card.pdf")
    return Attachment(name, _render(tribute, story, way=BY_MAIL), "application/pdf")
