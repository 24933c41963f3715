"""Year-end statements: what the receipts of a year say, frozen, corrected, never more."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from pypdf import PdfReader

from accounts.models import Supporter
from core.models import OrganisationSettings, OutboxMail
from donations.exceptions import NothingGivenError, YearNotOverError
from donations.models import GivingStatement, Receipt, StatementRun
from donations.services.documents.corrections import void_receipt
from donations.services.documents.receipts import issue_receipt
from donations.services.documents.statement_documents import read_out_statement, render_statement
from donations.services.documents.statement_runs import (
    begin_statements,
    carry_out_run,
    print_statements,
    resume_runs,
)
from donations.services.documents.statements import issue_statement, supporters_of_year
from donations.services.giving.gifts import receive_gifts
from ledger.verification import verify
from payments.enums import LineKind, PaymentMethod
from payments.models import Payment, Remittance
from tests.factories.accounts import make_supporter, make_user
from tests.factories.donations import gift_line, goods_line, make_fund, make_paid_payment
from tests.factories.payments import ask_refund, tell_refund

pytestmark = pytest.mark.django_db

JANUARY = datetime(2027, 1, 12, 15, tzinfo=UTC)
STATED = "every year-end statement says what its receipts say"


@pytest.fixture(autouse=True)
def january():
    with time_machine.travel(JANUARY, tick=False):
        yield


def give(supporter: Supporter, *lines: dict, **overrides) -> Payment:
    """A payment of the supporter's with all that settling does to gift and receipt."""
    remittance = overrides.pop("remittance", None)
    payment = make_paid_payment(
        list(lines) or None,
        supporter=supporter,
        **{"name": supporter.name, "email": supporter.email, **overrides},
    )
    if remittance is not None:
        Remittance.objects.create(payment=payment, recorded_by=make_user(), **remittance)
    receive_gifts(payment=payment, lines=list(payment.lines.all()))
    issue_receipt(payment)
    return payment


def state(supporter: Supporter, year: int = 2026) -> GivingStatement:
    return issue_statement(supporter=supporter, year=year, by=None)


def figures(statement: GivingStatement) -> list[tuple[str, ...]]:
    document = read_out_statement(statement)
    return [(row["paid"], row["goods"], row["gift"]) for row in document["totals"]]


def test_statement_sums_up_the_gift_receipts_of_the_year_and_nothing_else():
    awa = make_supporter(name="Awa Sample")
    water = make_fund(name="Water")
    give(awa, gift_line(4000), gift_line(150, kind=LineKind.FEE_COVER))
    give(awa, goods_line(1800, 1800), gift_line(2500, fund=water))
    give(awa, goods_line(1800, 1800))  # a plain sale
    give(awa, gift_line(9900), succeeded_at=datetime(2025, 6, 1, tzinfo=UTC))
    give(make_supporter(), gift_line(7700))  # somebody else's
    give(
        awa,
        gift_line(99900),
        method=PaymentMethod.DONOR_ADVISED,
        remittance={"organisation": "Sample Charitable"},
    )
    give(
        awa,
        gift_line(88800),
        method=PaymentMethod.STOCK,
        remittance={"description": "20 shares of Sample Corp."},
    )
    refunded = give(awa, gift_line(3000), stripe_payment_intent="pi_1")
    tell_refund(ask_refund(refunded, (0, 1000, 0)))
    statement = state(awa)
    document = read_out_statement(statement)
    assert [(gift["about"], gift["gift"]) for gift in document["gifts"]] == [
        ("Where it is needed most", "$41.50"),
        ("Water", "$25.00"),
        ("20 shares of Sample Corp. · Where it is needed most", ""),
        ("Where it is needed most", "$20.00"),
    ]
    assert figures(statement) == [("$104.50", "$18.00", "$86.50")]
    assert supporters_of_year(2025) == [awa.pk]
    assert verify()[STATED] == []
    text = " ".join(PdfReader(BytesIO(render_statement(statement))).pages[0].extract_text().split())
    for words in ("Awa Sample", "R-2027-00000", "$86.50", "20 shares", statement.code):
        assert words in text
    assert "$888.00" not in text


def test_statement_is_frozen_made_once_and_reproducible():
    awa = make_supporter(name="Awa Sample")
    give(awa)
    first = state(awa)
    original = render_statement(first)
    OrganisationSettings.objects.update_or_create(defaults={"legal_name": "Another Name"})
    assert state(awa) == first
    GivingStatement.objects.update(pdf=None)
    with time_machine.travel(JANUARY + timedelta(days=300)):
        again = GivingStatement.objects.get()
        assert render_statement(again) == original
        assert b"Copy" not in original
        copy = PdfReader(BytesIO(render_statement(again, is_copy=True)))
    assert "Copy" in copy.pages[0].extract_text()
    assert OutboxMail.objects.filter(template="donations/emails/statement").count() == 1


def test_later_refund_void_or_gift_makes_a_corrected_statement():
    awa = make_supporter()
    gift = give(awa, stripe_payment_intent="pi_1")
    other = give(awa, gift_line(1000))
    state(awa)
    tell_refund(ask_refund(gift, (0, 1500, 0)))
    assert figures(GivingStatement.objects.issued().get()) == [("$35.00", "–", "$35.00")]
    give(awa, gift_line(500))  # a cheque of December, entered in January
    assert figures(GivingStatement.objects.issued().get()) == [("$40.00", "–", "$40.00")]
    void_receipt(receipt=other.receipts.get(), reason="Another was the donor", by=make_user())
    latest = GivingStatement.objects.issued().get()
    assert figures(latest) == [("$30.00", "–", "$30.00")]
    assert latest.code == f"Y-2026-{awa.pk:06d}-4"
    assert read_out_statement(latest)["statements"][0] == (
        "This statement takes the place of the one of January\xa012, 2027, which no longer holds."
    )
    subjects = OutboxMail.objects.filter(template="donations/emails/statement")
    assert subjects.order_by("pk").last().subject == (
        "Your corrected statement for 2026 from Mali Health"
    )
    assert verify()[STATED] == []
    Receipt.objects.filter(pk=gift.receipts.issued().get().pk).update(status="void")
    assert len(verify()[STATED]) == 1


def test_statement_of_a_year_of_which_nothing_is_left_says_so():
    awa = make_supporter()
    gift = give(awa, stripe_payment_intent="pi_1")
    state(awa)
    tell_refund(ask_refund(gift, (0, 4000, 0)))
    document = read_out_statement(GivingStatement.objects.issued().get())
    assert (document["gifts"], document["totals"]) == ([], [])
    assert document["body"] == "Of what you gave in 2026 nothing is left with us."


def test_no_statement_of_a_running_or_an_empty_year():
    awa = make_supporter()
    give(awa, succeeded_at=JANUARY)
    with pytest.raises(YearNotOverError):
        state(awa, 2027)
    with pytest.raises(NothingGivenError):
        state(awa, 2026)
    # In New York it is still 2026.
    new_year = datetime(2027, 1, 1, 4, 59, 59, tzinfo=UTC)
    with time_machine.travel(new_year, tick=False), pytest.raises(YearNotOverError):
        state(awa, 2026)


def test_gift_keeps_its_year_when_the_zone_of_the_organisation_changes_later():
    awa = make_supporter()
    second = datetime(2026, 12, 31, 23, 59, 59, tzinfo=ZoneInfo("America/New_York"))
    gift = give(awa, succeeded_at=second, stripe_payment_intent="pi_1")
    OrganisationSettings.objects.update_or_create(defaults={"time_zone": "Africa/Bamako"})
    tell_refund(ask_refund(gift, (0, 1000, 0)))
    assert [one.facts["received_on"] for one in Receipt.objects.all()] == ["2026-12-31"] * 2
    assert figures(state(awa)) == [("$30.00", "–", "$30.00")]


def test_run_states_everybody_once_goes_on_after_a_death_and_prints_letters(
    django_capture_on_commit_callbacks, monkeypatch
):
    monkeypatch.setattr("donations.services.documents.statement_runs.STEP", 2)
    givers = [make_supporter() for _number in range(3)]
    by_post = make_supporter(email="", street="1 Sample Street", city="Durham", postcode="27701")
    for giver in (*givers, by_post):
        give(giver)
    state(givers[0])
    by = make_user()
    run = begin_statements(year=2026, by=by)  # its worker dies before it starts
    assert begin_statements(year=2026, by=by) == run
    assert resume_runs() == 0  # it may still come
    with (
        time_machine.travel(JANUARY + timedelta(minutes=11), tick=False),
        django_capture_on_commit_callbacks(execute=True),
    ):
        assert resume_runs() == 1
    run.refresh_from_db()
    assert (run.status, run.done, run.issued, run.total) == ("finished", 4, 3, 4)
    assert {message.to[0] for message in mail.outbox if "2026" in message.subject} == {
        giver.email for giver in givers[1:]
    }
    carry_out_run(run.pk)
    with django_capture_on_commit_callbacks(execute=True):
        again = begin_statements(year=2026, by=by)
    again.refresh_from_db()
    assert (again.done, again.issued) == (4, 0)
    assert StatementRun.objects.filter(status="running").count() == 0
    letters = print_statements(year=2026)
    text = PdfReader(BytesIO(letters)).pages[0].extract_text()
    assert "1 Sample Street" in text
    assert "Copy" not in text
    assert print_statements(year=2026) is None
    again = PdfReader(BytesIO(print_statements(year=2026, again=True)))
    assert "Copy" in again.pages[0].extract_text()
    assert GivingStatement.objects.count() == 4


def test_supporter_makes_and_reads_a_statement_of_their_own(client):
    awa, other = make_supporter(email="awa@example.org", language="fr"), make_supporter()
    give(awa)
    give(other)
    form = {"supporter": str(awa.uuid), "year": "2026"}
    same_origin = {"headers": {"Sec-Fetch-Site": "same-origin"}}
    assert client.post("/my/statements/", form, **same_origin).status_code == 302
    assert not GivingStatement.objects.exists()
    client.force_login(make_user(email="awa@example.org"))
    assert "Make the statement of 2026" in client.get("/my/").content.decode()
    theirs = client.post("/my/statements/", {**form, "supporter": str(other.uuid)}, **same_origin)
    odd = client.post("/my/statements/", {**form, "year": "²026"}, **same_origin)
    assert (theirs.status_code, odd.status_code) == (404, 404)
    running = client.post("/my/statements/", {**form, "year": "2027"}, **same_origin)
    assert running.url == "/my/"
    for _click in range(2):
        made = client.post("/my/statements/", form, **same_origin)
    statement = GivingStatement.objects.get()
    assert made.url == statement.path
    page = client.get(statement.path)
    assert "Récapitulatif de vos dons de\u00a02026" in page.content.decode()
    assert page["Referrer-Policy"] == "no-referrer"
    assert client.get(statement.pdf_path).content.startswith(b"%PDF-")
    assert client.get(f"/statements/{statement.uuid.hex}.x/").status_code == 404
    assert statement.path in client.get("/my/").content.decode()


def test_day_on_the_receipt_decides_not_the_day_of_issue():
    awa = make_supporter()
    give(awa, succeeded_at=datetime(2027, 1, 1, 4, 59, 59, tzinfo=UTC))
    give(awa, gift_line(100), succeeded_at=datetime(2027, 1, 1, 5, 0, 0, tzinfo=UTC))
    [gift] = state(awa).facts["gifts"]
    assert (gift["received_on"], gift["paid"]) == (str(date(2026, 12, 31)), 4000)
