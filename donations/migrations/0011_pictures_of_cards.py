import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('donations', '0010_tributes_before_gifts'),
        ('stories', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='tributemove',
            name='pictured',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='stories.storypage', verbose_name='with the picture of'),
        ),
    ]
