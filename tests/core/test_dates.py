"""Days in words: French counts the first of a month, and no other day;
no line breaks between a day and its month."""

from datetime import UTC, date, datetime, timedelta, timezone

from django.template import Context, Template
from django.utils import translation

from core.dates import date_format, day_of_month, long_date, long_moment

FIRST, TWENTY_FIRST = date(2027, 1, 1), date(2027, 1, 21)
LATE = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)  # the first already, an hour to the east
TEMPLATE = """{% load tz %}{{ first|date }}|{{ first|date:"j F" }}|{{ first|date:"l j F" }}|
{{- first|date:"F Y" }}|{{ first|date:"SHORT_DATE_FORMAT" }}|{{ first|date:"c" }}|
{{- late|timezone:"Africa/Lagos"|date:"DATETIME_FORMAT" }}|{{ later|date }}|{{ nothing|date }}|
{{- first|written }}|{{ late|timezone:"Africa/Lagos"|written }}|{{ nothing|written }}"""


def written() -> list[str]:
    days = {"first": FIRST, "late": LATE, "later": TWENTY_FIRST, "nothing": None}
    return Template(TEMPLATE.replace("|\n{{-", "|{{")).render(Context(days)).split("|")


def test_templates_count_the_first_of_a_month_in_french_alone() -> None:
    with translation.override("fr"):
        assert written() == [
            *("1er\xa0janvier 2027", "1er\xa0janvier", "vendredi 1er\xa0janvier", "janvier 2027"),
            *("01/01/2027", "2027-01-01", "1er\xa0janvier 2027 00:30", "21\xa0janvier 2027", ""),
            *("1er\xa0janvier 2027", "1er\xa0janvier 2027 00:30", "None"),
        ]
    with translation.override("en"):
        assert written() == [
            *("Jan.\xa01, 2027", "1\xa0January", "Friday 1\xa0January", "January 2027"),
            *("01/01/2027", "2027-01-01", "Jan.\xa01, 2027, 12:30 a.m.", "Jan.\xa021, 2027", ""),
            *("Jan.\xa01, 2027", "Jan.\xa01, 2027, 12:30 a.m.", "None"),
        ]


def test_code_and_documents_count_it_too() -> None:
    moment = LATE.astimezone(timezone(timedelta(hours=1)))
    with translation.override("fr"):
        assert date_format(FIRST) == "1er\xa0janvier 2027"
        assert date_format(TWENTY_FIRST) == "21\xa0janvier 2027"
        assert [day_of_month(number) for number in (1, 2, 11)] == ["1er", "2", "11"]
    assert long_date(FIRST, "fr") == "1er\xa0janvier 2027"
    assert long_date(TWENTY_FIRST, "fr") == "21\xa0janvier 2027"
    assert long_date(FIRST, "en") == "January\xa01, 2027"
    assert long_moment(moment, "fr") == "1er\xa0janvier 2027, 00:30"
    assert long_moment(LATE, "fr") == "31\xa0décembre 2026, 23:30"
    assert day_of_month(1) == "1"
