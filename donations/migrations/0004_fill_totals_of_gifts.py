"""The totals of the gifts that are here already."""

from collections import Counter

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from core.money import split


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Donation = apps.get_model("donations", "Donation")
    GivingTotal = apps.get_model("donations", "GivingTotal")
    gifts: Counter[tuple[object, ...]] = Counter()
    amounts: Counter[tuple[object, ...]] = Counter()
    arrived = Donation.objects.filter(status__in=["received", "partly_refunded", "refunded"])
    for gift in (
        arrived.select_related("payment")
        .prefetch_related("allocations", "reallocations")
        .iterator(500)
    ):
        month, kept = gift.received_on.replace(day=1), gift.amount - gift.refunded
        given = Counter({part.fund_id: part.amount for part in gift.allocations.all()})
        for move in gift.reallocations.all():
            given[move.from_fund_id] += move.amount
            given[move.to_fund_id] -= move.amount
        funds = sorted(fund for fund, amount in given.items() if amount)
        gifts[month, gift.fund_id, gift.payment.method, gift.currency] += bool(kept)
        for fund, share in zip(funds, split(kept, [given[fund] for fund in funds]), strict=True):
            amounts[month, fund, gift.payment.method, gift.currency] += share
    GivingTotal.objects.bulk_create(
        GivingTotal(
            month=key[0],
            fund_id=key[1],
            method=key[2],
            currency=key[3],
            gifts=gifts[key],
            amount=amounts[key],
        )
        for key in sorted(gifts.keys() | amounts.keys())
        if gifts[key] or amounts[key]
    )


class Migration(migrations.Migration):
    dependencies = [("donations", "0003_totals_of_gifts")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
