"""Accounts and kinds of entries for exchanged money and for payouts."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ACCOUNTS = (
    ("1190", "Currency exchange clearing", "asset"),
    ("2900", "Suspense: not explained by Stripe", "liability"),
)


def add_accounts(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    account = apps.get_model("ledger", "Account")
    for code, name, kind in ACCOUNTS:
        account.objects.update_or_create(code=code, defaults={"name": name, "kind": kind})


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_append_only")]
    operations = [migrations.RunPython(add_accounts, migrations.RunPython.noop)]
