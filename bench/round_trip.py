"""Whether anything is lost on the way: all gifts of a site, out, into an empty one, and out again.

`python -m bench.round_trip` makes a hundred thousand gifts (GIFTS says how many), of which some are
split, moved, refunded, honour somebody, match another or come again; exports them with their
supporters, imports both files into an empty site, exports again and compares every byte; proves the
books; and imports the same files once more, which must add nothing. It prints how long each step
took, in seconds and in seconds of CPU, and fails when something is not so. TEST_DATABASE=postgresql
takes that engine.
"""

import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
os.environ.setdefault("GIFTS", "100000")
ORDER = ("supporters", "gifts")
CHANGED = (
    "is_anonymous",
    "language",
    "email",
    "message",
    "refunded",
    "status",
    "source",
    "matches",
)
SINCE = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


@contextmanager
def timed(step: str) -> Iterator[None]:
    begun, busy = time.perf_counter(), time.process_time()
    yield
    took, worked = time.perf_counter() - begun, time.process_time() - busy
    print(f"{step:44} {took:8.1f} s {worked:8.1f} s of CPU", flush=True)


def make_site(gifts: int) -> None:
    """As many gifts, and to some of them all that a gift can have."""
    from django.core.management.color import no_style
    from django.db import connection, transaction

    from bench import reports
    from core.rows import update
    from donations.models import Allocation, Donation
    from payments.models import PaymentLine
    from tests.factories.accounts import make_user

    reports.DONORS = supporters_of(gifts)
    reports.make_gifts()
    with connection.cursor() as cursor:  # those rows brought their own numbers
        for statement in connection.ops.sequence_reset_sql(no_style(), [PaymentLine, Allocation]):
            cursor.execute(statement)
    every = Donation.objects.order_by("pk").select_related("fund")
    by = make_user()
    for first in range(1, gifts + 1, 2000):
        with transaction.atomic():
            part = list(every.filter(pk__gte=first, pk__lt=first + 2000))
            describe(part)
            share_out(part, by)
            add_what_goes_along(part, gifts)
            update(part, *CHANGED)
    with transaction.atomic():
        add_plans(gifts)


def supporters_of(gifts: int) -> int:
    return max(10, gifts * 6 // 10)


def describe(gifts: list[Any]) -> None:
    """Anonymous, without an address, with words that a spreadsheet would run, refunded."""
    for gift in gifts:
        number = gift.pk
        gift.is_anonymous = number % 30 == 0
        gift.language = "fr" if number % 3 == 0 else "en"
        if number % 11 == 0:
            gift.email = ""
        if number % 97 == 0:
            gift.message = f"=1+1 “{number}”\nand another line; with a semicolon"
        if number % 300 == 19:
            gift.refunded, gift.status = gift.amount // 2, "partly_refunded"
        if number % 300 == 20:
            gift.refunded, gift.status = gift.amount, "refunded"


def share_out(gifts: list[Any], by: Any) -> None:
    """Some are split over two funds, some were moved since, to some the fee was added."""
    from donations.models import Allocation, Reallocation
    from ledger.models import Fund
    from payments.enums import LineKind
    from payments.models import PaymentLine

    funds = list(Fund.objects.order_by("pk"))
    allocations, moves, covers = [], [], []
    for gift in gifts:
        other = funds[(funds.index(gift.fund) + 1) % len(funds)]
        if gift.pk % 100 == 13:
            halves = {gift.fund: gift.amount // 2, other: gift.amount - gift.amount // 2}
            allocations += [Allocation(donation=gift, fund=f, amount=halves[f]) for f in halves]
        if gift.pk % 500 == 17:
            moves.append(
                Reallocation(
                    donation=gift,
                    from_fund=gift.fund,
                    to_fund=other,
                    amount=gift.amount,
                    decided_on=gift.received_on + timedelta(days=3),
                    reason=f"Wish {gift.pk}; in two\nlines",
                    recorded_by=by,
                )
            )
            allocations.append(Allocation(donation=gift, fund=other, amount=gift.amount))
        if gift.pk % 4 == 1:
            covers.append(
                PaymentLine(
                    payment_id=gift.payment_id,
                    kind=LineKind.FEE_COVER,
                    description="Fee",
                    amount=30 + gift.pk % 70,
                    fund=gift.fund,
                )
            )
    Allocation.objects.filter(donation__in={one.donation_id for one in allocations}).delete()
    Allocation.objects.bulk_create(allocations)
    Reallocation.objects.bulk_create(moves)
    PaymentLine.objects.bulk_create(covers)


def add_what_goes_along(gifts: list[Any], count: int) -> None:
    """Pages, tributes, soft credit, public thanks, gifts that match others."""
    from core.attribution import source_pages
    from donations.models import PublicThanks, SoftCredit, Tribute
    from tests.factories.donations import make_campaign

    page = source_pages().first() or make_campaign()
    kinds, states = ("honour", "memory"), ("open", "told", "closed")
    tributes, credited, thanks = [], [], []
    for gift in gifts:
        number = gift.pk
        if number % 20 == 3:
            gift.source_id = page.pk
        if number % 40 == 3:
            state = ("waiting", "shown", "withheld")[number // 40 % 3]
            decided_at = None if state == "waiting" else SINCE
            thanks.append(PublicThanks(donation=gift, status=state, decided_at=decided_at))
        if number % 200 == 11 and number + 5 <= count:
            gift.matches_id = number + 5
        if number % 100 == 9:
            credited.append(
                SoftCredit(donation=gift, supporter_id=1 + (number + 7) % supporters_of(count))
            )
        if number % 50 == 7:
            tributes.append(
                Tribute(
                    donation=gift,
                    kind=kinds[number // 50 % 2],
                    honouree=f"Fanta {number}",
                    told_name=f"Mariam {number}",
                    told_email=f"mariam{number}@example.org",
                    told_address="1 Road\nBamako",
                    language="fr",
                    status=states[number // 50 % 3],
                    moved_at=SINCE + timedelta(seconds=number),
                )
            )
    for model, rows in ((Tribute, tributes), (SoftCredit, credited), (PublicThanks, thanks)):
        model.objects.bulk_create(rows)


def add_plans(gifts: int) -> None:
    """Every tenth gift comes again, twelve of each."""
    from donations.models import Donation, RecurringGift
    from ledger.models import Fund
    from payments.models import Subscription

    fund, intervals = Fund.objects.default(), ("month", "quarter", "year")
    for number in range(1, gifts // 120):
        plan = RecurringGift.objects.create(
            subscription=Subscription.objects.create(
                first_line_id=number * 120,
                email=f"giver{number}@example.org",
                language="en",
                interval=intervals[number % 3],
                currency="USD",
                amount=1000,
                fund=fund,
            )
        )
        of_plan = [number * 120 + 10 * place for place in range(12)]
        Donation.objects.filter(pk__in=of_plan).update(recurring=plan)


def export() -> dict[str, bytes]:
    from donations.services.exports.files import export_csv
    from donations.services.imports.kinds import KINDS

    files = {}
    for kind in ORDER:
        with timed(f"Export of {kind}"):
            files[kind] = b"".join(export_csv(KINDS[kind].rows))
    return files


def bring_in(kind: str, content: bytes, by: Any) -> Counter[str]:
    """Read, check and import; what became of the rows."""
    from django.db.models import Count

    from donations.services.imports.steps import (
        begin_import,
        carry_on_import,
        check_import,
        open_import,
    )

    size = f"{len(content) / 1e6:.1f} MB"
    with timed(f"Reading the file of {kind}, {size}"):
        batch = open_import(file=BytesIO(content), name=f"{kind}.csv", by=by)
    with timed(f"Dry run of {batch.total} {kind}"):
        told = {"columns": batch.columns, "day_order": batch.day_order, "makes_funds": True}
        check_import(batch, source=batch.source, **told)
        carry_on_import(batch.pk)
    batch.refresh_from_db()
    with timed(f"Import of {batch.total} {kind}"):
        begin_import(batch)
        carry_on_import(batch.pk)
    for row in batch.rows.exclude(problems=[])[:5]:
        print(f"Line {row.line}: {row.problems}", file=sys.stderr)
    states = batch.rows.order_by().values("state").annotate(rows=Count("pk"))
    return Counter({row["state"]: row["rows"] for row in states})


def difference(before: bytes, after: bytes) -> str:
    """The first line that differs, of both; "" where none does."""
    if before == after:
        return ""
    for one, other in zip(before.splitlines(), after.splitlines(), strict=False):
        if one != other:
            return f"{one.decode()}\n{other.decode()}"
    return f"{len(before.splitlines())} lines, then {len(after.splitlines())}"


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    import django

    django.setup()
    from django.db import connections
    from wagtail.models import Site

    from donations.models import Donation
    from ledger.verification import verify
    from tests.factories.accounts import make_superuser
    from tests.infrastructure.databases import Postgres, Sqlite, use

    gifts = int(os.environ["GIFTS"])
    database = Postgres() if os.environ.get("TEST_DATABASE") == "postgresql" else Sqlite()
    wrong = []
    try:
        use(database)
        with timed(f"Making {gifts} gifts ({database.name})"):
            make_site(gifts)
        before = export()
        connections.close_all()
        database.restore()
        Site.clear_site_root_paths_cache()
        by = make_superuser()
        for kind in ORDER:
            states = bring_in(kind, before[kind], by)
            if set(states) != {"done"}:
                wrong.append(f"Rows of {kind}: {dict(states)}")
        after = export()
        wrong += [
            f"The file of {kind} differs:\n{first}"
            for kind in ORDER
            if (first := difference(before[kind], after[kind]))
        ]
        with timed("Proof of the books"):
            found = verify()
        wrong += [f"{name}: {said[:3]}" for name, said in found.items() if said]
        there = Donation.objects.count()
        for kind in ORDER:
            states = bring_in(kind, after[kind], by)
            if set(states) != {"known"}:
                wrong.append(f"Rows of {kind} again: {dict(states)}")
        print(f"{Donation.objects.count() - there} gifts more by the same files")
    finally:
        database.close()
    for sentence in wrong:
        print(sentence, file=sys.stderr)
    print("Something was lost." if wrong else "Identical to the last byte.")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
