"""D1, D5 and D6 in large numbers: amounts, days and the numbers of receipts."""

import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from core.models import OrganisationSettings
from core.money import format_plain, from_stripe, parse_amount, to_stripe
from donations.handlers import GiftHandler
from donations.models import Receipt, ReceiptSeries
from donations.services.documents.receipts import issue_receipt
from ledger.verification import verify
from payments.models import Payment
from tests.donations.test_receipt_races import in_threads
from tests.factories.donations import make_paid_payment
from tests.faults.scale import Rounds, scaled

pytestmark = pytest.mark.faults

CURRENCIES = "USD EUR XOF JPY UGX ISK BHD JOD KWD OMR TND CLP KRW VND RWF GNF".split()
THREADS, EACH = 64, scaled(1, 4)  # how many issue receipts at once, and how often
ZONES = ("America/New_York", "Africa/Bamako", "Pacific/Kiritimati", "Pacific/Pago_Pago")
# Midnights at which something is special: new year, both changes of the clock, a leap day.
DAYS = [date(2026, 12, 31), date(2026, 3, 8), date(2026, 11, 1), date(2028, 2, 29)]


@pytest.mark.engine("sqlite")  # it asks no database
@pytest.mark.promise("D1", "round trips")
def test_amounts_come_back_from_stripe_and_from_people(rounds: Rounds) -> None:
    for number in rounds(ci=20_000, soak=1_000_000, share=0.04, worth=2):
        dice = random.Random(number)
        currency, language = dice.choice(CURRENCIES), dice.choice(["en", "fr"])
        minor = dice.randrange(10 ** dice.randint(1, 10))
        assert from_stripe(to_stripe(minor, currency), currency) == minor, number
        text = format_plain(minor, currency, language)
        assert parse_amount(text, currency) == minor, number


def around_midnight(number: int) -> tuple[str, datetime, date]:
    """A zone, a moment about a midnight in it, and the day that it then is there."""
    dice = random.Random(number)
    zone, day, second = dice.choice(ZONES), dice.choice(DAYS), dice.choice([-1, 0, 1])
    midnight = datetime.combine(day + timedelta(days=1), datetime.min.time(), ZoneInfo(zone))
    wanted = day if second < 0 else day + timedelta(days=1)
    return zone, midnight.astimezone(UTC) + timedelta(seconds=second), wanted


@pytest.mark.engine("sqlite")  # it asks no database
@pytest.mark.promise("D5", "moments around midnight")
def test_moments_around_midnight_are_in_the_day_of_the_organisation(rounds: Rounds) -> None:
    """By the one function that all days come from."""
    for number in rounds(ci=1000, soak=100_000, share=0.02):
        zone, moment, wanted = around_midnight(number)
        assert OrganisationSettings(time_zone=zone).day_of(moment) == wanted, number


@pytest.mark.promise("D5", "gifts around midnight")
@pytest.mark.django_db
def test_gifts_around_midnight_are_in_the_day_of_the_organisation(rounds: Rounds) -> None:
    """Resolved once, when the money came, wherever the server stands and whenever we hear of it."""
    for number in rounds(ci=48, soak=1000, share=0.05):
        zone, paid_at, wanted = around_midnight(number)
        OrganisationSettings.objects.update_or_create(defaults={"time_zone": zone})
        payment = make_paid_payment(succeeded_at=paid_at)
        GiftHandler().on_paid(payment, list(payment.lines.all()))
        assert payment.donations.get().received_on == wanted, number


@pytest.mark.promise("D6", "receipts")
@pytest.mark.django_db(transaction=True)
def test_receipt_numbers_have_no_gap_however_many_ask_and_fail(rounds: Rounds) -> None:
    """All at once; every fourth transaction fails after its receipt was written."""
    kept, worth = 0, THREADS * EACH * 3 // 4

    def issue_some(batch: list[tuple[int, Payment]]) -> None:
        for number, payment in batch:
            with transaction.atomic():
                issue_receipt(payment)
                if (number + number // THREADS) % 4 == 3:  # not always in the same threads
                    transaction.set_rollback(True)

    for _round in rounds(ci=worth, soak=10_000, share=0.05, worth=worth):
        payments = list(enumerate(make_paid_payment() for _number in range(THREADS * EACH)))
        in_threads(issue_some, [payments[start::THREADS] for start in range(THREADS)])
        kept += worth
        numbers = Receipt.objects.order_by("number").values_list("number", flat=True)
        assert list(numbers) == list(range(1, kept + 1))
        assert ReceiptSeries.objects.get().last_number == kept
    assert verify()["receipt numbers have no gaps"] == []
