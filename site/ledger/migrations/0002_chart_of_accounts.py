"""The chart of accounts and the one fund that every installation has."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from ledger.enums import ACCOUNT_KINDS


def write_chart(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    account = apps.get_model("ledger", "Account")
    for code, kind in ACCOUNT_KINDS.items():
        account.objects.update_or_create(
            code=code.value, defaults={"name": str(code.label), "kind": kind.value}
        )


def write_default_fund(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    fund, _ = apps.get_model("ledger", "Fund").objects.get_or_create(
        is_default=True,
        defaults={
            "code": "unrestricted",
            "name": "Where it is needed most",
            "description": "The most useful gift: the women and our staff decide what comes first.",
        },
    )
    apps.get_model("ledger", "FundTranslation").objects.get_or_create(
        fund=fund,
        language="fr",
        defaults={
            "name": "Là où le besoin est le plus grand",
            "description": "Le don le plus utile : les femmes et notre équipe décident des priorités.",
        },
    )


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [
        migrations.RunPython(write_chart, migrations.RunPython.noop),
        migrations.RunPython(write_default_fund, migrations.RunPython.noop),
    ]
