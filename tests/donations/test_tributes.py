"""Gifts in honour or memory: who is told, what the card says and never says, and whose picture it
shows."""

import re
from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from core.mail import send_mail
from core.models import OutboxMail
from donations.conditions import tributes_to_tell
from donations.enums import TributeCause, TributeStatus
from donations.exceptions import RowError, TributeError
from donations.models import Donation, Tribute
from donations.services.documents.receipt_documents import read_out
from donations.services.documents.receipts import issue_receipt
from donations.services.giving.gifts import receive_gifts, restate_gifts, start_donation
from donations.services.giving.rebuilding import gift_facts, rebuild_gifts
from donations.services.offline.batches import enter_row, post_batch
from donations.services.tributes.cards import BY_MAIL, BY_POST, offered_pictures, render_card
from donations.services.tributes.tributes import (
    change_tribute,
    close_tribute,
    mail_card,
    mark_posted,
    reopen_tribute,
)
from donations.tribute_wishes import TributeWish, faults_of
from payments.enums import DisputeReason, DisputeStatus
from payments.models import Dispute, DisputeLine, Payment
from stories.services.consent import withdraw_consent
from stories.services.sendings import sendings_of
from tests.factories.accounts import make_staff, make_superuser, make_user
from tests.factories.batches import make_batch, make_poster, make_row
from tests.factories.core import make_image
from tests.factories.donations import PAID_AT, default_fund
from tests.factories.payments import ask_refund, tell_refund
from tests.factories.stories import make_consent, make_story

pytestmark = pytest.mark.django_db

AMOUNT = 739_184  # its figures stand nowhere else
WISH = {
    "kind": "memory",
    "honouree": "Fanta Diarra",
    "told_name": "Mariam Koné",
    "told_email": "mariam@example.org",
    "told_address": "Rue sans nombre\nBamako\nMALI",
    "told_words": "She taught me to read.",
}


def given(wish: dict[str, Any] | None = None, **overrides: Any) -> Payment:
    """A gift in memory that waits for its money."""
    fields = {
        "amount": AMOUNT,
        "currency": "USD",
        "fund": default_fund(),
        "email": "awa@example.org",
        "name": "Awa Sample",
        "language": "en",
        "tribute": TributeWish(**{**WISH, **(wish or {})}),
        "cancel_path": "/donate/",
    }
    return start_donation(**{**fields, **overrides})


def received(wish: dict[str, Any] | None = None, **overrides: Any) -> Tribute:
    """The same with the money there."""
    payment = given(wish, **overrides)
    Payment.objects.filter(pk=payment.pk).update(
        status="succeeded", succeeded_at=PAID_AT, stripe_payment_intent=f"pi_{payment.pk}"
    )
    payment.refresh_from_db()
    receive_gifts(payment=payment, lines=list(payment.lines.all()))
    issue_receipt(payment)
    return tribute_of(payment)


def tribute_of(payment: Payment) -> Tribute:
    tribute: Tribute = Tribute.objects.select_related("donation__payment").get(
        donation__payment=payment
    )
    return tribute


def moves(tribute: Tribute) -> list[tuple[str, str]]:
    return list(tribute.moves.values_list("after", "cause"))


def card_text(tribute: Tribute, way: str = BY_MAIL) -> str:
    pdf = PdfReader(BytesIO(render_card(tribute, way=way)))
    said = " ".join(page.extract_text() for page in pdf.pages)
    return " ".join([said, *(str(value) for value in (pdf.metadata or {}).values())])


def has_picture(tribute: Tribute, way: str = BY_MAIL) -> bool:
    [page] = PdfReader(BytesIO(render_card(tribute, way=way))).pages
    return bool(page.images)


def tasks() -> list[str]:
    return [item.text for item in tributes_to_tell()]


def test_task_waits_for_the_gift_and_stays_until_somebody_is_told() -> None:
    payment = given()
    assert (tribute_of(payment).status, tasks()) == (TributeStatus.WAITING, [])
    with pytest.raises(TributeError):  # nothing has arrived
        mail_card(tribute=tribute_of(payment))
    tribute = received({"honouree": "Sékou"})
    assert (tribute.status, len(tasks())) == (TributeStatus.OPEN, 1)
    assert "Sékou" not in tasks()[0]  # it goes out by mail
    staff = make_superuser()
    mark_posted(tribute=tribute, by=staff)
    assert tasks() == []
    for act in (mark_posted, mail_card):  # the row as it was before
        with pytest.raises(TributeError):
            act(tribute=tribute, by=staff)
    assert moves(tribute) == [("open", TributeCause.ARRIVED), ("told", TributeCause.POSTED)]
    assert OutboxMail.objects.filter(template="donations/emails/tribute").count() == 0
    with pytest.raises(TributeError):
        change_tribute(
            tribute=tribute, wish=TributeWish(**WISH), language="en", story=None, by=staff
        )
    # It came back: told again by mail; that mail is given up; the task is there again.
    again = tribute_of(tribute.donation.payment)
    reopen_tribute(tribute=again, by=staff)
    first = mail_card(tribute=again, by=staff)
    OutboxMail.objects.filter(pk=first.pk).update(status="gave_up")
    assert "did not leave" in tasks()[0]
    again.refresh_from_db()
    reopen_tribute(tribute=again, by=staff)
    second = mail_card(tribute=again, by=staff)
    assert second.pk != first.pk
    assert tasks() == []
    # Neither the first one leaves any more, nor the second once the gift is given back.
    OutboxMail.objects.filter(pk=first.pk).update(status="queued")
    assert not send_mail(first.pk)
    Donation.objects.update(refunded=AMOUNT)
    assert not send_mail(second.pk)
    assert set(OutboxMail.objects.filter(to=WISH["told_email"]).values_list("status")) == {
        ("set_aside",)
    }
    assert tasks() == []
    assert mail.outbox == []


def test_no_figure_of_the_amount_reaches_who_is_told(
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        tribute = received({"tell_at_once": True}, language="fr")
    assert (tribute.status, tribute.mail.to) == (TributeStatus.TOLD, "mariam@example.org")
    [sent] = [one for one in mail.outbox if one.to == ["mariam@example.org"]]
    [(_name, content, kind)] = sent.attachments
    html = sent.alternatives[0].content
    attached = " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    posted = card_text(tribute, BY_POST)
    for said in (sent.subject, sent.body, html, attached, card_text(tribute), posted):
        figures = re.sub(r"(?<=\d)[\s.,\u202f\u00a0](?=\d)", "", said)
        assert "7391" not in figures
        assert "$" not in said
    assert kind == "application/pdf"
    for said in (sent.body, html, attached, posted):
        for words in ("Fanta Diarra", "Awa Sample", "Mariam Koné", "She taught me to read."):
            assert words in said
    assert "Rue sans nombre" in posted
    assert "Rue sans nombre" not in attached
    assert sent.subject == "En pensant à Fanta Diarra"


def test_anonymous_giver_is_named_nowhere(settings: Any) -> None:
    tribute = received({"tell_at_once": True}, anonymous=True)
    promised = OutboxMail.objects.get(template="donations/emails/tribute")
    for said in (promised.subject, promised.text, promised.html, card_text(tribute)):
        assert "Awa" not in said
    assert "stay unnamed" in card_text(tribute)
    settings.GUARDS_OFF = {"tribute anonymity"}
    assert "Awa Sample" in card_text(tribute)


def test_picture_is_on_the_card_only_while_and_as_she_agrees(settings: Any) -> None:
    consent = make_consent(in_mail=True)
    image = make_image(size=(300, 200), credit="Drawn by hand")
    story = make_story(people=[consent.person], lead_image=image)
    refused = make_story(lead_image=make_image())  # on the site and nowhere else
    assert list(offered_pictures()) == [story]
    tribute = received(source=story)
    assert tribute.story == story
    assert has_picture(tribute)
    assert "Drawn by hand" in card_text(tribute)
    assert not has_picture(tribute, BY_POST)
    Tribute.objects.update(story=refused)
    tribute = Tribute.objects.get()
    assert not has_picture(tribute)
    Tribute.objects.update(story=story)
    tribute = Tribute.objects.get()
    mail_card(tribute=tribute)  # queued with her picture; she says no before it leaves
    withdraw_consent(consent=consent, by=make_user(), reason="She asked")
    assert not has_picture(tribute)
    assert "Drawn by hand" not in card_text(tribute)
    assert list(offered_pictures()) == []
    settings.GUARDS_OFF = {"card consent"}
    assert has_picture(tribute)


def test_cards_that_left_with_her_picture_are_named_when_she_changes_her_mind(
    client: Client,
) -> None:
    consent = make_consent(in_mail=True, in_print=True)
    story = make_story(
        title="Under the mango tree", people=[consent.person], lead_image=make_image()
    )
    mailed, posted, late, _waiting = (
        received({"honouree": name}, source=story) for name in ("Sékou", "Moussa", "Oumou", "Issa")
    )
    mark_posted(tribute=posted, by=make_user())
    first, second = mail_card(tribute=mailed), mail_card(tribute=late)
    assert send_mail(first.pk)
    ways = ("Card by e-mail", "Card by post")
    gone = {f"{way} with the picture of “Under the mango tree”" for way in ways}
    assert {sending.what for sending in sendings_of(consent)} == gone
    client.force_login(make_staff("stories.view_consent", "stories.change_consent"))
    asked = client.get(f"/admin/consents/withdraw/{consent.pk}/").content.decode()
    assert all(what in asked for what in gone)
    assert "/admin/tributes/" not in asked  # who gave for whom is not for whoever asks women
    withdraw_consent(consent=consent, by=make_user(), reason="She asked")
    assert send_mail(second.pk)  # without her
    assert {sending.what for sending in sendings_of(consent)} == gone
    client.force_login(make_superuser())
    shown = client.get(f"/admin/consents/inspect/{consent.pk}/").content.decode()
    assert f"/admin/tributes/inspect/{mailed.pk}/" in shown
    assert f"/admin/tributes/inspect/{late.pk}/" not in shown


def test_refund_closes_the_task_and_says_why_until_the_gift_comes_back(settings: Any) -> None:
    tribute = received()
    payment = tribute.donation.payment
    part = ask_refund(payment, (0, 100, 0))
    tell_refund(part)
    assert tribute_of(payment).status == TributeStatus.OPEN  # something is left
    rest = ask_refund(payment, (0, AMOUNT - 100, 0))
    tell_refund(rest)
    assert tribute_of(payment).status == TributeStatus.CLOSED
    assert moves(tribute)[-1] == ("closed", TributeCause.REFUNDED)
    assert tasks() == []
    for act in (mail_card, mark_posted, reopen_tribute):
        with pytest.raises(TributeError):
            act(tribute=tribute_of(payment), by=make_superuser())
    tell_refund(rest, "failed")
    assert tribute_of(payment).status == TributeStatus.OPEN
    assert moves(tribute)[-1] == ("open", TributeCause.RETURNED)

    told = received({"honouree": "Sékou"})
    mark_posted(tribute=told, by=make_superuser())
    tell_refund(ask_refund(told.donation.payment, (0, AMOUNT, 0)))
    assert tribute_of(told.donation.payment).status == TributeStatus.TOLD  # it cannot be untold

    settings.GUARDS_OFF = {"tribute of a refunded gift"}
    third = received({"honouree": "Moussa"})
    tell_refund(ask_refund(third.donation.payment, (0, AMOUNT, 0)))
    assert tribute_of(third.donation.payment).status == TributeStatus.OPEN


def test_disputed_gift_waits_and_a_lost_one_closes_the_task() -> None:
    tribute = received()
    payment = tribute.donation.payment
    dispute = Dispute.objects.create(
        payment=payment,
        stripe_dispute="du_1",
        amount=AMOUNT,
        currency="USD",
        reason=DisputeReason.FRAUDULENT,
        status=DisputeStatus.NEEDS_RESPONSE,
        opened_at=PAID_AT,
    )
    line = DisputeLine.objects.create(dispute=dispute, line=payment.lines.get(), amount=AMOUNT)
    assert tribute.is_disputed
    assert tasks() == []
    with pytest.raises(TributeError, match="A bank asks"):
        mail_card(tribute=tribute)
    DisputeLine.objects.update(lost=AMOUNT)
    restate_gifts(lines=[line], cause="dispute lost", occurred_at=timezone.now())
    assert moves(tribute)[-1] == ("closed", TributeCause.DISPUTED)


def test_what_is_missing_is_said_and_a_gift_that_comes_again_is_refused() -> None:
    for wish, fields in (
        ({}, set()),
        ({"kind": "memory"}, {"honouree"}),
        ({"honouree": "Fanta"}, {"tribute"}),
        ({"kind": "memory", "honouree": "F", "told_email": "m@example.org"}, {"told_name"}),
        ({"kind": "honour", "honouree": "F", "told_name": "M"}, {"told_email"}),
        ({**WISH, "told_email": "", "tell_at_once": True}, {"told_email"}),
        ({**WISH, "told_words": "Look: https://bad.example"}, {"told_words"}),
        ({**WISH, "told_words": "Look at bad-things.com"}, {"told_words"}),
        ({**WISH, "told_address": "line\n" * 7}, {"told_address"}),
        (
            {**WISH, "honouree": "www.bad.example", "told_name": "bad.example/x"},
            {"honouree", "told_name"},
        ),
    ):
        assert {field for field, _text in faults_of(TributeWish(**wish))} == fields, wish
    with pytest.raises(TributeError, match="given once"):
        given(interval="month")
    with pytest.raises(TributeError):
        given({"honouree": ""})
    with pytest.raises(TributeError, match="web pages"):  # the card names who gave
        given(name="Buy at bad.shop")
    assert Donation.objects.count() == 0
    # Another wish is another gift; the same one asked for twice is not.
    assert given().pk == given().pk != given({"honouree": "Sékou"}).pk
    for wrong in ({"status": "told", "honouree": ""}, {"tell_at_once": True, "told_email": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Tribute.objects.update(**wrong)


def test_nobody_to_tell_is_no_task_until_somebody_is_named() -> None:
    nobody = dict.fromkeys(("told_name", "told_email", "told_address", "told_words"), "")
    tribute = received(nobody)
    assert (tribute.status, tasks()) == (TributeStatus.CLOSED, [])
    assert moves(tribute) == [("closed", TributeCause.NOBODY)]
    receipt = tribute.donation.payment.receipts.get()
    [line] = read_out(receipt)["lines"]
    assert line["fund"] == "In memory of: Fanta Diarra"
    staff = make_superuser()
    change_tribute(tribute=tribute, wish=TributeWish(**WISH), language="fr", story=None, by=staff)
    assert (tribute.status, len(tasks())) == (TributeStatus.OPEN, 1)
    with pytest.raises(TributeError):
        close_tribute(tribute=tribute, note="  ", by=staff)
    close_tribute(tribute=tribute, note="The family knows.", by=staff)
    assert tribute.moves.last().note == "The family knows."
    # What staff closed stays closed, whatever is put right afterwards.
    change_tribute(tribute=tribute, wish=TributeWish(**WISH), language="fr", story=None, by=staff)
    assert (Tribute.objects.get().status, tasks()) == (TributeStatus.CLOSED, [])


def test_row_of_a_batch_carries_it_and_its_letter_says_so() -> None:
    wish = {name: value for name, value in WISH.items() if name != "kind"}
    batch = make_batch({"tribute": "honour", **wish})
    row = make_row(make_batch(), tribute="honour")
    with pytest.raises(RowError) as refused:
        enter_row(row, by=make_user())
    assert refused.value.field == "honouree"
    post_batch(batch, by=make_poster(), has_read_warnings=True)
    tribute = Tribute.objects.get()
    assert (tribute.status, tribute.kind, tribute.told_words) == (
        TributeStatus.OPEN,
        "honour",
        WISH["told_words"],
    )
    [line] = read_out(tribute.donation.payment.receipts.get())["lines"]
    assert line["fund"].endswith("In honour of: Fanta Diarra")


def test_gift_written_again_from_stripe_says_that_the_names_are_lost() -> None:
    payment = given()
    facts = gift_facts(payment=payment)
    assert facts["tribute"] == "memory"
    assert not {"Fanta", "Mariam"} & set(" ".join(facts.values()).split())
    Donation.objects.all().delete()
    lines = list(payment.lines.all())
    rebuild_gifts(payment=payment, lines=lines, facts=facts)
    Payment.objects.update(status="succeeded", succeeded_at=PAID_AT)
    payment.refresh_from_db()
    receive_gifts(payment=payment, lines=lines)
    assert tasks() == ["A gift in memory: the names are lost."]
    receipt = issue_receipt(payment)
    assert "tribute" not in receipt.facts
