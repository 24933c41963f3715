"""Grants and pledges: what was promised, what waits, what came, what is given up."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import override_settings

from core.models import OrganisationSettings
from donations.enums import GrantStatus, InstalmentStatus, ReportKind
from donations.exceptions import BatchError, PromiseError
from donations.models import Donation, Instalment
from donations.services.funders.grants import (
    add_condition,
    add_report,
    award_grant,
    change_grant,
    meet_condition,
    move_grant,
    renew_grant,
    send_report,
)
from donations.services.funders.instalments import (
    expect_again,
    gifts_for,
    promise_supporter,
    receive_instalment,
    release_gift,
    write_off,
)
from donations.services.funders.plans import in_equal_parts, plan_instalments
from donations.services.offline.batches import post_batch
from donations.verification import instalments_sum
from ledger.models import Fund
from ledger.services.balances import balance_of
from ledger.verification import verify
from tests.factories.accounts import make_supporter, make_user
from tests.factories.batches import make_batch, make_poster
from tests.factories.donations import make_fund
from tests.factories.gifts import make_received_gift
from tests.factories.grants import DAY, make_contact, make_grant, make_promise

pytestmark = pytest.mark.django_db

JULY = date(2027, 7, 15)


@pytest.fixture(autouse=True)
def frozen_time():
    with time_machine.travel(datetime(2026, 11, 21, 15, 31, tzinfo=UTC), tick=False):
        yield


def figures(promise):
    standing = type(promise).objects.with_plan().get(pk=promise.pk).standing
    return standing.received, standing.expected, standing.waiting, standing.written_off


def receive(instalment, amount=None, **row):
    """By the one way money without a card comes: a row of a batch, posted by somebody else."""
    row = {"instalment": instalment, "amount": amount or instalment.amount, **row}
    row.setdefault("fund", instalment.promise.fund)
    row.setdefault("supporter", promise_supporter(instalment.promise))
    batch = make_batch(row, method="wire")
    post_batch(batch, by=make_poster(), has_read_warnings=True)
    return Donation.objects.get(batch_row__batch=batch)


def test_grant_is_received_in_instalments_and_conditional_money_stays_apart():
    grant = make_grant((DAY, 600_000), (JULY, 400_000))
    first, second = grant.instalments.all()
    condition = add_condition(grant, text="100 women trained", instalment=second)
    assert figures(grant) == (0, 600_000, 400_000, 0)
    assert list(Instalment.objects.expected()) == [first]

    gift = receive(first)
    grant.refresh_from_db()
    assert (grant.status, grant.moves.count()) == (GrantStatus.ACTIVE, 2)
    assert balance_of(grant.fund, "USD") == 600_000
    assert gift.payment.receipts.count() == 1
    with pytest.raises(BatchError, match="waits for a condition"):
        receive(second)
    meet_condition(condition, met_on=DAY, note="Their letter of 20 November", by=make_user())
    with pytest.raises(PromiseError, match="faster"):
        meet_condition(condition, met_on=DAY, note="Again", by=make_user())
    assert figures(grant) == (600_000, 400_000, 0, 0)
    receive(second)
    assert figures(grant) == (1_000_000, 0, 0, 0)
    assert balance_of(grant.fund, "USD") == 1_000_000
    assert not any(verify().values())


def test_promise_is_called_by_a_day_as_people_write_it():
    pledge = make_promise((date(2026, 12, 20), 30000), promised_on=date(2026, 11, 20))
    assert str(pledge).endswith(", Nov.\xa020, 2026")
    assert str(pledge.instalments.get()).endswith(", Dec.\xa020, 2026")


def test_less_leaves_the_rest_expected_and_one_gift_fills_several():
    pledge = make_promise((DAY, 10_000), (JULY, 10_000))
    first, second = pledge.instalments.all()
    receive(first, 4_000)
    assert figures(pledge) == (4_000, 16_000, 0, 0)
    rest = pledge.instalments.get(due_on=DAY, status=InstalmentStatus.EXPECTED)
    gift = make_received_gift(15_000)
    Donation.objects.filter(pk=gift.pk).update(supporter=pledge.supporter)
    assert list(gifts_for(rest)) == [gift, Donation.objects.exclude(pk=gift.pk).get()]
    receive_instalment(rest, gift)
    receive_instalment(second, gift)
    assert figures(pledge) == (19_000, 1_000, 0, 0)
    left = pledge.instalments.get(status=InstalmentStatus.EXPECTED)
    with pytest.raises(PromiseError, match="Nothing of this gift"):
        receive_instalment(left, gift)
    # What goes back is promised no more and received no more.
    Donation.objects.filter(pk=gift.pk).update(refunded=15_000, status="refunded")
    assert figures(pledge) == (4_000, 1_000, 0, 0)
    release_gift(second)
    assert figures(pledge) == (4_000, 10_000, 0, 0)
    with pytest.raises(PromiseError, match="faster"):
        release_gift(second)
    with pytest.raises(PromiseError, match="Say why"):
        write_off(left, reason=" ", by=make_user())
    write_off(left, reason="She moved away", by=make_user())
    assert figures(pledge)[3] == 1_000
    with pytest.raises(PromiseError, match="faster"):
        write_off(left, reason="Twice", by=make_user())
    expect_again(left)
    assert figures(pledge)[3] == 0


def test_plan_sums_to_the_promise_and_an_instalment_comes_once():
    grant = make_grant((DAY, 600_000), (JULY, 400_000))
    with pytest.raises(PromiseError, match=r"\$9,999.99; \$10,000.00 is still to come"):
        plan_instalments(grant, [(DAY, 999_999)])
    with pytest.raises(PromiseError, match="above zero"):
        plan_instalments(grant, [(DAY, 1_000_001), (DAY, -1)])
    first, second = grant.instalments.all()
    add_condition(grant, text="The audit", instalment=second)
    with pytest.raises(PromiseError, match="A condition belongs"):
        plan_instalments(grant, [(DAY, 1_000_000)])
    batch = make_batch({"instalment": first, "amount": 600_000})
    other = make_batch({"instalment": first, "amount": 600_000})
    post_batch(batch, by=make_poster(), has_read_warnings=True)
    with pytest.raises(BatchError, match="not expected any more"):
        post_batch(other, by=make_poster(), has_read_warnings=True)
    assert Donation.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Instalment.objects.filter(pk=second.pk).update(status=InstalmentStatus.RECEIVED)
    parts = in_equal_parts(1000, parts=3, first=date(2027, 1, 31), months=1)
    assert parts == [
        (date(2027, 1, 31), 334),
        (date(2027, 2, 28), 333),
        (date(2027, 3, 31), 333),
    ]


def test_restricted_grant_keeps_to_its_fund():
    fund = make_fund(
        code="water", restriction="purpose", restriction_reason="Their letter", is_closed=True
    )
    with pytest.raises(PromiseError, match="enter the words"):
        make_grant(fund=fund)
    grant = make_grant(fund=fund, donor_words="for wells in Sikoro")
    instalment = grant.instalments.get()
    with pytest.raises(BatchError, match="promised for the fund"):
        receive(instalment, fund=Fund.objects.default())
    receive(instalment)  # a fund closed to others takes what was promised for it
    assert balance_of(fund, "USD") == 1_000_000
    with pytest.raises(PromiseError, match="in its fund already"):
        change_grant(grant, fund=Fund.objects.default())


def test_grant_moves_only_where_it_may_and_is_renewed_once():
    by = make_user()
    grant = make_grant(is_awarded=False)
    make_contact(grant.organisation, name="Officer", gets_reports=True)
    with pytest.raises(PromiseError, match="does not go there"):
        move_grant(grant, GrantStatus.CLOSED, by=by)
    stale = type(grant).objects.get(pk=grant.pk)
    move_grant(grant, GrantStatus.DECLINED, by=by, note="Not this year")
    with pytest.raises(PromiseError, match="faster"):
        award_grant(stale, amount=500_000, awarded_on=DAY, by=by)
    assert not grant.instalments.exists()
    move_grant(grant, GrantStatus.APPLIED, by=by)
    award_grant(grant, amount=500_000, awarded_on=DAY, by=by)
    assert figures(grant) == (0, 500_000, 0, 0)
    with pytest.raises(PromiseError, match="still expected"):
        move_grant(grant, GrantStatus.CLOSED, by=by)
    report = add_report(grant, kind=ReportKind.FINAL, due_on=date(2026, 11, 1))
    assert (report.is_late, report.contact.name) == (True, "Officer")
    with pytest.raises(PromiseError, match="in the list already"):
        add_report(grant, kind=ReportKind.FINAL, due_on=date(2026, 11, 1))
    with pytest.raises(PromiseError, match="not come yet"):
        send_report(report, sent_on=JULY, by=by)
    send_report(report, sent_on=OrganisationSettings.today(), by=by)
    assert not report.is_late
    renewed = renew_grant(grant, applied_on=JULY, by=by)
    assert renew_grant(grant, applied_on=JULY, by=by) == renewed
    assert (renewed.renews, renewed.status) == (grant, GrantStatus.APPLIED)
    assert [move.after for move in grant.moves.all()] == ["declined", "applied", "awarded"]


def test_without_its_guards_money_is_counted_that_is_not_ours():
    grant = make_grant((DAY, 600_000), (JULY, 400_000))
    first = grant.instalments.first()
    add_condition(grant, text="The audit")
    other = make_received_gift(600_000, fund=make_fund(code="other"))
    with override_settings(GUARDS_OFF=("condition met", "fund of the promise", "instalments sum")):
        receive_instalment(first, other)
        plan_instalments(grant, [(DAY, 1)])
    [problem] = instalments_sum()
    assert problem.endswith("sum to 600001, not to 1000000.")
    assert figures(grant)[0] == 600_000
    grant.refresh_from_db()
    with override_settings(GUARDS_OFF=("condition met", "grant moves")):
        move_grant(grant, GrantStatus.APPLIED, by=make_user())
    assert grant.status == GrantStatus.APPLIED


def test_what_is_asked_for_counts_nowhere():
    grant = make_grant(is_awarded=False)
    supporter = make_supporter()
    assert figures(grant) == (0, 0, 0, 0)
    assert not Instalment.objects.expected().exists()
    assert make_promise(supporter=supporter).giver == supporter.name
