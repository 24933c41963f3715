"""What gifts that come again bring in a month, and what came and went."""

from collections import Counter, defaultdict
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from core.charts import Series, bar_chart
from core.models import OrganisationSettings
from core.reports import Heading, Kind, Table, month_text
from donations.enums import RecurringState
from donations.models import RecurringGift
from donations.reports.giving import amounts_in, months_of
from donations.services.giving.run_rate import MONTHS_OF_A_YEAR, monthly_run_rate
from payments.enums import BillingInterval, ChangeKind, ChangeStatus
from payments.models import SubscriptionChange

PARTS = ("started", "raised", "lowered", "ended")


def report_recurring(first: int, last: int) -> list[Table]:
    """For each currency: the run-rate now, and month by month what it gained and lost."""
    months = months_of(first, last)
    moves, counts = _moves()
    rates = monthly_run_rate()
    tables = [_standing()] if RecurringGift.objects.begun().exists() else []
    for currency in OrganisationSettings.own_first({*rates, *moves}):
        rows: list[list[Any]] = []
        for month in months:
            parts = [_monthly(moves[currency][month, part]) for part in PARTS]
            new, gone = (counts[currency][month, part] for part in ("started", "ended"))
            rows.append([month, new, parts[0], parts[1], parts[2], gone, parts[3], sum(parts)])
        title = _("Gains and losses of gifts that come again, in %(currency)s a month") % {
            "currency": currency
        }
        names = (_("Started"), _("Raised"), _("Lowered"), _("Ended"))
        tables.append(
            Table(
                title=title,
                currency=currency,
                note=_(
                    "They bring %(amount)s a month now; those whose card fails, that are paused or "
                    "that will end are not in it. What somebody changed in Stripe’s own dashboard "
                    "is in that figure and not among gains and losses."
                )
                % {"amount": amounts_in(currency)(rates.get(currency, 0))},
                headings=[
                    Heading(_("Month"), Kind.MONTH),
                    Heading(_("New gifts"), Kind.COUNT),
                    Heading(_("Started"), Kind.MONEY),
                    Heading(_("Raised"), Kind.MONEY),
                    Heading(_("Lowered"), Kind.MONEY),
                    Heading(_("Gifts ended"), Kind.COUNT),
                    Heading(_("Ended"), Kind.MONEY),
                    Heading(_("Net"), Kind.MONEY),
                ],
                rows=rows,
                total=[None, *(sum(column) for column in list(zip(*rows, strict=True))[1:])]
                if rows
                else None,
                chart=bar_chart(
                    title,
                    labels=[month_text(month) for month in months],
                    series=[
                        Series(name, [row[place] for row in rows])
                        for name, place in zip(names, (2, 3, 4, 6), strict=True)
                    ],
                    tell=amounts_in(currency),
                ),
            )
        )
    return tables


def _standing() -> Table:
    gifts = RecurringGift.objects.begun()
    return Table(
        title=_("Gifts that come again, by state"),
        headings=[Heading(_("State")), Heading(_("Gifts"), Kind.COUNT)],
        rows=[
            [str(state.label), gifts.in_state(state).count()]
            for state in RecurringState
            if state not in RecurringState.BEFORE_ALL
        ],
    )


def _monthly(years: int) -> int:
    """Of what a year brings, a month's part, cut to whole minor units."""
    return years // MONTHS_OF_A_YEAR if years >= 0 else -(-years // MONTHS_OF_A_YEAR)


Moves = defaultdict[str, Counter[tuple[date, str]]]


def _moves() -> tuple[Moves, Moves]:
    """By currency, month and part: what it changed in a year, and how many gifts."""
    zone = OrganisationSettings.load().zone
    yearly: Moves = defaultdict(Counter)
    counts: Moves = defaultdict(Counter)
    changes: defaultdict[int, list[tuple[datetime, int]]] = defaultdict(list)
    done = SubscriptionChange.objects.filter(
        kind=ChangeKind.AMOUNT, status=ChangeStatus.DONE, finished_at__isnull=False
    )
    for pk, finished_at, amount in done.order_by("finished_at", "pk").values_list(
        "subscription", "finished_at", "amount"
    ):
        assert finished_at is not None
        assert amount is not None
        changes[pk].append((finished_at, amount))
    gifts = RecurringGift.objects.begun().select_related("subscription__first_line")
    for gift in gifts.order_by("pk").iterator(2000):
        subscription = gift.subscription
        times = MONTHS_OF_A_YEAR // BillingInterval(subscription.interval).months
        of_currency, count = yearly[subscription.currency], counts[subscription.currency]
        amount = subscription.first_line.amount
        began = _month(gift.created_at, zone)
        of_currency[began, "started"] += amount * times
        count[began, "started"] += 1
        for finished_at, after in changes[subscription.pk]:
            part = "raised" if after > amount else "lowered"
            of_currency[_month(finished_at, zone), part] += (after - amount) * times
            amount = after
        if subscription.ended_at:
            ended = _month(subscription.ended_at, zone)
            of_currency[ended, "ended"] -= subscription.amount * times
            count[ended, "ended"] += 1
    return yearly, counts


def _month(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date().replace(day=1)
