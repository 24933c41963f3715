import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("donations", "0006_acknowledgements"),
    ]
    operations = [
        migrations.RenameModel("GiftImport", "Import"),
        migrations.AlterModelOptions(
            name="import",
            options={
                "ordering": ["-created_at", "-pk"],
                "verbose_name": "import",
                "verbose_name_plural": "imports",
            },
        ),
        migrations.AddField(
            model_name="import",
            name="claimed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="import",
            name="kind",
            field=models.CharField(
                choices=[("gifts", "gifts"), ("supporters", "supporters"), ("grants", "grants")],
                default="gifts",
                max_length=10,
                verbose_name="rows are",
            ),
        ),
        migrations.AddField(
            model_name="importrow",
            name="grant",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="import_row",
                to="donations.grant",
                verbose_name="grant",
            ),
        ),
        migrations.AddField(
            model_name="importrow",
            name="noted",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="importrow",
            name="supporter",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="import_rows",
                to="accounts.supporter",
                verbose_name="supporter",
            ),
        ),
        migrations.AlterField(
            model_name="importrow",
            name="state",
            field=models.CharField(
                choices=[
                    ("unread", "not read yet"),
                    ("new", "new"),
                    ("fills", "known, with something that is missing here"),
                    ("known", "known already"),
                    ("bad", "cannot be imported"),
                    ("done", "imported"),
                    ("undone", "undone"),
                ],
                default="unread",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AddIndex(
            model_name="importrow",
            index=models.Index(fields=["key"], name="import_row_key"),
        ),
    ]
