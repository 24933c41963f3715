from collections import Counter

import pytest
from django.core.management import call_command

from accounts.models import Supporter
from config.demo import cheques, funders, money
from core.attention import find_attention
from core.models import OrganisationSettings, OutboxMail
from donations.enums import TributeStatus
from donations.models import Donation, Grant, Pledge, Receipt, Tribute
from donations.services.documents.statements import supporters_of_year
from ledger.verification import verify
from payments.models import Payment
from shop.models import Order
from tests.factories.accounts import make_superuser
from tests.factories.ledger import make_fund
from tests.infrastructure.sandbox import Sandbox


@pytest.mark.engine("sqlite")
@pytest.mark.django_db(transaction=True)
def test_sample_payments_are_made_once_and_books_are_right(demo: None, sandbox: Sandbox) -> None:
    money.take_sample_payments()
    money.take_sample_payments()
    assert Counter(Payment.objects.values_list("status", flat=True)) == {
        "succeeded": 9,
        "pending": 1,
    }
    assert Counter(Order.objects.values_list("status", flat=True)) == {"paid": 3, "shipped": 1}
    assert Counter(Donation.objects.values_list("status", flat=True)) == {
        "received": 7,
        "pending": 1,
    }
    assert Receipt.objects.count() == 9
    assert Tribute.objects.get().status == TributeStatus.OPEN
    assert Supporter.objects.filter(hears_of_stories=True).count() == 3
    call_command("verify_books")


@pytest.mark.django_db
def test_sample_promises_are_written_once_and_books_are_right() -> None:
    staff = make_superuser()
    for _run in range(2):
        funders.take_sample_promises(by=staff)
    assert [
        (grant.title, grant.received, grant.expected, grant.standing.waiting, grant.is_conditional)
        for grant in Grant.objects.with_plan().order_by("pk")
    ] == [
        ("General support", 500_000, 500_000, 0, False),
        ("Cinquante nouveaux dons mensuels", 0, 0, 500_000, True),
    ]
    pledge = Pledge.objects.with_plan().get()
    assert (pledge.received, pledge.expected, pledge.standing.late) == (25_000, 75_000, 0)
    assert Donation.objects.count() == Receipt.objects.count() == 2
    assert {mail.to for mail in OutboxMail.objects.all()} == {
        "sample.peter@example.org",
        "sample.ida@example.org",
    }
    assert "grant_reports_due" in {one.condition.name for one in find_attention()}
    assert not any(verify().values())


@pytest.mark.django_db
def test_sample_cheques_are_of_the_year_before_and_one_honours_somebody() -> None:
    make_fund(code="mothers-newborns")
    staff = make_superuser()
    for _run in range(2):
        cheques.take_sample_cheques(by=staff)
    last = OrganisationSettings.today().year - 1
    givers = Supporter.objects.filter(pk__in=supporters_of_year(last))
    assert sorted(givers.values_list("email", flat=True)) == [
        "sample.joan@example.org",
        "sample.marc@example.org",
    ]
    assert Tribute.objects.get().status == TributeStatus.TOLD
    assert [mail.to for mail in OutboxMail.objects.order_by("to")] == [
        "sample.joan@example.org",
        "sample.leo@example.org",
        "sample.marc@example.org",
    ]
    assert not any(verify().values())


@pytest.mark.django_db
def test_sample_payments_without_a_sandbox_say_so(settings, capsys) -> None:
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    money.take_sample_payments()
    assert capsys.readouterr().out.startswith("No sample payments")
    assert not Payment.objects.exists()
