from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="payment",
            name="settled_amount",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="settled amount"),
        ),
        migrations.AddField(
            model_name="payment",
            name="settled_currency",
            field=models.CharField(
                blank=True, default="", max_length=3, verbose_name="settled in"
            ),
            preserve_default=False,
        ),
    ]
