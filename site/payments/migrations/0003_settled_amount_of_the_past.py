"""Until now nothing but money in the payment's own currency was booked."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("payments", "Payment").objects.filter(fee__isnull=False).update(
        settled_amount=F("amount"), settled_currency=F("currency")
    )


class Migration(migrations.Migration):
    dependencies = [("payments", "0002_settled_amount")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
