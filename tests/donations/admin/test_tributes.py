"""What staff do about gifts in honour or memory."""

from typing import Any

import pytest
from django.test import Client

from core.models import OutboxMail
from donations.enums import TributeStatus
from donations.models import Tribute
from donations.services.giving.gifts import receive_gifts, start_donation
from donations.tribute_wishes import TributeWish
from payments.models import Payment
from tests.factories.accounts import make_staff
from tests.factories.core import make_image
from tests.factories.donations import PAID_AT, default_fund
from tests.factories.gifts import make_received_gift
from tests.factories.stories import make_consent, make_story

pytestmark = pytest.mark.django_db

LISTING = "/admin/tributes/"


def received(**wish: Any) -> Tribute:
    payment = start_donation(
        amount=4000,
        currency="USD",
        fund=default_fund(),
        email="awa@example.org",
        name="Awa Sample",
        language="en",
        tribute=TributeWish(
            **{
                "kind": "memory",
                "honouree": "Fanta Diarra",
                "told_name": "Mariam Koné",
                "told_email": "mariam@example.org",
                **wish,
            }
        ),
        cancel_path="/donate/",
    )
    Payment.objects.filter(pk=payment.pk).update(status="succeeded", succeeded_at=PAID_AT)
    payment.refresh_from_db()
    receive_gifts(payment=payment, lines=list(payment.lines.all()))
    return Tribute.objects.get(donation__payment=payment)


@pytest.fixture
def fundraiser(client: Client) -> Client:
    rights = ("view_tribute", "change_tribute", "view_donation")
    client.force_login(make_staff(*(f"donations.{right}" for right in rights)))
    return client


def test_card_is_put_right_read_and_sent_and_its_task_closed(fundraiser: Client) -> None:
    tribute = received()
    story = make_story(
        title="The first pot",
        people=[make_consent(in_mail=True).person],
        lead_image=make_image(),
    )
    page = f"{LISTING}inspect/{tribute.pk}/"
    change = f"{LISTING}change/{tribute.pk}/"
    assert "The first pot" in fundraiser.get(change).content.decode()
    typed = {
        "tribute": "honour",
        "honouree": "Fanta Keïta",
        "told_name": "Mariam Koné",
        "told_address": "Rue 12\nBamako",
        "language": "fr",
        "story": story.pk,
    }
    refused = fundraiser.post(change, {**typed, "honouree": ""})
    assert refused.status_code == 422
    assert refused.context["form"].errors.keys() == {"honouree"}
    assert fundraiser.post(change, typed).status_code == 302
    tribute.refresh_from_db()
    assert (tribute.kind, tribute.honouree, tribute.told_email, tribute.story) == (
        *("honour", "Fanta Keïta", ""),
        story,
    )
    html = fundraiser.get(page).content.decode()
    assert "card/" in html
    assert f"{page}send/" not in html  # no address for it any more
    card = fundraiser.get(f"{LISTING}card/{tribute.pk}/?way=post")
    assert card["Content-Type"] == "application/pdf"
    assert "no-store" in card["Cache-Control"]
    assert fundraiser.post(change, {**typed, "told_email": "m@example.org"}).status_code == 302
    for _click in range(2):
        assert fundraiser.post(f"{page}send/").status_code == 302
    assert OutboxMail.objects.get(to="m@example.org").subject == "En hommage à Fanta Keïta"
    assert fundraiser.post(change, typed).status_code == 422  # told: nothing can be changed
    fundraiser.post(f"{page}reopen/")
    fundraiser.post(f"{page}posted/")
    fundraiser.post(f"{page}reopen/")
    close = f"{LISTING}close/{tribute.pk}/"
    assert fundraiser.post(close, {"note": ""}).status_code == 422
    assert fundraiser.post(close, {"note": "The family knows."}).status_code == 302
    html = fundraiser.get(page).content.decode()
    for words in ("The family knows.", "card sent by e-mail", "card sent by post", "by hand"):
        assert words in html
    tribute.refresh_from_db()
    assert tribute.status == TributeStatus.CLOSED


def test_list_export_and_gift_say_it_and_others_may_not_touch_it(
    fundraiser: Client, django_assert_num_queries: Any
) -> None:
    tribute = received()
    fundraiser.get(LISTING)
    with django_assert_num_queries(10):
        fundraiser.get(LISTING)
    received(honouree="Sékou")
    received(honouree="Moussa")
    with django_assert_num_queries(10):
        html = fundraiser.get(LISTING).content.decode()
    assert "In memory of: Fanta Diarra" in html
    assert "$40" not in html
    for listing, words in ((LISTING, "Fanta Diarra"), ("/admin/gifts/", "In memory of: Fanta")):
        sheet = b"".join(fundraiser.get(listing, {"export": "csv"})).decode()  # type: ignore[arg-type]
        assert words in sheet
    gift = make_received_gift()
    record = f"{LISTING}record/{gift.pk}/"
    assert record in fundraiser.get(f"/admin/gifts/inspect/{gift.pk}/").content.decode()
    typed = {"tribute": "honour", "honouree": "Awa", "language": "en"}
    assert fundraiser.post(record, typed).status_code == 302
    assert fundraiser.post(record, typed).status_code == 422  # a double click
    assert gift.tribute.status == TributeStatus.CLOSED  # nobody is to be told
    html = fundraiser.get(f"/admin/gifts/inspect/{gift.pk}/").content.decode()
    assert f"{LISTING}inspect/{gift.tribute.pk}/" in html
    assert record not in html

    fundraiser.force_login(make_staff("donations.view_tribute"))
    page = f"{LISTING}inspect/{tribute.pk}/"
    assert "Open the card" in fundraiser.get(page).content.decode()
    for address in (f"{page}send/", f"{LISTING}close/{tribute.pk}/"):
        assert fundraiser.post(address).status_code == 302  # to the first page, with a message
    assert Tribute.objects.get(pk=tribute.pk).status == TributeStatus.OPEN
