"""How staff keep foundations, grants and pledges, and what a funder is told."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.test import Client, override_settings
from pypdf import PdfReader

from config.roles import setup_roles
from core.attention import find_attention
from core.models import OrganisationSettings, OutboxMail
from donations.enums import GrantStatus, InstalmentStatus, ReportKind
from donations.exceptions import PromiseError
from donations.models import (
    Donation,
    Grant,
    Instalment,
    Organisation,
    Pledge,
    Receipt,
    ReportPack,
)
from donations.services.funders.grants import add_condition
from donations.services.funders.instalments import write_off
from donations.services.funders.organisations import add_organisation
from donations.services.funders.packs import lapse_packs, make_pack, open_pack
from donations.services.funders.reminders import remind_of_grants
from ledger.models import Fund
from ledger.services.balances import balance_of
from ledger.verification import verify
from stories.models import Consent
from stories.services.sendings import sendings_of
from tests.factories.accounts import make_staff, make_superuser, make_supporter, make_user
from tests.factories.batches import make_batch
from tests.factories.core import make_image
from tests.factories.gifts import make_received_gift
from tests.factories.grants import DAY, make_contact, make_grant, make_promise
from tests.factories.stories import make_consent, make_story

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 21, 15, 31, tzinfo=UTC)


@pytest.fixture(autouse=True)
def frozen_time():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def staff():
    client = Client()
    client.force_login(make_superuser(email="fundraiser@example.org", first_name="Sample"))
    OrganisationSettings.objects.update_or_create(defaults={"two_people_post": False})
    return client


def step(client, address, **data):
    """Send a form; whatever was refused is shown by the test that fails."""
    response = client.post(f"/admin/{address}", data)
    form = response.context["form"] if response.status_code == 422 else None
    assert response.status_code == 302, form and (form.errors, form.non_field_errors())
    return response["Location"]


def receive(client, instalment, **row):
    """As a clerk enters a transfer: the instalment says the rest."""
    amount = f"{instalment.amount / 100:.2f}"
    typed = {"method": "wire", "deposited_on": "2026-11-20", "currency": "USD"}
    page = step(client, "gift-batches/new/", **typed, expected_count="1", expected_total=amount)
    page = page.removeprefix("/admin/")
    row = {"instalment": instalment.pk, "received_on": "2026-11-20", "reference": "W1", **row}
    step(client, page, **row)
    step(client, f"{page}post/", read="on")
    return Donation.objects.latest("pk")


def test_foundation_grants_are_awarded_received_and_reported(staff):
    # A $10,000 unrestricted grant in two instalments, and a conditional one of $5,000.
    page = step(
        staff,
        "organisations/new/",
        name="Sahel Sample Foundation",
        kind="foundation",
        email="office@foundation.example",
        language="en",
        street="1 Sample Street",
        city="Durham",
        postcode="27701",
        country="US",
    )
    organisation = Organisation.objects.get()
    step(
        staff,
        f"organisations/inspect/{organisation.pk}/contacts/new/",
        name="Ada Sample",
        role="Programme officer",
        email="ada@foundation.example",
        gets_reports="on",
        gets_letters="on",
    )
    asked = {
        "organisation": organisation.pk,
        "currency": "USD",
        "fund": Fund.objects.default().pk,
        "applied_on": "2026-09-01",
        "responsible": make_superuser().pk,
    }
    shown = staff.get("/admin/grants/new/").context["form"]["uuid"].value()
    for _click in range(2):
        step(
            staff, "grants/new/", **asked, title="General support", amount="12,000", uuid=str(shown)
        )
    free = Grant.objects.get()
    at = f"grants/inspect/{free.pk}/"
    assert not Instalment.objects.exists()
    step(
        staff,
        f"{at}award/",
        amount="10,000",
        awarded_on="2026-10-01",
        parts="2026-11-15 5,000\n2027-05-15 5000",
    )
    step(staff, "grants/new/", **asked, title="Matching challenge", amount="5000")
    tied = Grant.objects.latest("pk")
    at_tied = f"grants/inspect/{tied.pk}/"
    step(
        staff,
        f"{at_tied}award/",
        amount="5000",
        awarded_on="2026-10-01",
        how_many="1",
        first_on="2026-11-01",
        every="12",
    )
    assert ", $5,000.00</option>" in staff.get(f"/admin/{at_tied}add-condition/").content.decode()
    step(staff, f"{at_tied}add-condition/", text="50 new monthly givers", deadline="2026-12-31")
    html = staff.get(page).content.decode()
    assert "$10,000.00" in html  # expected; the conditional money stands apart
    assert "$5,000.00" in html
    assert [str(one.grant) for one in Instalment.objects.late()] == ["General support"]

    first, second = free.instalments.all()
    gift = receive(staff, first)
    assert (gift.name, gift.amount, gift.supporter) == (
        "Sahel Sample Foundation",
        500_000,
        organisation.supporter,
    )
    assert gift.email == "ada@foundation.example"
    assert Receipt.objects.get().supporter_name == "Sahel Sample Foundation"
    receive(staff, second)
    waiting = tied.instalments.get()
    batch = make_batch({"amount": 500_000}, method="wire")
    response = staff.post(
        f"/admin/gift-batches/inspect/{batch.pk}/",
        {"instalment": waiting.pk, "received_on": "2026-11-20", "amount": "5000"},
    )
    assert "instalment" in response.context["form"].errors  # not offered while it waits
    condition = tied.conditions.get()
    step(
        staff,
        f"{at_tied}conditions/{condition.pk}/met/",
        met_on="2026-11-20",
        note="Our list of 20 November, mailed to Ada",
    )
    receive(staff, waiting)
    assert balance_of(Fund.objects.default(), "USD") == 1_500_000
    assert not any(verify().values())

    step(staff, f"{at}add-report/", kind="final", due_on="2027-01-31")
    report = free.reports.get()
    assert report.contact.name == "Ada Sample"
    step(staff, f"{at}reports/{report.pk}/sent/", sent_on="2026-11-20")
    step(staff, f"{at}close/")
    free.refresh_from_db()
    assert free.status == GrantStatus.CLOSED
    assert [move.after for move in free.moves.all()] == ["awarded", "active", "closed"]
    html = staff.get(f"/admin/{at}").content.decode()
    assert "first instalment received" in html
    step(staff, f"{at}renew/", sent_on="2026-11-21")
    assert free.renewed_by.status == GrantStatus.APPLIED
    history = staff.get(f"/admin/organisations/inspect/{organisation.pk}/history/")
    text = "".join(one.extract_text() for one in PdfReader(io.BytesIO(history.content)).pages)
    for words in ("Sahel Sample Foundation", "Ada Sample", "Matching challenge", "$15,000.00"):
        assert words in text
    for listing in ("grants", "organisations", "instalments", "pledges", "report-packs"):
        for export in ("", "?export=csv", "?export=xlsx"):
            assert staff.get(f"/admin/{listing}/{export}").status_code == 200
    exported = b"".join(staff.get("/admin/grants/?export=csv")).decode()
    assert "Sahel Sample Foundation,closed,10000.00,10000.00,0.00" in exported.replace("'", "")


def test_report_pack_tells_only_what_may_be_told_and_is_erased_when_consent_ends(staff):
    grant = make_grant()
    woman = make_consent(in_print=True, for_fundraising=True).person
    story = make_story(
        title="The box under the tree", people=[woman], opening_quote="Nobody has to ask.", body=[]
    )
    print_only = make_story(title="Print only", people=[make_consent(in_print=True).person])
    page = f"grants/inspect/{grant.pk}/make-pack/"
    offered = staff.get(f"/admin/{page}").context["form"].fields["stories"].queryset
    assert [one.title for one in offered] == ["The box under the tree"]
    typed = {
        "language": "en",
        "period_from": "2026-01-01",
        "period_to": "2026-11-20",
        "introduction": "A year of savings.",
        "hard": "Two meetings were lost to the rain.",
        "stories": [story.pk],
    }
    refused = [
        ({"hard": " "}, "hard"),
        ({"stories": [print_only.pk]}, "stories"),
        ({"language": "fr"}, "stories"),
        ({"period_to": "2025-01-01"}, "period_to"),
    ]
    for wrong, field in refused:
        response = staff.post(f"/admin/{page}", typed | wrong)
        assert field in response.context["form"].errors
    with pytest.raises(PromiseError, match="Print only"):
        make_pack(
            grant=grant,
            language="en",
            period_from=DAY,
            period_to=DAY,
            introduction="",
            what_was_hard="The rain.",
            stories=[print_only],
            by=grant.responsible,
        )
    step(staff, page, **typed)
    pack = ReportPack.objects.get()
    address = f"/admin/report-packs/file/{pack.pk}/"
    response = staff.get(address)
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    text = "".join(one.extract_text() for one in PdfReader(io.BytesIO(response.content)).pages)
    for words in ("Nobody has to ask.", "Two meetings were lost", "What the books say"):
        assert words in text

    Consent.objects.filter(person=woman).update(for_fundraising=False)
    response = staff.get(address, follow=True)
    assert response["Content-Type"] != "application/pdf"
    pack.refresh_from_db()
    assert (pack.pdf, pack.facts["stories"]) == (None, [])
    assert pack.lapsed_at == NOW
    [finding] = [one for one in find_attention() if one.condition.name == "report_packs_lapsed"]
    again = finding.items[0].step.url.removeprefix("/admin/")
    form = staff.get(f"/admin/{again}").context["form"]
    assert form.initial["hard"] == "Two meetings were lost to the rain."
    step(staff, again, **{**typed, "stories": []})
    assert pack.replaced_by.pdf
    assert not [one for one in find_attention() if one.condition.name == "report_packs_lapsed"]


def test_pack_of_a_grant_awarded_after_its_last_day_begins_on_that_day(staff):
    grant = make_grant()
    grant.ends_on = grant.awarded_on - timedelta(days=30)
    grant.save()
    form = staff.get(f"/admin/grants/inspect/{grant.pk}/make-pack/").context["form"]
    assert form["period_from"].value() == form["period_to"].value() == grant.ends_on


def test_timer_erases_packs_and_a_picture_needs_its_own_consent():
    grant = make_grant()
    consent = make_consent(in_print=True, for_fundraising=True)
    story = make_story(people=[consent.person], lead_image=make_image())
    facts = {"period_from": DAY, "period_to": DAY, "introduction": "", "what_was_hard": "Rain."}
    pack = make_pack(
        grant=grant, language="fr", stories=[story], by=grant.responsible, replaces=None, **facts
    )
    assert pack.stories.get().has_picture
    assert "Ce qui a été difficile" in "".join(
        page.extract_text() for page in PdfReader(io.BytesIO(pack.pdf)).pages
    )
    assert lapse_packs() == 0
    Consent.objects.filter(pk=consent.pk).update(in_print=False)
    assert lapse_packs() == 1
    assert lapse_packs() == 0
    [sending] = sendings_of(consent)
    assert sending.what.startswith(f"Report on “{grant}” until ")
    with pytest.raises(PromiseError, match="made anew"):
        open_pack(ReportPack.objects.get())


def test_without_its_guard_a_pack_is_given_out_after_a_consent_has_ended():
    grant = make_grant()
    consent = make_consent(in_print=True, for_fundraising=True)
    facts = {"period_from": DAY, "period_to": DAY, "introduction": "", "what_was_hard": "Rain."}
    told = {"grant": grant, "language": "en", "by": grant.responsible, **facts}
    pack = make_pack(stories=[make_story(people=[consent.person])], **told)
    Consent.objects.filter(pk=consent.pk).update(in_print=False)
    with override_settings(GUARDS_OFF=("pack consent",)):
        assert open_pack(pack)
    with pytest.raises(PromiseError, match="made anew"):
        open_pack(pack)


REMINDERS = {
    ReportKind.INTERIM: "An interim report",
    ReportKind.FINAL: "The final report",
    ReportKind.FINANCIAL: "A financial report",
    ReportKind.LETTER: "A letter of thanks",
    ReportKind.VISIT: "A visit or call",
}


@pytest.mark.parametrize("kind", ReportKind)
def test_each_kind_of_report_is_reminded_of_by_its_name(kind):
    grant = make_grant((date(2027, 1, 1), 10_000))
    grant.reports.create(kind=kind, due_on=DAY + timedelta(days=7))
    grant.reports.create(kind=kind, due_on=DAY - timedelta(days=1))
    assert remind_of_grants() == 2
    assert set(OutboxMail.objects.values_list("subject", flat=True)) == {
        f"{REMINDERS[kind]} is due on Nov. 27, 2026: {grant.title}",
        f"{REMINDERS[kind]} was due on Nov. 19, 2026: {grant.title}",
    }


def test_whoever_is_responsible_is_reminded_once_of_each_day():
    grant = make_grant((date(2027, 1, 1), 10_000))
    soon = grant.reports.create(kind="final", due_on=DAY + timedelta(days=20))
    grant.reports.create(kind="interim", due_on=DAY + timedelta(days=60))
    grant.conditions.create(text="The audit", deadline=DAY - timedelta(days=5))
    assert [remind_of_grants(), remind_of_grants()] == [2, 0]
    assert set(OutboxMail.objects.values_list("to", flat=True)) == {grant.responsible.email}
    assert sorted(OutboxMail.objects.values_list("subject", flat=True)) == [
        f"A condition ended on Nov. 15, 2026: {grant.title}",
        f"The final report is due on Dec. 10, 2026: {grant.title}",
    ]
    with time_machine.travel(NOW + timedelta(days=21), tick=False):
        assert [remind_of_grants(), remind_of_grants()] == [1, 0]  # a day late: the last stage
        names = {one.condition.name for one in find_attention()}
        assert {"grant_reports_late", "grant_conditions_past"} <= names
        soon.sent_on, soon.sent_by = date(2026, 12, 12), grant.responsible
        soon.save()
        assert "grant_reports_late" not in {one.condition.name for one in find_attention()}


def test_pledge_is_entered_matched_with_a_card_gift_and_written_off(staff):
    responsible = make_superuser().pk
    typed = {
        "name": "Claire Example",
        "email": "claire@example.org",
        "amount": "100",
        "currency": "USD",
        "fund": Fund.objects.default().pk,
        "promised_on": "2026-10-01",
        "responsible": responsible,
    }
    wrong = staff.post("/admin/pledges/new/", typed | {"parts": "2026-10-15 40\n2026-11-15 50"})
    assert "$90.00; $100.00" in wrong.context["form"].errors["parts"][0]
    wrong = staff.post("/admin/pledges/new/", typed | {"parts": "soon 40"})
    assert "Begin with a day" in wrong.context["form"].errors["parts"][0]
    assert not Pledge.objects.exists()
    shown = str(staff.get("/admin/pledges/new/").context["form"]["uuid"].value())
    plan = {"how_many": "3", "first_on": "2026-10-15", "every": "1", "uuid": shown}
    for _click in range(2):
        step(staff, "pledges/new/", **typed, **plan)
    pledge = Pledge.objects.get()
    assert list(pledge.instalments.values_list("amount", flat=True)) == [3334, 3333, 3333]
    gift = make_received_gift(3334)
    Donation.objects.filter(pk=gift.pk).update(supporter=pledge.supporter)
    first, second, third = pledge.instalments.all()
    assert "Promised money that is late" in staff.get("/admin/").content.decode()
    step(staff, f"instalments/inspect/{first.pk}/match/", gift=gift.pk)
    step(staff, f"instalments/inspect/{second.pk}/write-off/", reason="She lost her work")
    rows = b"".join(staff.get("/admin/instalments/?export=csv")).decode()
    assert "She lost her work" in rows
    listed = staff.get("/admin/instalments/?standing=expected").context["object_list"]
    assert list(listed) == [third]
    standing = Pledge.objects.with_plan().get().standing
    assert (standing.received, standing.expected, standing.written_off) == (3334, 3333, 3333)
    step(staff, f"instalments/inspect/{first.pk}/unmatch/")
    first.refresh_from_db()
    assert first.status == InstalmentStatus.EXPECTED


def test_what_is_still_to_come_is_planned_anew_and_what_was_settled_stays(staff):
    later = date(2027, 5, 20)
    for kind, promise in (
        ("grants", make_grant((DAY, 4_000), (later, 6_000))),
        ("pledges", make_promise((DAY, 4_000), (later, 6_000))),
    ):
        settled, expected = promise.instalments.all()
        write_off(settled, reason="She lost her work", by=promise.responsible)
        at = f"/admin/{kind}/inspect/{promise.pk}/"
        assert f"{at}plan/" in staff.get(at).content.decode()
        html = staff.get(f"{at}plan/").content.decode()
        assert "2027-05-20 60.00</textarea>" in html
        wrong = {
            "2027-01-15 59.99": "$59.99; $60.00 is still to come.",
            "2027-01-15 60\n2027-02-15 0": "above zero",
            "": "in how many parts",
        }
        for typed, words in wrong.items():
            refused = staff.post(f"{at}plan/", {"parts": typed})
            assert (refused.status_code, list(promise.instalments.all())) == (
                422,
                [settled, expected],
            )
            assert words in refused.context["form"].errors["parts"][0]
            assert f"{typed}</textarea>" in refused.content.decode()
        three = {"how_many": "3", "first_on": "2027-01-31", "every": "1"}
        assert staff.post(f"{at}plan/", three)["Location"] == at
        assert list(promise.instalments.values_list("due_on", "amount", "status")) == [
            (DAY, 4_000, "written_off"),
            (date(2027, 1, 31), 2_000, "expected"),
            (date(2027, 2, 28), 2_000, "expected"),
            (date(2027, 3, 31), 2_000, "expected"),
        ]
        reader = Client()
        reader.force_login(make_staff(f"donations.view_{kind[:-1]}"))
        assert f"{at}plan/" not in reader.get(at).content.decode()
        assert reader.post(f"{at}plan/", {"parts": "2027-01-15 60"}).status_code == 302  # away
        assert promise.instalments.count() == 4


@pytest.mark.parametrize(
    ("role", "reads", "adds", "meets", "packs"),
    [
        ("Fundraiser", 200, 200, 200, 200),
        ("Treasurer", 200, 302, 200, 302),
        ("Auditor", 200, 302, 302, 302),
        ("Story writer", 302, 302, 302, 302),
    ],
)
def test_roles_do_what_is_theirs(role, reads, adds, meets, packs):
    setup_roles()
    user = make_user()
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    grant = make_grant()
    condition = grant.conditions.create(text="The audit")
    at = f"/admin/grants/inspect/{grant.pk}/"
    pages = [at, "/admin/grants/new/", f"{at}conditions/{condition.pk}/met/", f"{at}make-pack/"]
    statuses = [client.get(page).status_code for page in pages]
    assert statuses == [reads, adds, meets, packs]
    grants = "/admin/organisations/"
    assert client.get(grants).status_code == reads


@pytest.mark.parametrize("item_count", [1, 3])
def test_listings_need_the_same_queries_for_any_length(
    staff, item_count, django_assert_num_queries
):
    for _item in range(item_count):
        add_condition(make_grant((DAY, 100), (DAY, 200)), text="The audit")
        make_promise((DAY, 100), (DAY, 200))
    counts = {"grants": 13, "pledges": 10, "instalments": 8, "organisations": 7}
    for listing, queries in counts.items():
        staff.get(f"/admin/{listing}/")
        with django_assert_num_queries(queries):
            staff.get(f"/admin/{listing}/")


def test_organisation_takes_over_the_record_of_its_gifts(staff):
    known = make_supporter(name="Sahel Sample Foundation", email="")
    typed = {
        "name": "sahel sample  foundation",
        "kind": "foundation",
        "language": "fr",
        "country": "US",
    }
    response = staff.post("/admin/organisations/new/", typed)
    assert "giver" in response.context["form"].errors
    step(staff, "organisations/new/", **typed, giver=known.pk)
    organisation = Organisation.objects.get()
    assert organisation.supporter == known
    with pytest.raises(PromiseError, match="in the list already"):
        add_organisation(name="Again", kind="foundation", supporter=known)
    make_supporter(email="taken@example.org")
    change = f"organisations/inspect/{organisation.pk}/change/"
    response = staff.post(f"/admin/{change}", typed | {"email": "Taken@example.org"})
    assert "email" in response.context["form"].errors
    step(staff, change, **typed | {"name": "Sahel Foundation", "email": "new@example.org"})
    known.refresh_from_db()
    assert (known.name, known.email, known.language) == (
        "Sahel Foundation",
        "new@example.org",
        "fr",
    )
    contact = make_contact(organisation)
    at = f"organisations/inspect/{organisation.pk}/contacts/{contact.pk}/"
    assert f'action="/admin/{at}remove/"' in staff.get(f"/admin/{at}").content.decode()
    for _click in range(2):
        step(staff, f"{at}remove/")
    assert not organisation.contacts.exists()
