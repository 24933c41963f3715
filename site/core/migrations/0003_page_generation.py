from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0002_alerts_and_job_runs")]

    operations = [
        migrations.CreateModel(
            name="PageGeneration",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", models.CharField(max_length=36)),
                ("changed_in", models.BigIntegerField(null=True)),
            ],
        ),
    ]
