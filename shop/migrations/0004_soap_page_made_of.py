from django.db import migrations, models


class Migration(migrations.Migration):
    """What a soap is made of moves from the soap to its pages, one for each language."""

    dependencies = [("shop", "0003_refunds")]

    operations = [
        migrations.AddField(
            model_name="soappage",
            name="made_of",
            field=models.CharField(
                blank=True,
                help_text="In plain words: shea butter, coconut oil, lye, water.",
                max_length=250,
                verbose_name="made of",
            ),
        ),
    ]
