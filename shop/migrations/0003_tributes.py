from django.db import migrations, models

IS_WHOLE_WISH = models.Q(
    tribute="",
    honouree="",
    told_name="",
    told_email="",
    told_address="",
    told_words="",
    tell_at_once=False,
) | ~models.Q(tribute="") & ~models.Q(honouree="") & (
    models.Q(tell_at_once=False) | ~models.Q(told_email="")
)


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_sources")]

    operations = [
        migrations.AddField(
            model_name="basket",
            name="honouree",
            field=models.CharField(
                blank=True, max_length=200, verbose_name="name of whom it honours"
            ),
        ),
        migrations.AddField(
            model_name="basket",
            name="told_name",
            field=models.CharField(blank=True, max_length=200, verbose_name="who is to be told"),
        ),
        migrations.AddField(
            model_name="basket",
            name="told_email",
            field=models.EmailField(blank=True, max_length=254, verbose_name="their e-mail"),
        ),
        migrations.AddField(
            model_name="basket",
            name="told_address",
            field=models.TextField(blank=True, verbose_name="their postal address"),
        ),
        migrations.AddField(
            model_name="basket",
            name="told_words",
            field=models.TextField(blank=True, verbose_name="words to them"),
        ),
        migrations.AddField(
            model_name="basket",
            name="tribute",
            field=models.CharField(
                blank=True,
                choices=[("honour", "in honour"), ("memory", "in memory")],
                max_length=10,
                verbose_name="in honour or in memory",
            ),
        ),
        migrations.AddField(
            model_name="basket",
            name="tell_at_once",
            field=models.BooleanField(
                default=False, verbose_name="mailed as soon as the gift has arrived"
            ),
        ),
        migrations.AddConstraint(
            model_name="basket",
            constraint=models.CheckConstraint(condition=IS_WHOLE_WISH, name="basket_wish_is_whole"),
        ),
        migrations.AddConstraint(
            model_name="basket",
            constraint=models.CheckConstraint(
                condition=models.Q(tribute="")
                | models.Q(gift_amount__isnull=False, gift_interval="once"),
                name="basket_tribute_is_of_a_gift_given_once",
            ),
        ),
    ]
