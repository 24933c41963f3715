from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("donations", "0011_pictures_of_cards")]

    operations = [
        migrations.AddField(
            model_name="expectedtransfer",
            name="shares",
            field=models.CharField(blank=True, max_length=300, verbose_name="shares"),
        ),
    ]
