"""Campaigns: what counts, what a match comes to, who is thanked, and whose consent it takes."""

import datetime as dt
import re
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from config.roles import setup_roles
from core.models import OrganisationSettings
from donations.conditions import names_to_decide
from donations.exceptions import ThanksDecidedError
from donations.models import CampaignPage, CampaignPerson, Donation, PublicThanks
from donations.services.giving.gifts import receive_gifts, start_donation
from donations.services.giving.thanks import decide_thanks
from ledger.enums import Restriction
from payments.models import Payment
from stories.exceptions import ConsentMissingError
from stories.services.consent import live_without_consent, withdraw_consent
from tests.factories.accounts import make_superuser, make_user
from tests.factories.core import make_home
from tests.factories.donations import (
    PAID_AT,
    default_fund,
    gift_line,
    make_campaign,
    make_fund,
    make_give_page,
    make_paid_payment,
)
from tests.factories.stories import make_consent, make_group

pytestmark = pytest.mark.django_db

OWN = {"Sec-Fetch-Site": "same-origin"}


def give(page: CampaignPage, amount: int = 4000, *, days: int = 0, **overrides: Any) -> Donation:
    """A gift that arrived by the page, so many days from today."""
    gift = make_paid_payment([gift_line(amount)]).donations.get()
    day = OrganisationSettings.today() + dt.timedelta(days=days)
    fields = {"source": page, "status": "received", "received_at": PAID_AT, "received_on": day}
    Donation.objects.filter(pk=gift.pk).update(**fields | overrides)
    gift.refresh_from_db()
    return gift


def text_of(client: Client, address: str) -> str:
    html = re.sub(r"<[^>]+>", " ", client.get(address).content.decode())
    return " ".join(html.split())


def test_counts_what_arrives_in_its_days_by_its_own_links(client: Client) -> None:
    page, other = make_campaign(), make_campaign(slug="other")
    french = make_campaign("fr", slug="pluies", translation_key=page.translation_key)
    give(page, 5000, days=-3)
    give(french, 7000, refunded=1000, status="partly_refunded", days=3)
    for excluded in (
        {"days": -4},
        {"days": 4},
        {"status": "pending", "received_on": None, "received_at": None},
        {"refunded": 4000, "status": "refunded"},
        {"currency": "EUR"},
        {"source": other},
        {"source": None},
    ):
        give(page, **excluded)
    for each in (page, french):
        assert each.count()[:2] == (11000, 2)
    text = text_of(client, page.url)
    assert "$110 of $1,000" in text
    assert "2 gifts, 11% of the goal." in text
    assert "less what is given back" in text
    assert '<progress aria-labelledby="progress" max="100000" value="11000">' in (
        client.get(page.url).content.decode()
    )
    endless = make_campaign(slug="endless", ends_on=None)
    give(endless, days=400)
    assert endless.count().gifts == 1


def test_match_is_promised_until_it_is_used_up(client: Client) -> None:
    page = make_campaign(matcher="A family", match_pool=10000, match_percent=50)
    assert "No gift has arrived yet." in text_of(client, page.url)
    assert "For every $100 given here A family promises $50 more, up to $100 in all." in text_of(
        client, page.url
    )
    give(page, 5001)
    assert "So far that comes to $25; $75 is left." in text_of(client, page.url)
    give(page, 500_000)
    text = text_of(client, page.url)
    assert "All of it is used up" in text
    assert "The match is a promise and not part of the sum." in text
    assert "505% of the goal" in text
    assert 'value="100000"' in client.get(page.url).content.decode()
    for wrong in (
        {"goal": 0},
        {"ends_on": page.starts_on - dt.timedelta(days=1)},
        {"match_pool": None},
        {"matcher": ""},
        {"match_percent": 0},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            CampaignPage.objects.filter(pk=page.pk).update(**wrong)
        for name, value in wrong.items():
            setattr(page, name, value)
        with pytest.raises(ValidationError):
            page.full_clean()
        page = CampaignPage.objects.get(pk=page.pk)


def test_its_links_lead_to_its_own_amounts_and_fund(client: Client) -> None:
    fund = make_fund(name="Nets", restriction=Restriction.PURPOSE, restriction_reason="As asked")
    give_page = make_give_page()
    page = make_campaign(fund=fund, thanks_by_name=True)
    html = client.get(page.url).content.decode()
    link = f"{give_page.url}?source={page.pk}"
    assert f'href="{link}&amp;amount=20.00"' in html
    assert f'href="{link}"' in html
    form = client.get(link).context["form"]
    assert form.amounts == (2000, 8000)
    assert (form["fund"].value(), form["source"].value()) == (fund.code, page.pk)
    assert "thanks" in form.fields
    assert not form["thanks"].value()
    assert "Before the rains" in text_of(client, link)
    # Refused and shown again it is the same form; also when somebody goes back to change.
    who = {"source": page.pk, "name": "Awa", "email": "awa@example.org", "suggested": "80"}
    refused = client.post(
        "/donate/start/", who | {"thanks": "on", "anonymous": "on"}, headers=OWN
    ).context["form"]
    assert set(refused.errors) == {"thanks"}
    changed = client.post("/donate/start/", who | {"thanks": "on", "change": "1"}, headers=OWN)
    assert changed.context["form"]["thanks"].value() is True
    assert changed.context["form"].amounts == (2000, 8000)

    CampaignPage.objects.filter(pk=page.pk).update(ends_on=page.starts_on)
    form = client.get(link).context["form"]
    assert (form.campaign, "thanks" in form.fields) == (None, False)
    html = client.get(page.url).content.decode()
    assert link not in html
    assert "The campaign ended on" in html
    assert "No gift has arrived yet." not in html


def thank(page: CampaignPage, **overrides: Any) -> PublicThanks:
    fields = {
        "amount": 4000,
        "currency": "USD",
        "fund": default_fund(),
        "email": "awa@example.org",
        "name": "Awa Sample",
        "language": "en",
        "source": page,
        "wants_thanks": True,
        "cancel_path": "/donate/",
    }
    payment = start_donation(**{**fields, **overrides})
    Payment.objects.filter(pk=payment.pk).update(status="succeeded", succeeded_at=PAID_AT)
    payment.refresh_from_db()
    receive_gifts(payment=payment, lines=list(payment.lines.all()))
    thanks: PublicThanks = PublicThanks.objects.get(donation__payment=payment)
    Donation.objects.filter(pk=thanks.donation_id).update(received_on=page.starts_on)
    return thanks


def test_names_are_shown_that_were_asked_for_and_approved(client: Client, settings: Any) -> None:
    page = make_campaign(thanks_by_name=True)
    for unasked in ({"wants_thanks": False}, {"anonymous": True}, {"source": None}):
        with pytest.raises(PublicThanks.DoesNotExist):
            thank(page, **unasked)
    thanks = thank(page)
    assert "Awa Sample" not in text_of(client, page.url)

    staff = make_superuser()
    client.force_login(staff)
    listing = "/admin/public-thanks/"
    unpaid = Donation.objects.filter(pk=thanks.donation_id)
    unpaid.update(status="pending")
    assert "Awa Sample" not in text_of(client, listing)
    unpaid.update(status="received")
    assert "Awa Sample" in text_of(client, listing)
    [waiting] = names_to_decide()
    assert waiting.text == "“Before the rains”: 1 name waits."
    assert "Awa Sample" in text_of(client, waiting.url)
    assert client.post(f"{listing}inspect/{thanks.pk}/show/").status_code == 302
    assert "With thanks to Awa Sample" in text_of(client, page.url)
    assert list(names_to_decide()) == []
    assert client.get(listing, {"export": "csv"}).status_code == 200
    with pytest.raises(ThanksDecidedError):  # the row as it was before somebody decided
        decide_thanks(thanks=thanks, is_shown=True, by=staff)

    # Whatever else is recorded, an anonymous giver is named nowhere.
    gift = Donation.objects.filter(pk=thanks.donation_id)
    gift.update(is_anonymous=True)
    assert "Awa Sample" not in text_of(client, page.url)
    settings.GUARDS_OFF = {"anonymity"}
    assert "Awa Sample" in text_of(client, page.url)
    gift.update(is_anonymous=False, refunded=4000, status="refunded")
    assert "Awa Sample" not in text_of(client, page.url)
    gift.update(refunded=0, status="received")
    thanks.refresh_from_db()
    decide_thanks(thanks=thanks, is_shown=False, by=staff)
    assert "Awa Sample" not in text_of(client, page.url)


def test_takes_the_consent_to_appeals_of_everyone_shown(client: Client) -> None:
    group = make_group()
    of_group = make_consent(group=group, for_fundraising=True)
    of_person = make_consent(for_fundraising=False)
    page = make_campaign(group=group)
    assert client.get(page.url).status_code == 200

    page.campaign_people = [CampaignPerson(person=of_person.person)]
    assert page.missing_consents() == [f"{of_person.person}: no live consent for appeals."]
    with pytest.raises(ConsentMissingError):
        page.save_revision().publish()
    page.save()
    assert client.get(page.url).status_code == 404
    assert [page.title in problem for problem in live_without_consent()] == [True]
    of_person.for_fundraising = True
    of_person.save()
    assert client.get(page.url).status_code == 200

    report = withdraw_consent(consent=of_group, by=make_superuser(), reason="")
    assert [removed.title for removed in report.pages] == [page.title]
    page.refresh_from_db()
    assert not page.live


@pytest.mark.django_db(transaction=True)
@pytest.mark.money
def test_kept_page_is_new_when_a_gift_counts_and_only_then(client: Client) -> None:
    page = make_campaign(thanks_by_name=True)
    first = client.get(page.url).headers["ETag"]
    waiting = make_paid_payment().donations.get()
    Donation.objects.filter(pk=waiting.pk).update(source=page)
    assert client.get(page.url).headers["ETag"] == first

    gift = Donation.objects.filter(pk=waiting.pk)
    gift.update(status="received", received_at=PAID_AT, received_on=page.starts_on)
    assert "$40 of" in text_of(client, page.url)
    gift.update(refunded=1500, status="partly_refunded")
    assert "$25 of" in text_of(client, page.url)
    thanks = PublicThanks.objects.create(donation=waiting)
    decide_thanks(thanks=thanks, is_shown=True, by=make_superuser())
    assert waiting.name in text_of(client, page.url)
    gift.update(source=None)
    assert "$0 of" in text_of(client, page.url)


def test_home_shows_the_appeals_of_its_language_that_run(client: Client) -> None:
    home = make_home()
    today = OrganisationSettings.today()
    assert "Campaign" not in text_of(client, home.url)
    running = make_campaign(title="Running")
    make_campaign(title="Endless", slug="endless", ends_on=None)
    make_campaign(title="Over", slug="over", ends_on=today - dt.timedelta(days=1))
    make_campaign(title="Later", slug="later", starts_on=today + dt.timedelta(days=1))
    make_campaign("fr", title="Courante", slug="courante")
    make_campaign(title="Refused", slug="refused", group=make_group())
    give(running, 4000)
    html = client.get(home.url).content.decode()
    titles = re.findall(r'<h2 id="campaign-\d+"><a href="([^"]+)">(\w+)</a>', html)
    assert titles == [(running.url, "Running"), ("/endless/", "Endless")]
    assert 'value="4000"' in html
    assert "$40 of $1,000" in text_of(client, home.url)


def test_fundraiser_drafts_campaigns_and_approves_names(client: Client) -> None:
    """Who publishes is the consent officer: an appeal shows people."""
    home, campaign = make_home(), make_campaign(thanks_by_name=True)
    thanks = thank(campaign)
    setup_roles()
    may = {}
    for role in ("Fundraiser", "Consent officer", "Auditor"):
        user = make_user(email=f"{role[:4]}@example.org")
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
        added = client.get(f"/admin/pages/add/donations/campaignpage/{home.pk}/")
        client.post(f"/admin/public-thanks/inspect/{thanks.pk}/show/")
        publishes = campaign.permissions_for_user(user).can_publish()
        thanks.refresh_from_db()
        may[role] = (added.status_code == 200, publishes, thanks.status == "shown")
        PublicThanks.objects.update(status="waiting", decided_at=None)
    assert may == {
        "Fundraiser": (True, False, True),
        "Consent officer": (False, True, False),
        "Auditor": (False, False, False),
    }
