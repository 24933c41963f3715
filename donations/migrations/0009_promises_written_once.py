import uuid

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def fill(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    for name in ("Grant", "Pledge"):
        for promise in apps.get_model("donations", name).objects.filter(uuid=None):
            promise.uuid = uuid.uuid4()
            promise.save(update_fields=["uuid"])


def column(**options: object) -> models.UUIDField:
    return models.UUIDField(default=uuid.uuid4, editable=False, **options)


class Migration(migrations.Migration):
    dependencies = [("donations", "0008_gift_imports")]

    operations = [
        migrations.AddField("grant", "uuid", models.UUIDField(editable=False, null=True)),
        migrations.AddField("pledge", "uuid", models.UUIDField(editable=False, null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField("grant", "uuid", column(unique=True)),
        migrations.AlterField("pledge", "uuid", column(unique=True)),
    ]
