from django.db import migrations


def make_the_row(apps, schema_editor):
    """The one row of the settings, so that no visitor's request has to write it."""
    settings = apps.get_model("core", "OrganisationSettings")
    if not settings.objects.exists():
        settings.objects.create()


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(make_the_row, migrations.RunPython.noop),
    ]
