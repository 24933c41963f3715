import django.db.models.deletion
import modelcluster.fields
import uuid
from django.conf import settings
from django.db import migrations, models

from core.migration_operations import CreateModels


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='Account',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=10, unique=True, verbose_name='code')),
                    ('name', models.CharField(max_length=100, verbose_name='name')),
                    ('kind', models.CharField(choices=[('asset', 'asset'), ('liability', 'liability'), ('net_assets', 'net assets'), ('income', 'income'), ('expense', 'expense')], max_length=12, verbose_name='kind')),
                ],
                options={
                    'verbose_name': 'account',
                    'verbose_name_plural': 'accounts',
                    'ordering': ['code'],
                },
            ),
            migrations.CreateModel(
                name='Proof',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('proved_at', models.DateTimeField(auto_now_add=True, verbose_name='proved')),
                    ('problem_count', models.PositiveIntegerField(verbose_name='findings')),
                    ('problems', models.JSONField(default=dict, verbose_name='what was found')),
                ],
                options={
                    'verbose_name': 'proof of the books',
                    'verbose_name_plural': 'proofs of the books',
                    'ordering': ['-proved_at', '-pk'],
                },
            ),
            migrations.CreateModel(
                name='Entry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=120, unique=True, verbose_name='key')),
                    ('kind', models.CharField(choices=[('payment', 'payment received'), ('fee', 'processing fee'), ('refund', 'refund'), ('exchange', 'currency exchange'), ('payout', 'payout to the bank'), ('dispute', 'dispute'), ('allocation', 'gift split over funds'), ('transfer', 'transfer between funds'), ('release', 'release from restriction'), ('spending', 'spending'), ('reversal', 'reversal'), ('opening', 'opening balance'), ('manual', 'manual')], max_length=10, verbose_name='kind')),
                    ('description', models.CharField(max_length=250, verbose_name='description')),
                    ('occurred_at', models.DateTimeField(verbose_name='occurred at')),
                    ('booked_on', models.DateField(db_index=True, verbose_name='booked on')),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('reverses', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversed_by', to='ledger.entry', verbose_name='reverses')),
                ],
                options={
                    'verbose_name': 'journal entry',
                    'verbose_name_plural': 'journal entries',
                    'ordering': ['-occurred_at', '-pk'],
                },
            ),
            migrations.CreateModel(
                name='Fund',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(help_text='Short name for exports; never reused.', max_length=40, unique=True, verbose_name='code')),
                    ('name', models.CharField(help_text='What the money is for, in two to five words, as givers read it.', max_length=100, verbose_name='name')),
                    ('description', models.TextField(blank=True, help_text='One or two sentences shown to donors.', verbose_name='description')),
                    ('restriction', models.CharField(choices=[('none', 'without donor restrictions'), ('purpose', 'restricted to a purpose'), ('time', 'restricted to a time')], default='none', help_text="Only a giver's wish restricts. Money without a label helps most.", max_length=10, verbose_name='restriction')),
                    ('restriction_reason', models.TextField(blank=True, help_text='Whose wish, in which words. A restricted fund cannot be kept without it.', verbose_name='reason for the restriction')),
                    ('free_on', models.DateField(blank=True, help_text='The day on which a restriction to a time ends.', null=True, verbose_name='free to use from')),
                    ('designation', models.TextField(blank=True, help_text='For what, and by which decision. A label: the money stays without restrictions, and the board can change its mind.', verbose_name='set aside by the board')),
                    ('is_default', models.BooleanField(default=False, verbose_name='default')),
                    ('is_closed', models.BooleanField(default=False, help_text='Closes it at once. Gifts that it has stay in it.', verbose_name='closed to new gifts')),
                    ('opens_on', models.DateField(blank=True, help_text='From then on it takes gifts.', null=True, verbose_name='first day')),
                    ('closes_on', models.DateField(blank=True, help_text='After that day it takes no new gifts.', null=True, verbose_name='last day')),
                ],
                options={
                    'verbose_name': 'fund',
                    'verbose_name_plural': 'funds',
                    'ordering': ['-is_default', 'name'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('restriction', 'none'), models.Q(('restriction_reason', ''), _negated=True), _connector='OR'), name='fund_restriction_has_a_reason', violation_error_message='Say whose wish restricts this fund, in which words.'), models.CheckConstraint(condition=models.Q(('is_default', False), models.Q(('closes_on', None), ('is_closed', False), ('opens_on', None), ('restriction', 'none')), _connector='OR'), name='fund_default_is_unrestricted_and_open', violation_error_message='The default fund stays open and without restrictions.'), models.CheckConstraint(condition=models.Q(('designation', ''), ('restriction', 'none'), _connector='OR'), name='fund_designation_is_no_restriction', violation_error_message='The board sets aside money without restrictions only; a donor restricts.'), models.CheckConstraint(condition=models.Q(('free_on', None), ('restriction', 'time'), _connector='OR'), name='fund_free_on_is_of_a_time', violation_error_message='Only a restriction to a time ends on a day.'), models.CheckConstraint(condition=models.Q(('opens_on', None), ('closes_on', None), ('opens_on__lte', models.F('closes_on')), _connector='OR'), name='fund_closes_after_it_opens', violation_error_message='The last day comes before the first.'), models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('is_default',), name='fund_one_default')],
                },
            ),
            migrations.CreateModel(
                name='RunningCost',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('valid_from', models.DateField(verbose_name='valid from')),
                    ('amount', models.BigIntegerField(help_text='All that has to be paid in an ordinary month.', verbose_name='cost of a month')),
                    ('currency', models.CharField(max_length=3, verbose_name='currency')),
                    ('note', models.CharField(help_text='For example: budget 2027 as the board approved it, divided by twelve.', max_length=200, verbose_name='how it was found')),
                ],
                options={
                    'verbose_name': 'running cost',
                    'verbose_name_plural': 'running costs',
                    'ordering': ['-valid_from', 'currency'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='running_cost_is_positive'), models.UniqueConstraint(fields=('currency', 'valid_from'), name='running_cost_once_a_day', violation_error_message='There is a figure from this day on already.')],
                },
            ),
            migrations.CreateModel(
                name='ExportName',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('program', models.CharField(choices=[('quickbooks', 'QuickBooks Online'), ('xero', 'Xero')], max_length=10, verbose_name='program')),
                    ('term', models.CharField(blank=True, choices=[('funds', 'Tracking category of the funds'), ('net_assets', 'Tracking category of the net assets'), ('without', 'Net assets without donor restrictions'), ('with', 'Net assets with donor restrictions'), ('tax_rate', 'Tax rate of a line without tax')], max_length=12)),
                    ('name', models.CharField(max_length=100, verbose_name='name')),
                    ('account', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='export_names', to='ledger.account')),
                    ('fund', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='export_names', to='ledger.fund')),
                ],
                options={
                    'verbose_name': 'name for export',
                    'verbose_name_plural': 'names for export',
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('account__isnull', False), ('fund', None), ('term', '')), models.Q(('account', None), ('fund__isnull', False), ('term', '')), models.Q(('account', None), ('fund', None), models.Q(('term', ''), _negated=True)), _connector='OR'), name='export_name_is_of_one_thing'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='export_name_is_not_empty'), models.UniqueConstraint(condition=models.Q(('account__isnull', False)), fields=('program', 'account'), name='export_name_once_per_account'), models.UniqueConstraint(condition=models.Q(('fund__isnull', False)), fields=('program', 'fund'), name='export_name_once_per_fund'), models.UniqueConstraint(condition=models.Q(('term', ''), _negated=True), fields=('program', 'term'), name='export_name_once_per_term')],
                },
            ),
            migrations.CreateModel(
                name='FundMovement',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('kind', models.CharField(choices=[('opening', 'opening balance'), ('spending', 'spent'), ('spent', 'released: spent for its purpose'), ('time', 'released: its time has come'), ('transfer', 'moved to another fund')], max_length=10, verbose_name='kind')),
                    ('amount', models.BigIntegerField(verbose_name='amount')),
                    ('currency', models.CharField(max_length=3, verbose_name='currency')),
                    ('happened_on', models.DateField(verbose_name='date')),
                    ('reason', models.TextField(verbose_name='reason')),
                    ('document', models.CharField(blank=True, max_length=200, verbose_name='document')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='recorded at')),
                    ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='movement', to='ledger.entry')),
                    ('fund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='movements', to='ledger.fund', verbose_name='fund')),
                    ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
                    ('to_fund', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='movements_in', to='ledger.fund', verbose_name='to fund')),
                    ('undoes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone_by', to='ledger.fundmovement', verbose_name='undoes')),
                ],
                options={
                    'verbose_name': 'movement of a fund',
                    'verbose_name_plural': 'movements of funds',
                    'ordering': ['-happened_on', '-pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='movement_amount_is_positive'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='movement_has_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('spent', 'time', 'transfer')), ('to_fund__isnull', False), models.Q(('to_fund', models.F('fund')), _negated=True)), models.Q(models.Q(('kind__in', ('spent', 'time', 'transfer')), _negated=True), ('to_fund', None)), _connector='OR'), name='movement_leads_to_another_fund')],
                },
            ),
            migrations.CreateModel(
                name='FundTranslation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('language', models.CharField(max_length=10, verbose_name='language')),
                    ('name', models.CharField(max_length=100, verbose_name='name')),
                    ('description', models.TextField(blank=True, verbose_name='description')),
                    ('fund', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='translations', to='ledger.fund')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('fund', 'language'), name='fund_one_text_per_language')],
                },
            ),
            migrations.CreateModel(
                name='Line',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('amount', models.BigIntegerField(verbose_name='amount')),
                    ('currency', models.CharField(max_length=3, verbose_name='currency')),
                    ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.account', verbose_name='account')),
                    ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='ledger.entry', verbose_name='journal entry')),
                    ('fund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.fund', verbose_name='fund')),
                ],
                options={
                    'verbose_name': 'journal line',
                    'verbose_name_plural': 'journal lines',
                    'ordering': ['pk'],
                    'indexes': [models.Index(fields=['account', 'fund', 'currency'], name='line_balance')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('amount', 0), _negated=True), name='line_amount_is_not_zero')],
                },
            ),
        ]),
    ]
