"""How staff keep foundations, grants and pledges, and what a funder is told."""

import io
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from pypdf import PdfReader

from core.models import OrganisationSettings
from donations.enums import GrantStatus
from donations.models import Donation, Grant, Instalment, Organisation, Receipt
from ledger.models import Fund
from ledger.services.balances import balance_of
from ledger.verification import verify
from tests.factories.accounts import make_superuser, make_user
from tests.factories.batches import make_batch

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
    me = organisation.responsible_id or make_user().pk
    asked = {
        "organisation": organisation.pk,
        "currency": "USD",
        "fund": Fund.objects.default().pk,
        "applied_on": "2026-09-01",
        "responsible": Grant._meta.get_field("responsible").related_model.objects.first().pk,
    }
    step(staff, "grants/new/", **asked, title="General support", amount="12,000")
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
    [batch] = [make_batch({"amount": 500_000}, method="wire")]
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
    assert me
    for listing in ("grants", "organisations", "instalments", "pledges", "report-packs"):
        for export in ("", "?export=csv", "?export=xlsx"):
            assert staff.get(f"/admin/{listing}/{export}").status_code == 200
    exported = b"".join(staff.get("/admin/grants/?export=csv")).decode()
    assert "Sahel Sample Foundation,closed,10000.00,10000.00,0.00" in exported.replace("'", "")
