"""How the database would look for rows, were there many."""

from typing import Any

from django.db import connection
from django.db.models import QuerySet


def reads_every_row(rows: QuerySet[Any]) -> bool:
    """Whether no index leads to them."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")  # rather than any index, while empty
    plan = rows.order_by().explain()
    return "Seq Scan" in plan or f"SCAN {rows.model._meta.db_table}" in plan
