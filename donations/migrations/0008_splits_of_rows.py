import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('donations', '0007_imports_of_every_kind'),
        ('ledger', '0003_append_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='BatchRowPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.BigIntegerField()),
                ('fund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.fund')),
                ('row', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='donations.batchrow')),
            ],
            options={
                'ordering': ['pk'],
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='batch_row_part_is_positive'), models.UniqueConstraint(fields=('row', 'fund'), name='batch_row_part_once_per_fund')],
            },
        ),
    ]
