"""Our own exports, into empty books and out again."""

from datetime import UTC, date, datetime
from io import BytesIO
from uuid import uuid4

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from wagtail.models import Page

from core.models import OutboxMail
from donations.enums import ReportKind, RowState
from donations.models import (
    Donation,
    Grant,
    Instalment,
    PublicThanks,
    RecurringGift,
    SoftCredit,
)
from donations.services.exports.files import export_csv, export_xlsx
from donations.services.exports.gifts import gift_rows
from donations.services.funders.grants import (
    add_condition,
    add_report,
    meet_condition,
    renew_grant,
    send_report,
)
from donations.services.funders.instalments import receive_instalment, write_off
from donations.services.funds.allocations import reallocate
from donations.services.giving.gift_lines import fee_cover_line
from donations.services.imports.kinds import KINDS
from donations.services.imports.steps import begin_undo, carry_on_import, open_import
from donations.services.offline.batches import post_batch
from donations.services.tributes.tributes import mark_posted, record_tribute
from donations.tribute_wishes import TributeWish
from ledger.enums import Restriction
from ledger.models import Fund
from ledger.verification import verify
from payments.models import Subscription
from tests.donations.import_world import NOW, carry_out, check, problems, states, upload
from tests.donations.test_corrections import receipted
from tests.factories.accounts import make_supporter, make_user
from tests.factories.batches import make_batch, make_poster
from tests.factories.donations import gift_line, make_campaign, make_fund
from tests.factories.gifts import make_received_gift
from tests.factories.grants import make_contact, make_grant, make_organisation
from tests.factories.payments import ask_refund, tell_refund

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen_time():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.engine("sqlite")  # PostgreSQL lets nobody empty a journal
def test_own_exports_come_back_without_change():
    """Out of full books, into empty ones, and out again: the same to the last character."""
    wells = make_fund(
        code="wells",
        name="Wells",
        restriction=Restriction.PURPOSE,
        restriction_reason="Letter of 3 May",
    )
    for number in range(6):
        make_received_gift(
            1000 + number,
            fund=wells if number % 3 else None,
            name=["=1+1", "Awa  Sample", "'+49", "Zoé", "@x"][number % 5],
            email=f"giver{number % 4}@example.org",
        )
    receipted(gift_line(5000), stripe_payment_intent="pi_own")
    batch = make_batch({"method": "stock", "description": "20 shares"}, {"reference": "0042"})
    post_batch(batch, by=make_poster(), has_read_warnings=True)
    Donation.objects.filter(amount=1003).update(message="-1\r\ntwo lines", is_anonymous=True)
    refunded = Donation.objects.get(amount=5000).payment
    tell_refund(ask_refund(refunded, (0, 1500, 0)))
    _spread_over_funds(wells)
    page = _gifts_with_all_that_they_can_have(wells)
    _grants_with_all_that_they_can_have(wells)
    before = everything()
    sheets = {kind: as_sheet(kind) for kind in KINDS}
    for kind, text in before.items():
        assert set(states(upload(text, kind=kind))) == {RowState.KNOWN}
    _empty_the_books()
    mails = OutboxMail.objects.count()
    files_of_text = {kind: text.encode() for kind, text in before.items()}
    for files, has_page in ((files_of_text, True), (sheets, False)):
        for kind in ("supporters", "gifts", "grants"):
            imported = open_import(file=BytesIO(files[kind]), name=kind, by=make_user())
            check(imported, makes_funds=True)
            assert (imported.kind, problems(imported)) == (kind, [])
            carry_out(imported)
            assert (set(states(imported)), problems(imported)) == ({RowState.DONE}, [])
        assert everything() == before
        assert Donation.objects.filter(source=page).exists() == has_page
        Page.objects.filter(pk=page.pk).update(slug="elsewhere", url_path="/elsewhere/")
        assert OutboxMail.objects.count() == mails
        assert {name: found for name, found in verify().items() if found} == {}
        begin_undo(imported)  # the grants
        carry_on_import(imported.pk)
        assert (Grant.objects.count(), Instalment.objects.count()) == (0, 0)
        _empty_the_books()


def test_moment_of_a_gift_is_told_to_the_microsecond():
    """Read as the database writes it, told as Python does."""
    gift = make_received_gift()
    for part in (0, 1, 120, 500_000, 123_450, 999_999):
        moment = datetime(2026, 3, 1, 23, 59, 59, part, tzinfo=UTC)
        Donation.objects.filter(pk=gift.pk).update(received_at=moment)
        headings, row = gift_rows()
        assert row[headings.index("received_at")] == moment.isoformat()


def _spread_over_funds(wells: Fund) -> None:
    """One gift was split when it was given, and a part of it moved; one was moved away and back."""
    general = Fund.objects.default()
    school = make_fund(code="school", name="School; with a garden")
    split = make_received_gift(9000, parts={general: 4000, school: 5000})
    moved = make_received_gift(2500)
    for gift, source, target, amount, consent in (
        (split, school, wells, 1500, "Her mail of 3 May;\nand her call"),
        (moved, general, school, 2500, ""),
        (moved, school, general, 2500, ""),
    ):
        reallocate(
            uuid=uuid4(),
            donation=gift,
            from_fund=source,
            to_fund=target,
            amount=amount,
            decided_on=date(2026, 11, 21),
            reason="The board's wish",
            consent=consent,
            by=make_user(),
        )


def _gifts_with_all_that_they_can_have(wells: Fund) -> Page:
    """From a page, in somebody's memory, owed to another, matching, again and again, with the fee
    on top, and thanked for in public."""
    page, by = make_campaign(), make_user()
    later = make_fund(
        code="later",
        name="Later",
        restriction=Restriction.TIME,
        restriction_reason="Not before 2027",
        free_on=date(2027, 1, 1),
    )
    first, second, third = (make_received_gift(7000 + number, fund=wells) for number in range(3))
    make_received_gift(8000, parts={later: 5000, wells: 3000})
    cover = fee_cover_line(addition=130, fund=wells)
    covered = make_received_gift(3000, fund=wells, cover=cover)
    tell_refund(ask_refund(covered.payment, (0, 1000, 0), (1, 30, 0)))
    wishes = (
        TributeWish(kind="memory", honouree="=Fanta", told_name="Mariam", told_email="m@x.org"),
        TributeWish(kind="honour", honouree="Zoé", told_name="Bâ", told_address="1 Road\nKita"),
        TributeWish(kind="honour", honouree="Awa"),
    )
    for gift, wish in zip((first, second, third), wishes, strict=True):
        record_tribute(donation=gift, wish=wish, language="fr", story=None)
    mark_posted(tribute=second.tribute, by=by)
    plan = RecurringGift.objects.create(
        subscription=Subscription.objects.create(
            first_line=first.line,
            email=first.email,
            language="en",
            interval="quarter",
            currency="USD",
            amount=7000,
            fund=wells,
        )
    )
    Donation.objects.filter(pk__in=[first.pk, second.pk]).update(recurring=plan)
    Donation.objects.filter(pk=second.pk).update(source=page, matches=third)
    Donation.objects.filter(pk=third.pk).update(source=page, matches=first)
    friend = make_supporter(name="Friend; of hers", email="")
    for credited in (friend, make_supporter(email="boss@example.org")):
        SoftCredit.objects.create(donation=first, supporter=credited)
    for gift, status in ((second, "shown"), (third, "waiting")):
        decided_at = None if status == "waiting" else NOW
        PublicThanks.objects.create(donation=gift, status=status, decided_at=decided_at)
    return page


def _grants_with_all_that_they_can_have(wells: Fund) -> None:
    funder = make_organisation(website="https://funder.example.org", note="Two\nlines")
    contact = make_contact(funder, gets_reports=True, role="Officer; reads everything")
    days = [date(2026, 3, 1), date(2026, 9, 1), date(2027, 3, 1)]
    plan = [(day, 50000) for day in days]
    grant = make_grant(*plan, organisation=funder, fund=wells, donor_words="For wells\nalone")
    gift = make_received_gift(50000, fund=wells, email=funder.supporter.email)
    first, second, third = grant.instalments.order_by("due_on")
    receive_instalment(first, gift)
    write_off(second, reason="They had less", by=make_user())
    condition = add_condition(grant, text="Twenty wells; dry ones too", instalment=third)
    add_condition(grant, text="=1+1", deadline=date(2027, 1, 1))
    meet_condition(condition, met_on=date(2026, 11, 20), note="Counted", by=make_user())
    report = add_report(grant, kind=ReportKind.INTERIM, due_on=days[1], contact=contact)
    send_report(report, sent_on=date(2026, 11, 19), by=make_user())
    add_report(grant, kind=ReportKind.FINAL, due_on=days[2], note="With pictures")
    renew_grant(grant, applied_on=date(2026, 11, 21), by=make_user(is_staff=True))
    make_grant(is_awarded=False)


def as_sheet(kind: str) -> bytes:
    with export_xlsx(KINDS[kind].rows) as file:
        return file.read()


def everything() -> dict[str, str]:
    return {kind: b"".join(export_csv(KINDS[kind].rows)).decode() for kind in KINDS}


def _empty_the_books() -> None:
    """As on a new platform; what nothing may delete is deleted here."""
    kept = {"ledger_account", "ledger_fund", "ledger_fundtranslation"}
    tables = [
        model._meta.db_table
        for label in ("donations", "payments", "ledger", "accounts", "shop")
        for model in apps.get_app_config(label).get_models()
        if model._meta.db_table not in kept and model._meta.db_table != "accounts_user"
    ]
    with connection.cursor() as cursor, connection.constraint_checks_disabled():
        for table in tables:
            cursor.execute(f'DELETE FROM "{table}"')
        cursor.execute("DELETE FROM ledger_fund WHERE code IN ('wells', 'school', 'later')")
