"""R1 to R4: reports, export and one donor's history at a million gifts.

`python -m bench.reports` prints its figures as JSON; `bench` runs it once for each engine, since a
process knows one (TEST_DATABASE). GIFTS says how many gifts, a million unless told. They are
written straight into the tables by SQL, ten years of them, eight funds, sixty thousand donors.
ROUNDS says how often each is measured, three times unless told.
"""

import csv
import json
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
GIFTS = int(os.environ.get("GIFTS", "1000000"))
ROUNDS = int(os.environ.get("ROUNDS", "3"))
DONORS, DAYS = 60_000, 3650
YEAR = ("2024-01-01", "2025-01-01")


def clock(*works: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    """The median seconds of each, in turns."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for work, seen in zip(works, times, strict=True):
            begun = time.perf_counter()
            work()
            seen.append(time.perf_counter() - begun)
    return [statistics.median(seen) for seen in times]


def fill(model: Any, count: int, **values: str) -> None:
    """Rows 1 to `count`: `values` are SQL over `i`; every other column gets its empty value."""
    from django.db import connection, models

    columns, texts = [], []
    for field in model._meta.local_concrete_fields:
        columns.append(field.column)
        if field.name in values:
            texts.append(values[field.name])
        elif field.primary_key:
            texts.append("i")
        elif field.null:
            texts.append("NULL")
        elif isinstance(field, models.BooleanField):
            texts.append("false")
        elif isinstance(field, models.CharField | models.TextField):
            texts.append("''")
        elif isinstance(field, models.DateTimeField):
            texts.append("'2016-01-01 12:00:00+00'" if is_postgresql() else "'2016-01-01 12:00:00'")
        else:
            texts.append("0")
    numbers = (
        f"generate_series(1, {count}) i"
        if is_postgresql()
        else f"(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) "
        "SELECT i FROM n)"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) "
            f"SELECT {', '.join(texts)} FROM {numbers}"
        )


def is_postgresql() -> bool:
    from django.db import connection

    return connection.vendor == "postgresql"


def make_gifts() -> None:
    """All that a gift by cheque is, but for its entry in the journal."""
    from django.db import connection

    from accounts.models import Supporter
    from donations.models import Allocation, Donation, GivingTotal
    from donations.services.funds.totals import totals_counted
    from ledger.models import Fund
    from payments.models import Payment, PaymentLine

    pg = is_postgresql()
    uuid = "lpad(to_hex(i), 32, '0')::uuid" if pg else "printf('%032x', i)"
    day = f"(i::bigint * 7919) % {DAYS}" if pg else f"(i * 7919) % {DAYS}"
    received = (
        f"date '2016-01-01' + ({day})::int"
        if pg
        else f"date('2016-01-01', '+' || ({day}) || ' days')"
    )
    moment = (
        f"timestamptz '2016-01-01 12:00:00+00' + ({day})::int * interval '1 day'"
        if pg
        else f"datetime('2016-01-01 12:00:00', '+' || ({day}) || ' days')"
    )
    round_amounts = enumerate((500, 1000, 2000, 2500, 5000, 10000, 25000))
    whens = " ".join(f"WHEN {place} THEN {cents}" for place, cents in round_amounts)
    amount = f"(CASE i % 7 {whens} END + i % 100)"
    first = Fund.objects.default().pk
    Fund.objects.bulk_create(Fund(code=f"fund-{n}", name=f"Fund {n}") for n in range(1, 8))
    funds = list(Fund.objects.order_by("pk").values_list("pk", flat=True))
    chosen = " ".join(f"WHEN {place} THEN {pk}" for place, pk in enumerate(funds))
    fund = f"CASE i % {len(funds)} {chosen} ELSE {first} END"
    methods = ("card", "cheque", "wire", "mobile_money", "cash")
    named = " ".join(f"WHEN {place} THEN '{name}'" for place, name in enumerate(methods))
    supporter = f"1 + i % {DONORS}"
    text = "'Giver ' || i"
    with connection.cursor() as cursor:
        if pg:
            cursor.execute("SET session_replication_role = replica")
    fill(
        Supporter,
        DONORS,
        uuid=uuid,
        name=text,
        email="'giver' || i || '@example.org'",
        language="'en'",
    )
    fill(
        Payment,
        GIFTS,
        uuid=uuid,
        status="'succeeded'",
        method=f"CASE (i / 8) % 5 {named} END",
        amount=amount,
        currency="'USD'",
        language="'en'",
        supporter=supporter,
        fingerprint="'f' || i",
        succeeded_at=moment,
        name=text,
    )
    fill(
        PaymentLine,
        GIFTS,
        payment="i",
        kind="'gift'",
        description="'Gift'",
        quantity="1",
        amount=amount,
        fund=fund,
    )
    fill(
        Donation,
        GIFTS,
        uuid=uuid,
        payment="i",
        line="i",
        status="'received'",
        amount=amount,
        currency="'USD'",
        fund=fund,
        email="'giver' || i || '@example.org'",
        name=text,
        supporter=supporter,
        language="'en'",
        received_at=moment,
        received_on=received,
    )
    fill(Allocation, GIFTS, donation="i", fund=fund, amount=amount)
    with connection.cursor() as cursor:
        if pg:
            cursor.execute("SET session_replication_role = DEFAULT")
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("ANALYZE")
    begun = time.perf_counter()
    counted = totals_counted()
    print(f"Counted {GIFTS} gifts in {time.perf_counter() - begun:.1f} s", file=sys.stderr)
    GivingTotal.objects.bulk_create(
        GivingTotal(
            month=month, fund_id=pk, method=method, currency=currency, gifts=gifts, amount=total
        )
        for (month, pk, method, currency), (gifts, total) in counted.items()
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def rows_of(statement: str) -> list[Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def by_month(where: str = "") -> str:
    month = "date_trunc('month', received_on)" if is_postgresql() else "substr(received_on, 1, 7)"
    return (
        f"SELECT {month}, fund_id, count(*), sum(amount - refunded) FROM donations_donation "
        f"{where} GROUP BY 1, 2 ORDER BY 1, 2"
    )


def measure_summary() -> dict[str, Any]:
    """R1: what the page reads of the summary, beside the GROUP BY over all gifts; to the cent."""
    from donations.enums import Grouping
    from donations.reports.giving import _by, months_of

    months = months_of(2016, 2025)

    def read() -> list[Any]:
        return list(_by(months, Grouping.FUND))

    grouped = by_month("WHERE received_on IS NOT NULL")
    ours, anchor = clock(read, lambda: rows_of(grouped))
    [(_currency, sums)] = read()
    whole = {
        (str(month)[:7], fund): (gifts, int(total))
        for month, fund, gifts, total in rows_of(grouped)
    }
    mine = {(f"{month:%Y-%m}", fund): pair for (month, fund), pair in sums.items()}
    return {"ours": ours, "anchor": anchor, "agrees": mine == whole}


def measure_page() -> dict[str, float]:
    """R1: CPU of the whole page for staff as long as its figures stay the same, when they and the
    admin around them are made anew, and then of the same page with nothing in it, beside a plain
    Wagtail page."""
    from django.core.cache import caches
    from django.core.wsgi import get_wsgi_application
    from django.test import Client
    from django.urls import reverse

    from bench.anchors import WAGTAIL, make_application, make_plain_page
    from bench.pages import Page, measure
    from tests.factories.accounts import make_superuser

    client = Client()
    client.force_login(make_superuser())
    headers = {"HTTP_COOKIE": client.cookies.output(header="", sep=";"), "HTTP_ACCEPT_ENCODING": ""}
    site = get_wsgi_application()

    def forgetful(asked: dict[str, Any], begin: Callable[..., Any]) -> Any:
        caches["pages"].clear()
        return site(asked, begin)

    url = reverse("report-gifts:index")
    full = f"{url}?first=2016&last=2025&by=fund"
    empty = f"{url}?first=2014&last=2015&by=fund"  # nothing had been given yet
    plain = Page("anchor", make_plain_page(), make_application(WAGTAIL))
    ours = Page("ours", full, site, headers)
    anew, around = Page("anew", full, forgetful, headers), Page("around", empty, forgetful, headers)
    for pages in ([plain, ours], [anew, around]):
        measure(pages, rounds=ROUNDS, requests=20)
    assert {page.status for page in (plain, ours, anew, around)} == {"200 OK"}
    return {page.name: page.milliseconds for page in (plain, ours, anew, around)}


def measure_year() -> dict[str, float]:
    """R2: the sizes of a year's gifts, which no summary holds, beside SQL by the same index."""
    from donations.reports.supporters import report_sizes

    where = f"WHERE received_on >= '{YEAR[0]}' AND received_on < '{YEAR[1]}'"
    mine, anchor = clock(lambda: report_sizes(range(2024, 2025)), lambda: rows_of(by_month(where)))
    return {"ours": mine, "anchor": anchor}


def measure_export() -> dict[str, float]:
    """R3: the file, beside `values_list().iterator()` of the same columns and csv."""
    from django.db import connection, transaction

    from donations.services.exports.files import export_csv
    from donations.services.exports.gifts import EXPORTED, gift_rows, gifts_to_export

    connection.ensure_connection()
    first: list[float] = []

    def ours() -> None:
        begun = time.perf_counter()
        pieces = export_csv(gift_rows)
        next(pieces)
        first.append(time.perf_counter() - begun)
        for _piece in pieces:
            pass

    with Path(os.devnull).open("w", newline="") as nowhere:

        def anchor() -> None:
            writer = csv.writer(nowhere)
            for row in gifts_to_export().values_list(*EXPORTED).iterator(2000):
                writer.writerow(row)

        with transaction.atomic():
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            ours()
            grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
            mine, theirs = clock(ours, anchor)
    return {"ours": mine, "anchor": theirs, "grown": grown / 1024, "first": max(first)}


def measure_history() -> dict[str, float]:
    """R4: one donor's gifts as they read them, beside SQL by the index and the same template."""
    from django.template.loader import render_to_string

    from accounts.models import Supporter
    from core.generation import asked_once
    from donations.sections import gifts_of
    from ledger.models import Fund

    supporter = Supporter.objects.get(pk=4242)
    names = Fund.objects.local_names()
    statement = (
        "SELECT amount, currency, fund_id, status, received_on FROM donations_donation "
        f"WHERE supporter_id = {supporter.pk} ORDER BY received_on DESC"
    )

    def ours() -> None:
        for _ in range(20):
            with asked_once():  # as in a request, and at the price of its query
                render_to_string("donations/_my_gifts.html", {"rows": gifts_of(supporter)})

    def anchor() -> None:
        for _ in range(20):
            rows = [
                {
                    "given": amount,
                    "currency": currency,
                    "fund": names[fund],
                    "status": status,
                    "received_on": date.fromisoformat(str(received_on)),
                }
                for amount, currency, fund, status, received_on in rows_of(statement)
            ]
            render_to_string("donations/_my_gifts.html", {"rows": rows})

    mine, theirs = clock(ours, anchor)
    return {"ours": mine, "anchor": theirs}


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    import django

    django.setup()
    from tests.infrastructure.databases import Postgres, Sqlite, use

    database = Postgres() if os.environ.get("TEST_DATABASE") == "postgresql" else Sqlite()
    try:
        use(database)
        make_gifts()
        found: dict[str, Any] = {"gifts": GIFTS}
        for name, measure in (
            ("summary", measure_summary),
            ("page", measure_page),
            ("year", measure_year),
            ("history", measure_history),
            ("export", measure_export),
        ):
            begun = time.perf_counter()
            found[name] = measure()
            took = time.perf_counter() - begun
            print(f"{name}, {took:.0f} s: {found[name]}", file=sys.stderr, flush=True)
    finally:
        database.close()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
