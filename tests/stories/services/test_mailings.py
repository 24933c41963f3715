"""A new story reaches those who asked: once, in their language, and never without consent."""

from typing import Any

import pytest
from django.core import mail as mailbox
from django.db import transaction
from wagtail.models import Locale

from accounts.models import Supporter
from core.enums import MailStatus
from core.mail import send_due_mails
from core.models import OutboxMail
from donations.enums import DonationStatus
from donations.models import Donation
from stories.exceptions import AlreadyToldError, NobodyListensError, NotTellableError
from stories.models import Consent, StoryNotice, StoryPage
from stories.services.consent import withdraw_consent
from stories.services.followers import followers_of
from stories.services.mailings import queue_notices, start_mailing
from stories.services.sendings import sendings_of
from tests.factories.accounts import make_superuser, make_supporter
from tests.factories.core import make_mail
from tests.factories.donations import PAID_AT, make_paid_payment
from tests.factories.shop import make_paid_order, make_product, make_variant, make_zone
from tests.factories.stories import make_consent, make_group, make_group_page, make_story

pytestmark = pytest.mark.django_db


def listener(**overrides: Any) -> Supporter:
    return make_supporter(**{"hears_of_stories": True} | overrides)


def give(supporter: Supporter, source: Any = None) -> None:
    """A gift that arrived, by the links of that page."""
    payment = make_paid_payment(supporter=supporter)
    Donation.objects.filter(payment=payment).update(
        supporter=supporter,
        source=source,
        status=DonationStatus.RECEIVED,
        received_at=PAID_AT,
        received_on=PAID_AT.date(),
    )


def mailable_story(**overrides: Any) -> tuple[StoryPage, Consent]:
    consent = make_consent(in_mail=True)
    fields = {
        "opening_quote": "We counted it out under the mango tree.",
        "summary": "Nine women bought a pot.",
        "group": make_group(),
    }
    return make_story(people=[consent.person], **fields | overrides), consent


def leave() -> list[Any]:
    """Run the timer's jobs and read what arrived."""
    queue_notices()
    send_due_mails()
    return mailbox.outbox


def test_followers_asked_and_came_by_the_group_or_by_none() -> None:
    story, _consent = mailable_story()
    group_page = make_group_page(group=story.group)
    elsewhere, _other = mailable_story()
    by_story, by_group, by_none, by_other, silent, dead = (
        listener(email=f"{name}@example.org")
        for name in ("story", "group", "none", "other", "silent", "dead")
    )
    for supporter, source in (
        (by_story, story),
        (by_group, group_page),
        (by_none, None),
        (by_other, elsewhere),
        (silent, story),
        (dead, story),
    ):
        give(supporter, source)
    Supporter.objects.filter(pk=silent.pk).update(hears_of_stories=False)
    make_mail(to=dead.email, status=MailStatus.GAVE_UP, attempts=8)
    make_zone()
    soap = make_variant(product=make_product(group=story.group))
    buyer = listener(email="buyer@example.org")
    order = make_paid_order((soap, 1))
    order.payment.supporter = buyer
    order.payment.save()
    assert set(followers_of(story)) == {by_story, by_group, by_none, buyer}
    assert set(followers_of(elsewhere)) == {by_other, by_none}


def test_mail_is_in_the_readers_language_and_leaves_once(settings: Any) -> None:
    story, _consent = mailable_story(title="The pot")
    listener(email="awa@example.org")
    listener(email="oumou@example.org", language="fr")
    with pytest.raises(NotTellableError, match="not on the site"):
        start_mailing(story=StoryPage(title="A draft", live=False), by=make_superuser())
    start_mailing(story=story, by=make_superuser())
    with pytest.raises(AlreadyToldError), transaction.atomic():
        start_mailing(story=story, by=make_superuser())
    assert mailbox.outbox == []  # the press of the button writes and sends none
    english, french = leave()
    assert leave() == [english, french]
    assert english.subject == "A new story: The pot"
    assert "We counted it out under the mango tree." in english.body
    assert f"{settings.BASE_URL}{story.url}\n" in english.body
    [html, _kind] = english.alternatives[0]
    assert "<img" not in html
    assert 'lang="en"' in html
    [french_html, _kind] = french.alternatives[0]
    assert '<html lang="fr"' in french_html
    assert '<h1 lang="en"' in french_html
    assert "anglais" in french.body
    address = french.extra_headers["List-Unsubscribe"].strip("<>")
    assert "/fr/news/" in address
    assert address in french.body
    assert french.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_story_in_the_readers_language_is_the_one_told() -> None:
    story, _consent = mailable_story(title="The pot")
    Locale.objects.get_or_create(language_code="fr")
    translated = story.copy_for_translation(Locale.objects.get(language_code="fr"), True)
    translated.title = "La marmite"
    translated.save_revision().publish()
    listener(language="fr")
    start_mailing(story=story, by=make_superuser())
    [mail] = leave()
    assert mail.subject == "Une nouvelle histoire : La marmite"
    assert "anglais" not in mail.body
    with pytest.raises(AlreadyToldError), transaction.atomic():
        start_mailing(story=translated, by=make_superuser())


def test_nobody_is_told_without_consent_to_mail_or_without_readers() -> None:
    story, consent = mailable_story()
    with pytest.raises(NobodyListensError), transaction.atomic():
        start_mailing(story=story, by=make_superuser())
    listener()
    Consent.objects.filter(pk=consent.pk).update(in_mail=False)
    with pytest.raises(NotTellableError, match=f"{consent.person}: no live consent"):
        start_mailing(story=story, by=make_superuser())
    assert StoryNotice.objects.count() == 0


def test_consent_that_ends_between_writing_and_leaving_keeps_the_mail_here(settings: Any) -> None:
    story, consent = mailable_story()
    reader = listener()
    start_mailing(story=story, by=make_superuser())
    queue_notices()  # the outbox tries once when the transaction commits, which no test here does
    Consent.objects.filter(pk=consent.pk).update(in_mail=False)
    send_due_mails()
    [mail] = OutboxMail.objects.all()
    assert (mail.status, mailbox.outbox) == (MailStatus.SET_ASIDE, [])
    OutboxMail.objects.update(status=MailStatus.QUEUED)
    Consent.objects.filter(pk=consent.pk).update(in_mail=True)
    Supporter.objects.filter(pk=reader.pk).update(hears_of_stories=False)
    send_due_mails()
    assert mailbox.outbox == []
    OutboxMail.objects.update(status=MailStatus.QUEUED)
    settings.GUARDS_OFF = {"permit of a mail"}
    send_due_mails()
    assert len(mailbox.outbox) == 1  # so it was the guard


def test_notice_is_left_out_when_its_reader_or_teller_says_no_first() -> None:
    story, consent = mailable_story()
    reader = listener()
    start_mailing(story=story, by=make_superuser())
    Supporter.objects.filter(pk=reader.pk).update(hears_of_stories=False)
    assert (queue_notices(), StoryNotice.objects.get().status) == (0, "dropped")
    StoryNotice.objects.update(status="waiting")
    Supporter.objects.filter(pk=reader.pk).update(hears_of_stories=True)
    Consent.objects.filter(pk=consent.pk).update(in_mail=False)
    assert (queue_notices(), StoryNotice.objects.get().status) == (0, "dropped")


def test_withdrawal_calls_back_what_has_not_left_and_counts_what_has() -> None:
    story, consent = mailable_story()
    for _number in range(2):
        listener()
    start_mailing(story=story, by=make_superuser())
    queue_notices()
    sent, kept = OutboxMail.objects.order_by("pk")
    OutboxMail.objects.filter(pk=sent.pk).update(status=MailStatus.SENT)
    report = withdraw_consent(consent=consent, by=make_superuser(), reason="")
    assert report.mails == 1
    assert [sending.what for sending in sendings_of(consent)] == [
        f"Mail about “{story.title}” to 1 supporter"
    ]
    kept.refresh_from_db()
    assert (kept.status, kept.text, kept.html) == (MailStatus.SET_ASIDE, "", "")
    assert not OutboxMail.objects.filter(text__contains="mango").exists()
    OutboxMail.objects.filter(pk=kept.pk).update(status=MailStatus.QUEUED)
    make_consent(person=consent.person, in_mail=True)
    story.save_revision().publish()
    send_due_mails()  # a later yes does not bring back a mail that is empty by now
    assert mailbox.outbox == []
