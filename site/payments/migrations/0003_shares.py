from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0002_wants_news")]

    operations = [
        migrations.AddField(
            model_name="subscription",
            name="shares",
            field=models.CharField(blank=True, max_length=300, verbose_name="shares"),
        ),
    ]
