"""On PostgreSQL the database itself refuses changes to the journal and to what was recorded about
a fund.

SQLite gets no triggers: its test databases are emptied by DELETE, and there the models guard alone.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

REFUSE = """
CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only: post a reversal'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER ledger_entry_append_only BEFORE UPDATE OR DELETE ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_line_append_only BEFORE UPDATE OR DELETE ON ledger_line
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_fundmovement_append_only BEFORE UPDATE OR DELETE ON ledger_fundmovement
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
"""
BALANCE = """
CREATE FUNCTION ledger_require_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM ledger_line WHERE entry_id = NEW.entry_id
        GROUP BY fund_id, currency HAVING sum(amount) <> 0
    ) THEN
        RAISE EXCEPTION 'entry % does not balance per currency and fund', NEW.entry_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_line_balances AFTER INSERT ON ledger_line
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_require_balance();
"""
UNDO = """
DROP TRIGGER ledger_line_balances ON ledger_line;
DROP FUNCTION ledger_require_balance();
DROP TRIGGER ledger_fundmovement_append_only ON ledger_fundmovement;
DROP TRIGGER ledger_line_append_only ON ledger_line;
DROP TRIGGER ledger_entry_append_only ON ledger_entry;
DROP FUNCTION ledger_refuse_change();
"""


def add_triggers(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(REFUSE, params=None)
        schema_editor.execute(BALANCE, params=None)


def drop_triggers(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(UNDO, params=None)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_chart_of_accounts")]
    operations = [migrations.RunPython(add_triggers, drop_triggers)]
