"""What the tests of imports share: a file that is read, checked and carried out."""

from datetime import UTC, datetime
from io import BytesIO

from donations.models import Import
from donations.services.imports.steps import (
    begin_import,
    carry_on_import,
    check_import,
    open_import,
)
from tests.factories.accounts import make_user

NOW = datetime(2026, 11, 21, 18, tzinfo=UTC)
HEAD = "date,name,email,amount,currency,fund,key\n"


def upload(text: str | bytes, **overrides) -> Import:
    """A file, read and checked."""
    content = text.encode() if isinstance(text, str) else text
    kind = overrides.pop("kind", "gifts")
    batch = open_import(file=BytesIO(content), name="gifts.csv", by=make_user(), kind=kind)
    check(batch, **overrides)
    return batch


def check(batch: Import, **overrides) -> None:
    told = {"source": batch.source, "columns": batch.columns, "day_order": batch.day_order}
    check_import(batch, **{**told, **overrides})
    carry_on_import(batch.pk)
    batch.refresh_from_db()


def carry_out(batch: Import) -> None:
    begin_import(batch)
    carry_on_import(batch.pk)
    batch.refresh_from_db()


def states(batch: Import) -> list[str]:
    return list(batch.rows.values_list("state", flat=True))


def problems(batch: Import) -> list[list[list[str]]]:
    return list(batch.rows.exclude(problems=[]).values_list("problems", flat=True))
