"""Gifts: promised with a payment, received once, whatever Stripe repeats."""

from datetime import UTC, date, datetime
from functools import partial

import pytest
import time_machine
from django.utils import translation

from core.models import OrganisationSettings
from core.money import MAX_CHARGE
from donations.enums import DonationStatus
from donations.exceptions import (
    AmountTooLargeError,
    AmountTooSmallError,
    DonationMoveError,
    FundNotOpenError,
    GiftError,
)
from donations.handlers import GiftHandler
from donations.models import Donation, DonationMove
from donations.services.giving import gifts
from donations.services.giving.gifts import start_donation
from ledger.enums import Restriction
from ledger.models.funds import FundTranslation
from payments.enums import LineKind, PaymentStatus
from payments.models import Payment
from tests.factories.accounts import make_supporter
from tests.factories.donations import (
    default_fund,
    gift_line,
    goods_line,
    make_fund,
    make_give_page,
    make_paid_payment,
    make_payment,
)
from tests.infrastructure.meanwhile import just_before

pytestmark = pytest.mark.django_db


def start(**overrides):
    fields = {
        "amount": 4000,
        "currency": "USD",
        "fund": default_fund(),
        "email": "Awa@Example.org ",
        "name": "Awa Traoré",
        "language": "en",
        "message": "For Bènkadi",
        "cancel_path": "/donate/",
    }
    return start_donation(**{**fields, **overrides})


def test_start_donation_writes_payment_line_and_gift_together():
    page = make_give_page()
    payment = start(anonymous=True, source=page)
    line = payment.lines.get()
    gift = payment.donations.get()
    assert (payment.amount, payment.currency, payment.status) == (4000, "USD", "created")
    assert (payment.email, payment.name) == ("awa@example.org", "Awa Traoré")
    assert (line.kind, line.amount, line.quantity) == (LineKind.GIFT, 4000, 1)
    assert line.description == "Gift, where it is needed most"
    assert (gift.line, gift.amount, gift.fund, gift.status) == (
        line,
        4000,
        default_fund(),
        DonationStatus.PENDING,
    )
    assert (gift.is_anonymous, gift.message, gift.source_id) == (True, "For Bènkadi", page.pk)
    assert gift.supporter is None


def test_start_donation_describes_the_line_in_the_givers_language():
    fund = make_fund(name="Water", restriction=Restriction.PURPOSE, restriction_reason="As asked")
    FundTranslation.objects.create(fund=fund, language="fr", name="Eau")
    with translation.override("fr"):
        payment = start(fund=fund, language="fr")
    assert payment.lines.get().description == "Don pour «\xa0Eau\xa0»"


def test_start_donation_twice_finds_the_first():
    first, second = start(), start(email="awa@example.org")
    assert second == first
    assert Donation.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [{"amount": 5000}, {"email": "other@example.org"}, {"message": "Other"}, {"anonymous": True}],
)
def test_start_donation_of_another_gift_opens_another_payment(change):
    assert start() != start(**change)
    assert Donation.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "error", "field", "words"),
    [
        ({"amount": 0}, AmountTooSmallError, "amount", "Enter an amount of at least $2."),
        ({"amount": 199}, AmountTooSmallError, "amount", "Enter an amount of at least $2."),
        (
            {"amount": MAX_CHARGE + 1},
            AmountTooLargeError,
            "amount",
            "Enter an amount of at most $999,999.99. For a larger gift, write to us.",
        ),
        ({"currency": "EUR"}, GiftError, "amount", "Gifts are taken in USD only."),
    ],
)
def test_start_donation_refuses_an_amount_and_writes_nothing(change, error, field, words):
    with pytest.raises(error) as caught:
        start(**change)
    assert (caught.value.field, str(caught.value)) == (field, words)
    assert Payment.objects.count() == 0


def test_start_donation_takes_the_smallest_gift_from_the_give_page():
    make_give_page(minimum_amount=1000)
    with pytest.raises(AmountTooSmallError, match=r"at least \$10\."):
        start(amount=999)
    assert start(amount=1000).amount == 1000


def test_start_donation_refuses_a_closed_fund():
    with pytest.raises(FundNotOpenError):
        start(fund=make_fund(is_closed=True))
    assert Payment.objects.count() == 0


def test_receiving_marks_the_gift_once_however_often_it_is_told():
    payment = make_paid_payment(supporter=make_supporter())
    handler, lines = GiftHandler(), list(payment.lines.all())
    handler.on_paid(payment, lines)
    handler.on_paid(payment, lines)
    handler.on_closed(payment, lines)
    gift = payment.donations.get()
    assert gift.status == DonationStatus.RECEIVED
    assert (gift.received_at, gift.received_on) == (payment.succeeded_at, date(2026, 11, 21))
    assert gift.supporter == payment.supporter
    assert list(gift.moves.values_list("before", "after", "cause")) == [
        ("pending", "received", "paid")
    ]


def test_receiving_leaves_goods_and_other_payments_alone():
    other = make_payment()
    payment = make_paid_payment([goods_line(), gift_line(500)])
    gift_lines = [line for line in payment.lines.all() if line.kind == LineKind.GIFT]
    GiftHandler().on_paid(payment, gift_lines)
    assert payment.donations.get().amount == 500
    assert other.donations.get().status == DonationStatus.PENDING


def test_closing_expires_a_gift_and_late_money_still_counts():
    payment = make_payment()
    handler, lines = GiftHandler(), list(payment.lines.all())
    handler.on_closed(payment, lines)
    handler.on_closed(payment, lines)
    assert payment.donations.get().status == DonationStatus.EXPIRED
    payment.status, payment.succeeded_at = PaymentStatus.SUCCEEDED, datetime.now(UTC)
    payment.save()
    handler.on_paid(payment, lines)
    gift = payment.donations.get()
    assert list(gift.moves.values_list("before", "after")) == [
        ("pending", "expired"),
        ("expired", "received"),
    ]


def test_gift_that_somebody_moves_meanwhile_is_not_moved_again():
    payment = start()
    expire = partial(Donation.objects.update, status=DonationStatus.EXPIRED)
    with just_before('UPDATE "donations_donation"', expire):
        gifts.close_gifts(lines=list(payment.lines.all()))
    assert Donation.objects.get().status == DonationStatus.EXPIRED
    assert not DonationMove.objects.exists()


def test_a_refunded_gift_never_goes_back():
    payment = make_paid_payment()
    GiftHandler().on_paid(payment, list(payment.lines.all()))
    gift = payment.donations.get()
    with pytest.raises(DonationMoveError):
        gifts._move(gift, DonationStatus.PENDING, cause="test")


@pytest.mark.parametrize(
    ("zone", "paid_at", "day"),
    [
        ("America/New_York", datetime(2027, 1, 1, 4, 59, 59, tzinfo=UTC), date(2026, 12, 31)),
        ("America/New_York", datetime(2027, 1, 1, 5, 0, 0, tzinfo=UTC), date(2027, 1, 1)),
        ("America/New_York", datetime(2027, 1, 1, 5, 0, 1, tzinfo=UTC), date(2027, 1, 1)),
        ("Africa/Bamako", datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC), date(2026, 12, 31)),
        ("Africa/Bamako", datetime(2027, 1, 1, 0, 0, 0, tzinfo=UTC), date(2027, 1, 1)),
        ("America/New_York", datetime(2026, 3, 8, 6, 59, 59, tzinfo=UTC), date(2026, 3, 8)),
        ("America/New_York", datetime(2028, 3, 1, 4, 59, 59, tzinfo=UTC), date(2028, 2, 29)),
    ],
)
def test_the_day_is_the_organisations_at_the_time_of_payment(zone, paid_at, day):
    OrganisationSettings.objects.update_or_create(defaults={"time_zone": zone})
    payment = make_paid_payment(succeeded_at=paid_at)
    with time_machine.travel(datetime(2027, 6, 1, tzinfo=UTC)):  # told late
        GiftHandler().on_paid(payment, list(payment.lines.all()))
    assert payment.donations.get().received_on == day
