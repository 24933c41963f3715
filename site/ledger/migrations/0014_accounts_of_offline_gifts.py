"""Where money lies that did not come through Stripe, and what is given in kind."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ACCOUNTS = (
    ("1010", "Cash on hand", "asset"),
    ("1020", "Mobile money", "asset"),
    ("1300", "Securities received", "asset"),
    ("4020", "Gifts in kind", "income"),
    ("5100", "Goods and services received in kind", "expense"),
)


def add_accounts(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    account = apps.get_model("ledger", "Account")
    for code, name, kind in ACCOUNTS:
        account.objects.update_or_create(code=code, defaults={"name": name, "kind": kind})


class Migration(migrations.Migration):
    dependencies = [("ledger", "0013_accounts_of_funds")]
    operations = [migrations.RunPython(add_accounts, migrations.RunPython.noop)]
