"""Gifts that a person should say thank you for: which, who did, and where staff see it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.models import Supporter
from core.attention import conditions as all_conditions
from core.attention import examine
from core.models import OrganisationSettings
from donations.enums import AcknowledgementStatus, ThanksWay
from donations.exceptions import AcknowledgementError
from donations.models import Acknowledgement, Donation, RecurringGift
from donations.services.giving.acknowledgements import (
    acknowledge,
    ask_for_thanks,
    reopen_thanks,
    skip_thanks,
)
from donations.services.giving.gifts import begin_recurring_gift, receive_gifts
from payments.enums import BillingInterval
from tests.factories.accounts import make_staff, make_superuser, make_supporter
from tests.factories.donations import gift_line, make_paid_payment

pytestmark = pytest.mark.django_db


def receive(
    *amounts: int,
    giver: Supporter | None = None,
    recurring: RecurringGift | None = None,
    **overrides: Any,
) -> list[str]:
    """Gifts of one payment arrive now; returns why they are on the list."""
    fields = {"succeeded_at": timezone.now(), "supporter": giver, **overrides}
    payment = make_paid_payment([gift_line(amount) for amount in amounts], **fields)
    payment.donations.update(recurring=recurring)
    receive_gifts(payment=payment, lines=list(payment.lines.all()))
    receive_gifts(payment=payment, lines=list(payment.lines.all()))
    rows = Acknowledgement.objects.filter(donation__payment=payment)
    return list(rows.values_list("reason", flat=True))


def make_thanks(amount: int = 4000) -> Acknowledgement:
    receive(amount, giver=make_supporter())
    return Acknowledgement.objects.select_related("donation").latest("pk")


def test_first_large_and_begun_gifts_wait_to_be_thanked_for() -> None:
    awa, ben = make_supporter(), make_supporter()
    assert receive(500, 700, giver=awa) == ["first"]  # one payment, one thank you
    assert receive(24999, giver=awa) == []
    assert receive(25000, giver=awa) == ["large"]
    assert receive(90000, giver=awa, currency="XOF") == []
    assert receive(90000) == []  # nobody's name is on it

    line = make_paid_payment([gift_line(30000)]).lines.get()
    monthly = begin_recurring_gift(payment=line.payment, line=line, interval=BillingInterval.MONTH)
    assert receive(30000, giver=awa, recurring=monthly) == ["begins"]
    assert receive(30000, giver=awa, recurring=monthly) == []  # a renewal

    long_ago = timezone.now() - timedelta(days=61)
    assert receive(500, giver=ben, succeeded_at=long_ago) == []
    OrganisationSettings.objects.update(thanks_from=0)
    assert receive(99999, giver=ben) == []


def test_thanks_are_noted_once_with_who_and_how(settings: Any) -> None:
    thanks, staff, other = make_thanks(), make_superuser(), make_superuser()
    stale = Acknowledgement.objects.get(pk=thanks.pk)
    acknowledge(acknowledgement=thanks, way=ThanksWay.CALL, by=staff)
    assert (thanks.status, thanks.way, thanks.done_by) == ("thanked", "call", staff)
    assert thanks.done_at
    for again in (
        lambda: acknowledge(acknowledgement=stale, way=ThanksWay.MAIL, by=other),
        lambda: acknowledge(acknowledgement=thanks, way=ThanksWay.MAIL, by=other),
        lambda: skip_thanks(acknowledgement=stale, by=other),
    ):
        with pytest.raises(AcknowledgementError):
            again()
    assert Acknowledgement.objects.get(pk=thanks.pk).way == "call"

    settings.GUARDS_OFF = {"thanks once"}
    acknowledge(acknowledgement=stale, way=ThanksWay.MAIL, by=other)
    assert Acknowledgement.objects.get(pk=thanks.pk).way == "mail"
    settings.GUARDS_OFF = ()

    reopen_thanks(acknowledgement=thanks, by=other)
    assert (thanks.status, thanks.way, thanks.done_at) == ("waiting", "", None)
    skip_thanks(acknowledgement=thanks, by=staff)
    assert [(move.after, move.moved_by) for move in thanks.moves.all()] == [
        ("thanked", staff),
        ("thanked", other),
        ("waiting", other),
        ("skipped", staff),
    ]
    for wrong in ({"status": "thanked"}, {"status": "waiting"}, {"way": "call"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Acknowledgement.objects.filter(pk=thanks.pk).update(**wrong)


def test_staff_see_whom_to_thank_and_note_it_with_one_click(client: Client) -> None:
    thanks = make_thanks(25000)
    gift = thanks.donation
    fundraiser = make_staff(
        "donations.view_acknowledgement",
        "donations.change_acknowledgement",
        "donations.view_donation",
    )
    client.force_login(fundraiser)
    page = f"/admin/acknowledgements/inspect/{thanks.pk}/"
    home = client.get("/admin/").content.decode()
    assert "Givers to thank" in home
    assert page in home
    assert gift.name not in home
    for query, is_shown in (
        ({"status": "waiting", "reason": "first", "q": gift.email}, True),
        ({"status": "thanked"}, False),
    ):
        html = client.get("/admin/acknowledgements/", query).content.decode()
        assert (gift.name in html) is is_shown, query
    html = client.get(page).content.decode()
    assert all(f"{page}{way}/" in html for way in ThanksWay.values)

    assert client.post(f"{page}call/").status_code == 302
    client.post(f"{page}letter/")  # the second click of two
    thanks.refresh_from_db()
    assert (thanks.way, thanks.done_by) == ("call", fundraiser)
    logged = ModelLogEntry.objects.values_list("action", flat=True)
    assert list(logged) == ["donations.acknowledgement.call"]
    assert f"{page}letter/" not in client.get(page).content.decode()
    exported = client.get("/admin/acknowledgements/", {"export": "csv"})
    assert "call" in b"".join(exported).decode()  # type: ignore[arg-type]

    client.force_login(make_staff("donations.view_acknowledgement"))
    assert client.post(f"{page}reopen/").status_code in {302, 403}
    assert Acknowledgement.objects.get().status == AcknowledgementStatus.THANKED
    assert "Givers to thank" not in client.get("/admin/").content.decode()


def test_any_gift_that_arrived_is_thanked_for_when_staff_want_it(client: Client) -> None:
    awa = make_supporter()
    receive(500, giver=awa)
    receive(600, giver=awa)
    gift = Donation.objects.get(amount=600)
    client.force_login(make_superuser())
    page = f"/admin/gifts/inspect/{gift.pk}/"
    assert f"{page}thank/" in client.get(page).content.decode()
    client.post(f"{page}thank/")
    assert gift.acknowledgement.reason == "asked"
    assert ask_for_thanks(donation=gift) == gift.acknowledgement
    assert f"{page}thank/" not in client.get(page).content.decode()
    with pytest.raises(AcknowledgementError):
        ask_for_thanks(donation=make_paid_payment().donations.get())


def test_what_was_given_back_is_on_no_list(client: Client) -> None:
    thanks = make_thanks()
    [condition] = [one for one in all_conditions() if one.name == "gifts_to_thank_for"]
    finding = examine(condition)
    assert finding is not None
    [item] = finding.items
    assert item.text.startswith("First gift: $40.00, on ")
    Donation.objects.update(refunded=4000, status="refunded")
    assert examine(condition) is None
    client.force_login(make_superuser())
    listing = client.get("/admin/acknowledgements/").content.decode()
    assert thanks.donation.name not in listing


def test_listing_needs_the_same_queries_for_any_length(
    client: Client, django_assert_num_queries: Any
) -> None:
    client.force_login(make_superuser())
    client.get("/admin/acknowledgements/")
    for more in (1, 2):
        for _ in range(more):
            acknowledge(acknowledgement=make_thanks(), way=ThanksWay.MAIL, by=make_superuser())
        with django_assert_num_queries(8):
            client.get("/admin/acknowledgements/")
