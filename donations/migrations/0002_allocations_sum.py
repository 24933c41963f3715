"""On PostgreSQL the database itself refuses allocations that do not sum to their gift, at the end
of the transaction, and any change of what was recorded about a move (see ledger 0003)."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TRIGGERS = """
CREATE FUNCTION donations_require_sum() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    gift bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.donation_id ELSE NEW.donation_id END;
BEGIN
    IF EXISTS (
        SELECT 1 FROM donations_donation WHERE id = gift AND amount <> (
            SELECT coalesce(sum(amount), 0) FROM donations_allocation WHERE donation_id = gift
        )
    ) THEN
        RAISE EXCEPTION 'the allocations of gift % do not sum to it', gift
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER donations_allocation_sums
    AFTER INSERT OR UPDATE OR DELETE ON donations_allocation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION donations_require_sum();
CREATE TRIGGER donations_reallocation_append_only BEFORE UPDATE OR DELETE ON donations_reallocation
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
"""
UNDO = """
DROP TRIGGER donations_reallocation_append_only ON donations_reallocation;
DROP TRIGGER donations_allocation_sums ON donations_allocation;
DROP FUNCTION donations_require_sum();
"""


def add_triggers(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(TRIGGERS, params=None)


def drop_triggers(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(UNDO, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("donations", "0001_initial"),
        ("ledger", "0003_append_only"),
    ]
    operations = [migrations.RunPython(add_triggers, drop_triggers)]
