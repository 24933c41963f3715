"""Rows written out by statements that are put together once.

The ORM puts an INSERT together anew each time, which costs more than the database takes to run it;
and what it writes unless it is there comes back without its key. The few rows that every order and
every event from Stripe write go this way (docs/decisions/0021-statements-put-together-once.md).
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.db import connection, models
from django.db.models import ForeignKey, Model

Teller = Callable[[Model], Any]

# Fields whose values of this very type the database takes as they are.
TAKEN_AS_IT_IS: dict[type, type] = {
    models.AutoField: int,
    models.BigAutoField: int,
    models.BigIntegerField: int,
    models.BooleanField: bool,
    models.CharField: str,
    models.EmailField: str,
    models.IntegerField: int,
    models.PositiveIntegerField: int,
    models.PositiveSmallIntegerField: int,
    models.TextField: str,
}


def insert(rows: Sequence[Model]) -> None:
    """Write new rows of one model by one statement; they get their keys. As with `bulk_create`,
    `save()` is not called and no signal is sent."""
    _insert(rows, "")


def insert_unless_there(row: Model) -> bool:
    """Write a new row, which gets its key, or nothing when a unique constraint forbids it.

    Decided by the database in one statement: of twins one is written, and the other waits until it
    is known whether the first came to stay. False when nothing was written.
    """
    return _insert([row], " ON CONFLICT DO NOTHING")


def update(rows: Sequence[Model], *names: str) -> None:
    """Write these fields of rows of one model that are there, by one statement for all of them. As
    with `bulk_update`, `save()` is not called; that one puts a long statement together anew."""
    if not rows:
        return
    options = type(rows[0])._meta
    quote = connection.ops.quote_name
    fields: list[Any] = [options.get_field(name) for name in names]
    columns = ", ".join(f"{quote(str(field.column))} = %s" for field in fields)
    place = f"{quote(str(options.pk.column))} = %s"
    text = f"UPDATE {quote(options.db_table)} SET {columns} WHERE {place}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(
            text,
            [
                [
                    *(
                        field.get_db_prep_save(getattr(row, field.attname), connection)
                        for field in fields
                    ),
                    row.pk,
                ]
                for row in rows
            ],
        )


def _insert(rows: Sequence[Model], conflict: str) -> bool:
    model = type(rows[0])
    begin, values, tellers, key = _statement(model, connection.vendor)
    text = f"{begin} {', '.join([values] * len(rows))}{conflict} RETURNING {key}"
    parameters = [tell(row) for row in rows for tell in tellers]
    with connection.cursor() as cursor:
        cursor.execute(text, parameters)
        keys = cursor.fetchall()
    for row, (made,) in zip(rows, keys, strict=not conflict):
        row.pk = made
        row._state.adding = False  # noqa: SLF001
        row._state.db = connection.alias  # noqa: SLF001
    return bool(keys)


@cache
def _statement(model: type[Model], vendor: str) -> tuple[str, str, list[Teller], str]:
    """The statement's beginning, one row's placeholders, what tells the value of each field in
    their order, the key. Names come from the model; `vendor` only keeps what was made for one
    database from another."""
    del vendor
    options = model._meta
    quote = connection.ops.quote_name
    fields = [f for f in options.local_concrete_fields if f is not options.auto_field]
    columns = ", ".join(quote(str(field.column)) for field in fields)
    begin = f"INSERT INTO {quote(options.db_table)} ({columns}) VALUES"
    placeholders = f"({', '.join(['%s'] * len(fields))})"
    return begin, placeholders, [_teller(field) for field in fields], quote(str(options.pk.column))


def _teller(field: Any) -> Teller:
    """What a statement needs of a row for this field. Most fields hold what the database takes as
    it is, of one type; asking them to prepare it costs more than writing the row."""
    name = field.attname
    target = field.target_field if isinstance(field, ForeignKey) else field
    plain = TAKEN_AS_IT_IS.get(type(target))

    def tell(row: Model) -> Any:
        value = getattr(row, name)
        if type(value) is plain or (value is None and plain):
            return value
        return field.get_db_prep_save(field.pre_save(row, add=True), connection)

    return tell
