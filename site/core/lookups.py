"""How queries find what begins with a text."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Lookup
from django.db.models.lookups import StartsWith
from django.db.models.sql.compiler import SQLCompiler


class Begins(Lookup[Any]):
    """`key__begins="gift:1:"`: what `startswith` finds, and by the column's index on both engines.

    On SQLite `startswith` becomes LIKE, which minds no case and so reads every row there is.
    PostgreSQL has an index of its own for LIKE, and orders texts in a way that no range can name.
    """

    lookup_name = "begins"
    prepare_rhs = False

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        first = str(self.rhs)
        beyond = first[:-1] + chr(ord(first[-1]) + 1)
        return f"({column} >= %s AND {column} < %s)", (*params, first, *params, beyond)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, Any]:
        return StartsWith(self.lhs, self.rhs).as_sql(compiler, connection)
