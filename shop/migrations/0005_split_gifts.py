from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0004_earnings")]

    operations = [
        migrations.AddField(
            model_name="basket",
            name="gift_shares",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddConstraint(
            model_name="basket",
            constraint=models.CheckConstraint(
                condition=models.Q(gift_shares="") | models.Q(gift_amount__isnull=False),
                name="basket_shares_are_of_a_gift",
            ),
        ),
    ]
