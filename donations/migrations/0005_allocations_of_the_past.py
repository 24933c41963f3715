"""Every gift that arrived until now belongs to the fund it names."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def allocate(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    allocation = apps.get_model("donations", "Allocation")
    gifts = apps.get_model("donations", "Donation").objects.filter(
        allocations=None, status__in=["received", "partly_refunded", "refunded"]
    )
    while rows := list(gifts.order_by("pk").values_list("pk", "fund", "amount")[:2000]):
        allocation.objects.bulk_create(
            allocation(donation_id=gift, fund_id=fund, amount=amount)
            for gift, fund, amount in rows
        )


class Migration(migrations.Migration):
    dependencies = [("donations", "0004_allocations")]
    operations = [migrations.RunPython(allocate, migrations.RunPython.noop)]
