"""C2: gifts that come again for three years, begun on the days that months do not all have."""

import calendar
import json
import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
import time_machine
from django.conf import settings
from django.db.models import Count, Sum
from django.test import Client

from core.models import OrganisationSettings
from donations.models import Donation, Receipt
from ledger.verification import verify
from payments.models import Payment
from tests.donations.recurring_world import begin
from tests.faults.scale import Rounds, scaled
from tests.infrastructure.sandbox import Sandbox, deliver

pytestmark = [pytest.mark.faults, pytest.mark.django_db]

COHORT = 20
COLLECTED_AFTER = timedelta(hours=1)  # an invoice is a draft for so long
ADDED = 91  # what covers the card fee of 20 dollars


def anchors() -> list[datetime]:
    """The awkward days of the next leap year: the last ones of long months and of February, the
    turn of the year, and the night in which clocks are put forward where the organisation is."""
    leap = next(year for year in range(datetime.now(UTC).year + 1, 2200) if calendar.isleap(year))
    return [
        datetime(leap - 1, 12, 31, 23, 30, tzinfo=UTC),
        datetime(leap, 1, 30, 12, tzinfo=UTC),
        datetime(leap, 1, 31, 4, 30, tzinfo=UTC),
        datetime(leap, 2, 29, 12, tzinfo=UTC),
        datetime(leap, 3, 12, 7, 30, tzinfo=UTC),
        datetime(leap, 3, 31, 18, tzinfo=UTC),
    ]


def after(start: datetime, months: int) -> datetime:
    """The same day so many months later, or the last one where that month is shorter."""
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return start.replace(year=year, month=month + 1, day=min(start.day, last))


@pytest.mark.promise("C2", "gifts")
def test_years_of_gifts_lose_and_double_none(
    client: Client, sandbox: Sandbox, rounds: Rounds
) -> None:
    months, givers = scaled(13, 36), scaled(3, COHORT)
    for number in rounds(ci=3 * 13, soak=200 * 36, share=0.12, worth=givers * months):
        sandbox.control("POST", "reset", {"seed": number + 1})
        world = Years(client, sandbox, seed=number)
        with time_machine.travel(datetime.now(UTC), tick=True) as traveller:
            expected: dict[str, list[date]] = {}
            days = anchors()
            world.random.shuffle(days)
            starts = sorted(days[giver % len(days)] for giver in range(givers))
            for giver, start in enumerate(starts):
                world.wait_until(start, traveller)
                email = f"giver{number}.{giver}@example.org"
                begin(sandbox, email=email, covers_fee=giver % 2 == 0)
                world.tell()
                expected[email] = [
                    day_of(after(start, month) + (COLLECTED_AFTER if month else timedelta()))
                    for month in range(months)
                ]
            for month in range(1, months):
                world.wait_until(after(max(starts), month) + 2 * COLLECTED_AFTER, traveller)
            world.require_the_same(of=f"giver{number}.")
            # Those who began first are ahead by what comes after the last month of the others.
            for email, days in expected.items():
                found = Donation.objects.filter(email=email).arrived().order_by("received_at")
                assert [gift.received_on for gift in found][:months] == days, email
    one_receipt_each = Payment.objects.annotate(documents=Count("receipts")).exclude(documents=1)
    assert not one_receipt_each.exists()
    assert [problem for found in verify().values() for problem in found] == []


def day_of(moment: datetime) -> date:
    return moment.astimezone(OrganisationSettings.load().zone).date()


class Years:
    """Stripe's clock and ours, moved together, and what it tells us on the way: late, in any order,
    some of it twice, and none of it but paid invoices and fees."""

    def __init__(self, client: Client, sandbox: Sandbox, *, seed: int) -> None:
        self.client, self.sandbox, self.random = client, sandbox, random.Random(seed)
        self.told: set[str] = set()
        self.asked = 0  # sandbox seconds

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.sandbox.control("GET", "clock")["now"], UTC)

    def wait_until(self, moment: datetime, traveller: Any) -> None:
        """In steps, since Stripe lists events for thirty days."""
        while (wait := moment - self.now()) > timedelta():
            step = min(wait, timedelta(days=28)).total_seconds()
            self.sandbox.control("POST", "clock", {"advance": step})
            traveller.move_to(self.now())
            self.tell()

    def tell(self) -> None:
        now = int(self.now().timestamp())
        new = [
            event
            for kind in ("invoice.paid", "charge.updated")
            for event in self.events(kind)
            if event["id"] not in self.told
        ]
        self.random.shuffle(new)
        for event in [*new, *self.random.sample(new, len(new) // 4)]:
            answer = deliver(self.client, event)
            assert answer.status_code == 200, (event["type"], answer.content)
            self.told.add(event["id"])
        self.asked = now - 24 * 3600  # some are written a little after the moment they tell of

    def events(self, kind: str) -> list[dict[str, Any]]:
        """Those since we asked last: at most a hundred, which is more than a month brings."""
        query = urlencode({"type": kind, "limit": 100, "created[gte]": self.asked})
        headers = {"Authorization": f"Bearer {settings.STRIPE_SECRET_KEY}"}
        with urlopen(Request(f"{self.sandbox.url}/v1/events?{query}", headers=headers)) as answer:
            return list(reversed(json.load(answer)["data"]))

    def require_the_same(self, *, of: str) -> None:
        """What Stripe collected and what our receipts say, year by year and to the cent."""
        charged: Counter[int] = Counter()
        for charge in self.sandbox.control("GET", "dump")["objects"]["charge"]:
            if charge["paid"]:
                charged[day_of(datetime.fromtimestamp(charge["created"], UTC)).year] += charge[
                    "amount"
                ]
        ours: Counter[int] = Counter()
        mine = Payment.objects.filter(email__startswith=of)
        for receipt in Receipt.objects.filter(payment__in=mine):
            year = receipt.payment.succeeded_at
            assert year is not None
            ours[day_of(year).year] += receipt.totals["deductible"]
        given = Donation.objects.filter(payment__in=mine).arrived()
        added = ADDED * given.filter(recurring__subscription__fee_cover=ADDED).count()
        assert ours == charged
        assert given.aggregate(total=Sum("amount"))["total"] + added == charged.total()
        assert not mine.filter(fee=None).exists()
