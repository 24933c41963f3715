"""Every grant, as a file that imports into an empty platform without change, once its supporters
and gifts are there."""

from collections.abc import Iterator
from datetime import date

from core.money import format_plain
from donations.models import Grant, GrantCondition, Instalment
from donations.services.exports.files import in_lines, in_one_line
from donations.services.exports.gifts import facts_of
from donations.services.imports.columns import GRANTS
from donations.services.imports.lists import write_list


def grant_rows() -> Iterator[list[str]]:
    """The headings, then a row for each grant; one that follows another comes after it."""
    yield list(GRANTS.own)
    grants = Grant.objects.select_related(
        "organisation__supporter", "fund", "responsible", "renews"
    ).prefetch_related("instalments__donation", "conditions", "reports__contact")
    waiting = list(grants.order_by("applied_on", "uuid"))
    written: set[int | None] = {None}
    while waiting:
        ready = [grant for grant in waiting if grant.renews_id in written]
        for grant in ready:
            yield row_of(grant)
        written |= {grant.pk for grant in ready}
        waiting = [grant for grant in waiting if grant.pk not in written]


def row_of(grant: Grant) -> list[str]:
    supporter = grant.organisation.supporter
    instalments = sorted(grant.instalments.all(), key=_place)
    return [
        str(grant.uuid),
        str(supporter.uuid),
        in_one_line(supporter.name),
        supporter.email,
        grant.organisation.kind,
        in_one_line(grant.title),
        grant.status,
        format_plain(grant.amount, grant.currency),
        grant.currency,
        *facts_of(grant.fund),
        in_lines(grant.donor_words),
        in_one_line(grant.reference),
        *map(
            _day,
            (
                *(grant.applied_on, grant.decision_on, grant.awarded_on),
                *(grant.starts_on, grant.ends_on, grant.ask_again_on),
            ),
        ),
        str(grant.renews.uuid) if grant.renews else "",
        grant.responsible.email,
        in_lines(grant.note),
        write_list(_instalment(one) for one in instalments),
        write_list(_condition(one, instalments) for one in grant.conditions.all()),
        write_list(
            [
                report.kind,
                _day(report.due_on),
                in_one_line(report.contact.name) if report.contact else "",
                in_one_line(report.note),
                _day(report.sent_on),
            ]
            for report in grant.reports.all()
        ),
    ]


def _place(instalment: Instalment) -> tuple[date, int, str, str]:
    gift = instalment.donation
    return instalment.due_on, instalment.amount, instalment.status, str(gift.uuid if gift else "")


def _instalment(instalment: Instalment) -> list[str]:
    return [
        _day(instalment.due_on),
        format_plain(instalment.amount, instalment.currency),
        instalment.status,
        str(instalment.donation.uuid) if instalment.donation else "",
        _day(instalment.written_off_on),
        in_one_line(instalment.reason),
    ]


def _condition(condition: GrantCondition, instalments: list[Instalment]) -> list[str]:
    places = {one.pk: str(place) for place, one in enumerate(instalments, 1)}
    place = places[condition.instalment_id] if condition.instalment_id else ""
    return [
        in_lines(condition.text),
        _day(condition.deadline),
        place,
        _day(condition.met_on),
        in_lines(condition.met_note),
    ]


def _day(day: date | None) -> str:
    return str(day) if day else ""
