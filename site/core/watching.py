"""What public pages are made from, and the triggers by which the database itself says that it
changed. An app names its models in `AppConfig.ready()`; `migrate` makes the triggers.

Triggers, since a change must be noticed by whatever way it comes: a service, the admin, a bulk
update, another process, SQL by hand. `core.generation` says what follows from it.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from django.apps import apps
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

GENERATION = "core_pagegeneration"
PREFIX = "watched_"


class Watch(NamedTuple):
    """A model that pages show. `ignored` are fields that they do not show, or `shown` the only ones
    that they do; `also` are conditions on a row, written with `{row}`, whose change counts although
    their fields are ignored. `only` is what a row must be for pages to show it at all."""

    model: str
    ignored: frozenset[str]
    shown: frozenset[str]
    also: tuple[str, ...]
    only: str = ""


_watched: dict[str, Watch] = {}


def watch(
    *models: str,
    ignored: Iterable[str] = (),
    shown: Iterable[str] = (),
    also: Iterable[str] = (),
    only: str = "",
) -> None:
    """Have pages made anew when rows of these models ("app.Model") change. Fields are named that
    pages do not show (`ignored`), or those alone that they do (`shown`)."""
    for model in models:
        _watched[model] = Watch(model, frozenset(ignored), frozenset(shown), tuple(also), only)


def watched_tables() -> set[str]:
    return {apps.get_model(each.model)._meta.db_table for each in _watched.values()}


def make_triggers(using: str = "default", **_kwargs: Any) -> None:
    """After `migrate`: the triggers as the models are now. A new token, since changes made while
    there were none went unseen."""
    connection = connections[using]
    tables = _tables(connection)
    if GENERATION not in tables:
        return
    wanted = dict(_triggers(connection.vendor, tables))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {GENERATION}")  # noqa: S608  (a name of ours)
        if _existing(connection).keys() == wanted.keys() and cursor.fetchone()[0] == 1:
            return
        drop_triggers(using)
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRES_FUNCTION)
        for statement in wanted.values():
            cursor.execute(statement)
        cursor.execute(f"DELETE FROM {GENERATION}")  # noqa: S608
        cursor.execute(
            f"INSERT INTO {GENERATION} (id, token) VALUES (1, {NEW_TOKEN[connection.vendor]})"  # noqa: S608
        )


def drop_triggers(using: str = "default", plan: Iterable[Any] = (True,), **_kwargs: Any) -> None:
    """Before `migrate` changes anything: a column that a trigger names could not be dropped."""
    if not plan:
        return
    connection = connections[using]
    with connection.cursor() as cursor:
        for name, table in _existing(connection).items():
            place = f" ON {connection.ops.quote_name(table)}"
            cursor.execute(
                f"DROP TRIGGER {name}{place if connection.vendor == 'postgresql' else ''}"
            )


def digest() -> str:
    """Changes when any trigger does, on whichever database; for who keeps a migrated one."""
    names = sorted(name for vendor in NEW_TOKEN for name, _statement in _triggers(vendor))
    return hashlib.sha256(" ".join(names).encode()).hexdigest()


NEW_TOKEN = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "gen_random_uuid()::text"}

# Deferred to the end of the transaction, so that nobody waits for this row while they hold it.
POSTGRES_FUNCTION = f"""
CREATE OR REPLACE FUNCTION core_pages_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE {GENERATION} SET token = {NEW_TOKEN["postgresql"]}, changed_in = txid_current()
        WHERE changed_in IS DISTINCT FROM txid_current();
    RETURN NULL;
END $$
"""  # noqa: S608
POSTGRES_TRIGGER = (
    "CREATE CONSTRAINT TRIGGER {name} AFTER {event} ON {table} DEFERRABLE INITIALLY DEFERRED "
    "FOR EACH ROW {when} EXECUTE FUNCTION core_pages_changed()"
)
SQLITE_UPDATE = f"UPDATE {GENERATION} SET token = {NEW_TOKEN['sqlite']}"  # noqa: S608
SQLITE_TRIGGER = (
    "CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW {when} "
    f"BEGIN {SQLITE_UPDATE}; END"
)


def _triggers(
    vendor: str, there: Mapping[str, set[str]] | None = None
) -> Iterator[tuple[str, str]]:
    """Name and statement of each; the name holds a digest of the statement. Of a database that is
    migrated in part only, `there` names the tables and columns it has."""
    shape = POSTGRES_TRIGGER if vendor == "postgresql" else SQLITE_TRIGGER
    differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    for each in _watched.values():
        table = apps.get_model(each.model)._meta.db_table
        if there is not None and table not in there:
            continue
        columns = [name for name in _columns(each) if there is None or name in there[table]]
        shown = [*(f'{{row}}."{name}"' for name in columns), *each.also]
        changes = " OR ".join(
            f"({part.format(row='OLD')}) {differs} ({part.format(row='NEW')})" for part in shown
        )
        for event, when in _conditions(each.only, changes):
            statement = shape.replace("{event}", event).replace("{when}", when)
            statement = statement.replace("{table}", f'"{table}"')
            sign = hashlib.sha256(statement.encode()).hexdigest()[:8]
            name = f"{PREFIX}{table[:36]}_{event.lower()}_{sign}"  # PostgreSQL: 63 at most
            yield name, statement.replace("{name}", name)


def _conditions(only: str, changes: str) -> Iterator[tuple[str, str]]:
    """When a row that comes, goes or changes makes a difference."""
    old, new = (f"({only.format(row=row)})" if only else "" for row in ("OLD", "NEW"))
    yield "INSERT", f"WHEN {new}" if only else ""
    yield "DELETE", f"WHEN {old}" if only else ""
    yield "UPDATE", f"WHEN (({old} OR {new}) AND ({changes}))" if only else f"WHEN ({changes})"


def _columns(each: Watch) -> list[str]:
    fields = apps.get_model(each.model)._meta.local_concrete_fields
    unknown = (each.ignored | each.shown) - {field.name for field in fields}
    assert not unknown, f"{each.model} has no {', '.join(unknown)}"
    shown = each.shown or {field.name for field in fields}
    return [field.column for field in fields if field.name in shown - each.ignored]


def _tables(connection: BaseDatabaseWrapper) -> dict[str, set[str]]:
    """Tables and their columns."""
    if connection.vendor == "postgresql":
        query = (
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = current_schema()"
        )
    else:
        query = (
            "SELECT tables.name, columns.name FROM sqlite_master AS tables, "
            "pragma_table_info(tables.name) AS columns WHERE tables.type = 'table'"
        )
    tables: dict[str, set[str]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(query)
        for table, column in cursor.fetchall():
            tables[table].add(column)
    return tables


def _existing(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Name and table of each trigger of ours that is there."""
    if connection.vendor == "postgresql":
        query = (
            "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "WHERE tgname LIKE %s AND pg_table_is_visible(tgrelid) AND tgparentid = 0"
        )
    else:
        query = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s"
    with connection.cursor() as cursor:
        cursor.execute(query, [f"{PREFIX}%"])
        return dict(cursor.fetchall())
