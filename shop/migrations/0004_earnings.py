"""What groups earn and are paid. On PostgreSQL the database refuses to change either, with the
function that guards the ledger."""

import uuid

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = ("shop_barprice", "shop_grouppayment")


def add_triggers(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change()"
            )


def drop_triggers(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(f"DROP TRIGGER {table}_append_only ON {table}")


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0003_append_only"),
        ("shop", "0003_tributes"),
        ("stories", "0002_mails_to_supporters"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BarPrice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(help_text="For bars that are paid for from this day on.", verbose_name="valid from")),
                ("amount", models.BigIntegerField(help_text="What the group is owed once a bar is sold.", verbose_name="for each bar, in F CFA")),
                ("agreed_with", models.CharField(help_text="Who agreed for the group, and when.", max_length=200, verbose_name="agreed with")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="recorded at")),
                ("variant", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="bar_prices", to="shop.variant", verbose_name="size")),
            ],
            options={
                "verbose_name": "price agreed with a group",
                "verbose_name_plural": "prices agreed with groups",
                "ordering": ["variant", "-valid_from"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="bar_price_is_positive", violation_error_message="A price is more than nothing."),
                    models.UniqueConstraint(fields=("variant", "valid_from"), name="bar_price_once_a_day", violation_error_message="A price from this day on was agreed already."),
                ],
            },
        ),
        migrations.CreateModel(
            name="GroupPayment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("amount", models.BigIntegerField(verbose_name="amount")),
                ("paid_on", models.DateField(verbose_name="paid on")),
                ("method", models.CharField(choices=[("cash", "cash"), ("mobile_money", "mobile money"), ("bank", "bank transfer")], max_length=12, verbose_name="how")),
                ("received_by", models.CharField(help_text="Who took the money for the group.", max_length=200, verbose_name="received by")),
                ("document", models.CharField(blank=True, help_text="Where the proof is: the number of a receipt or of a transfer.", max_length=200, verbose_name="document")),
                ("reason", models.CharField(blank=True, max_length=1000, verbose_name="reason")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="recorded at")),
                ("group", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="stories.womensgroup", verbose_name="women’s group")),
                ("recorded_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="recorded by")),
                ("undoes", models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="undone_by", to="shop.grouppayment", verbose_name="undoes")),
            ],
            options={
                "verbose_name": "payment to a group",
                "verbose_name_plural": "payments to groups",
                "ordering": ["-paid_on", "-pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(models.Q(('amount__gt', 0), ('undoes', None)), models.Q(('amount__lt', 0), ('undoes__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='group_payment_is_paid_or_taken_back'),
                    models.CheckConstraint(condition=models.Q(("received_by", ""), _negated=True), name="group_payment_has_somebody_who_took_it"),
                ],
            },
        ),
        migrations.RunPython(add_triggers, drop_triggers),
    ]
