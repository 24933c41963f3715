"""Accounts for what moves between funds, is released or spent; and the database itself refuses to
change what was recorded about a fund (PostgreSQL; see 0003)."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ACCOUNTS = (
    ("1900", "Due between funds", "asset"),
    ("3100", "Transfers between funds", "net_assets"),
    ("3200", "Net assets released from restrictions", "net_assets"),
    ("6000", "Spending recorded by hand", "expense"),
)
REFUSE = """
CREATE TRIGGER ledger_fundmovement_append_only BEFORE UPDATE OR DELETE ON ledger_fundmovement
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
"""
UNDO = "DROP TRIGGER ledger_fundmovement_append_only ON ledger_fundmovement;"


def write_accounts(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    account = apps.get_model("ledger", "Account")
    for code, name, kind in ACCOUNTS:
        account.objects.update_or_create(code=code, defaults={"name": name, "kind": kind})


def add_trigger(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(REFUSE, params=None)


def drop_trigger(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(UNDO, params=None)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0012_funds_and_their_movements")]
    operations = [
        migrations.RunPython(write_accounts, migrations.RunPython.noop),
        migrations.RunPython(add_trigger, drop_trigger),
    ]
