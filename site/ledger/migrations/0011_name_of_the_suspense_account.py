"""A colon in a name parts account and sub-account in QuickBooks."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def rename(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("ledger", "Account").objects.filter(code="2900").update(
        name="Suspense (not explained)"
    )


class Migration(migrations.Migration):
    dependencies = [("ledger", "0010_refunds")]
    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
