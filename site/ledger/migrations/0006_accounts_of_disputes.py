"""Accounts for money in dispute."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ACCOUNTS = (
    ("1150", "Money in dispute", "asset"),
    ("5010", "Dispute fees", "expense"),
    ("5020", "Losses by disputes", "expense"),
)


def add_accounts(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    account = apps.get_model("ledger", "Account")
    for code, name, kind in ACCOUNTS:
        account.objects.update_or_create(code=code, defaults={"name": name, "kind": kind})


class Migration(migrations.Migration):
    dependencies = [("ledger", "0005_entries_of_exchange_and_payout")]
    operations = [migrations.RunPython(add_accounts, migrations.RunPython.noop)]
