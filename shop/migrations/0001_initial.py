import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django_countries.fields
import modelcluster.fields
import uuid
import wagtail.fields
from django.conf import settings
from django.db import migrations, models

from core.migration_operations import CreateModels


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('core', '0001_initial'),
        ('ledger', '0001_initial'),
        ('payments', '0001_initial'),
        ('stories', '0001_initial'),
        ('wagtailcore', '0098_apitoken'),
        ('wagtailcore', '__first__'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='ShippingZone',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(help_text='Short name for exports; never reused.', max_length=20, unique=True, verbose_name='code')),
                    ('name', models.CharField(help_text='For staff, such as “Western Europe”.', max_length=60, verbose_name='name')),
                    ('countries', django_countries.fields.CountryField(blank=True, help_text='Each country is in one zone; to one that is in none we do not ship.', max_length=746, multiple=True, verbose_name='countries')),
                ],
                options={
                    'verbose_name': 'shipping zone',
                    'verbose_name_plural': 'shipping zones',
                    'ordering': ['name', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='Basket',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('honouree', models.CharField(blank=True, max_length=200, verbose_name='name of whom it honours')),
                    ('told_name', models.CharField(blank=True, max_length=200, verbose_name='who is to be told')),
                    ('told_email', models.EmailField(blank=True, max_length=254, verbose_name='their e-mail')),
                    ('told_address', models.TextField(blank=True, verbose_name='their postal address')),
                    ('told_words', models.TextField(blank=True, verbose_name='words to them')),
                    ('tribute', models.CharField(blank=True, choices=[('honour', 'in honour'), ('memory', 'in memory')], max_length=10, verbose_name='in honour or in memory')),
                    ('tell_at_once', models.BooleanField(default=False, verbose_name='mailed as soon as the gift has arrived')),
                    ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('currency', models.CharField(max_length=3)),
                    ('gift_amount', models.BigIntegerField(blank=True, null=True)),
                    ('gift_shares', models.CharField(blank=True, max_length=300)),
                    ('gift_interval', models.CharField(choices=[('once', 'once'), ('month', 'every month'), ('quarter', 'every three months'), ('year', 'every year')], default='once', max_length=10)),
                    ('gift_covers_fee', models.BooleanField(default=False)),
                    ('gift_is_anonymous', models.BooleanField(default=False)),
                    ('gift_message', models.TextField(blank=True)),
                    ('ordered_version', models.PositiveIntegerField(blank=True, null=True)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('updated_at', models.DateTimeField(auto_now=True, db_index=True)),
                    ('gift_fund', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.fund')),
                    ('payment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='baskets', to='payments.payment')),
                    ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.WAGTAIL_PAGE_MODEL)),
                ],
                options={
                    'verbose_name': 'basket',
                    'verbose_name_plural': 'baskets',
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('gift_amount__isnull', True), ('gift_fund__isnull', True)), models.Q(('gift_amount__gt', 0), ('gift_fund__isnull', False)), _connector='OR'), name='basket_gift_has_amount_and_fund'), models.CheckConstraint(condition=models.Q(('gift_shares', ''), ('gift_amount__isnull', False), _connector='OR'), name='basket_shares_are_of_a_gift'), models.CheckConstraint(condition=models.Q(models.Q(('honouree', ''), ('tell_at_once', False), ('told_address', ''), ('told_email', ''), ('told_name', ''), ('told_words', ''), ('tribute', '')), models.Q(models.Q(('tribute', ''), _negated=True), models.Q(('honouree', ''), _negated=True), models.Q(('tell_at_once', False), models.Q(('told_email', ''), _negated=True), _connector='OR')), _connector='OR'), name='basket_wish_is_whole'), models.CheckConstraint(condition=models.Q(('tribute', ''), models.Q(('gift_amount__isnull', False), ('gift_interval', 'once')), _connector='OR'), name='basket_tribute_is_of_a_gift_given_once')],
                },
            ),
            migrations.CreateModel(
                name='GroupPayment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('amount', models.BigIntegerField(verbose_name='amount')),
                    ('paid_on', models.DateField(verbose_name='paid on')),
                    ('method', models.CharField(choices=[('cash', 'cash'), ('mobile_money', 'mobile money'), ('bank', 'bank transfer')], max_length=12, verbose_name='how')),
                    ('received_by', models.CharField(help_text='Who took the money for the group.', max_length=200, verbose_name='received by')),
                    ('document', models.CharField(blank=True, help_text='Where the proof is: the number of a receipt or of a transfer.', max_length=200, verbose_name='document')),
                    ('reason', models.CharField(blank=True, max_length=1000, verbose_name='reason')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='recorded at')),
                    ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='stories.womensgroup', verbose_name='women’s group')),
                    ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
                    ('undoes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone_by', to='shop.grouppayment', verbose_name='undoes')),
                ],
                options={
                    'verbose_name': 'payment to a group',
                    'verbose_name_plural': 'payments to groups',
                    'ordering': ['-paid_on', '-pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('amount__gt', 0), ('undoes', None)), models.Q(('amount__lt', 0), ('undoes__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='group_payment_is_paid_or_taken_back'), models.CheckConstraint(condition=models.Q(('received_by', ''), _negated=True), name='group_payment_has_somebody_who_took_it')],
                },
            ),
            migrations.CreateModel(
                name='Order',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('number', models.CharField(max_length=20, null=True, unique=True, verbose_name='number')),
                    ('basket', models.UUIDField(db_index=True, editable=False)),
                    ('status', models.CharField(choices=[('pending', 'waiting for payment'), ('paid', 'to pack'), ('paid_needs_attention', 'paid, needs attention'), ('packed', 'packed'), ('shipped', 'shipped'), ('returned', 'returned'), ('cancelled', 'cancelled'), ('expired', 'not paid in time')], db_index=True, default='pending', max_length=20, verbose_name='status')),
                    ('email', models.EmailField(max_length=254, verbose_name='e-mail')),
                    ('name', models.CharField(max_length=200, verbose_name='name')),
                    ('line1', models.CharField(max_length=200, verbose_name='address')),
                    ('line2', models.CharField(blank=True, max_length=200, verbose_name='address, second line')),
                    ('city', models.CharField(max_length=100, verbose_name='city')),
                    ('region', models.CharField(blank=True, max_length=100, verbose_name='state or region')),
                    ('postcode', models.CharField(blank=True, max_length=20, verbose_name='postcode')),
                    ('country', django_countries.fields.CountryField(max_length=2, verbose_name='country')),
                    ('phone', models.CharField(blank=True, max_length=40, verbose_name='telephone')),
                    ('language', models.CharField(max_length=10, verbose_name='language')),
                    ('shipping_zone', models.CharField(max_length=60, verbose_name='shipping zone')),
                    ('weight_grams', models.PositiveIntegerField(verbose_name='weight in grams')),
                    ('currency', models.CharField(max_length=3, verbose_name='currency')),
                    ('goods_amount', models.BigIntegerField(verbose_name='goods')),
                    ('shipping_amount', models.BigIntegerField(verbose_name='shipping')),
                    ('gift_amount', models.BigIntegerField(default=0, verbose_name='gift')),
                    ('total_amount', models.BigIntegerField(verbose_name='total')),
                    ('tracking', models.CharField(blank=True, max_length=200, verbose_name='tracking')),
                    ('is_rebuilt', models.BooleanField(default=False, help_text='A restored backup had lost it. Whether the parcel had left is not known.', verbose_name='rebuilt from Stripe')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='ordered')),
                    ('paid_at', models.DateTimeField(blank=True, null=True, verbose_name='paid at')),
                    ('shipped_at', models.DateTimeField(blank=True, null=True, verbose_name='shipped at')),
                    ('payment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='order', to='payments.payment', verbose_name='payment')),
                    ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.WAGTAIL_PAGE_MODEL, verbose_name='page it came from')),
                ],
                options={
                    'verbose_name': 'order',
                    'verbose_name_plural': 'orders',
                    'ordering': ['-created_at', '-pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('total_amount', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('goods_amount'), '+', models.F('shipping_amount')), '+', models.F('gift_amount')))), name='order_total_is_the_sum'), models.CheckConstraint(condition=models.Q(('gift_amount__gte', 0), ('goods_amount__gt', 0), ('shipping_amount__gt', 0)), name='order_amounts_are_positive')],
                },
            ),
            migrations.CreateModel(
                name='OrderLine',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sku', models.CharField(max_length=40, verbose_name='SKU')),
                    ('title', models.CharField(max_length=200, verbose_name='soap')),
                    ('quantity', models.PositiveIntegerField(verbose_name='quantity')),
                    ('unit_price', models.BigIntegerField(verbose_name='price')),
                    ('amount', models.BigIntegerField(verbose_name='amount')),
                    ('fair_market_value', models.BigIntegerField(verbose_name='fair market value')),
                    ('weight_grams', models.PositiveIntegerField(verbose_name='weight in grams')),
                    ('held', models.PositiveIntegerField(default=0, verbose_name='held')),
                    ('refunded', models.PositiveIntegerField(default=0, verbose_name='refunded')),
                    ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='shop.order')),
                ],
                options={
                    'verbose_name': 'order line',
                    'verbose_name_plural': 'order lines',
                    'ordering': ['pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('amount', django.db.models.expressions.CombinedExpression(models.F('unit_price'), '*', models.F('quantity'))), ('quantity__gt', 0)), name='order_line_amount_is_price_times_quantity'), models.CheckConstraint(condition=models.Q(('held', 0), ('held', models.F('quantity')), _connector='OR'), name='order_line_held_whole_or_not'), models.CheckConstraint(condition=models.Q(('refunded__lte', models.F('quantity'))), name='order_line_refunded_at_most_whole')],
                },
            ),
            migrations.CreateModel(
                name='OrderMove',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('before', models.CharField(choices=[('pending', 'waiting for payment'), ('paid', 'to pack'), ('paid_needs_attention', 'paid, needs attention'), ('packed', 'packed'), ('shipped', 'shipped'), ('returned', 'returned'), ('cancelled', 'cancelled'), ('expired', 'not paid in time')], max_length=20, verbose_name='before')),
                    ('after', models.CharField(choices=[('pending', 'waiting for payment'), ('paid', 'to pack'), ('paid_needs_attention', 'paid, needs attention'), ('packed', 'packed'), ('shipped', 'shipped'), ('returned', 'returned'), ('cancelled', 'cancelled'), ('expired', 'not paid in time')], max_length=20, verbose_name='after')),
                    ('cause', models.CharField(max_length=80, verbose_name='cause')),
                    ('moved_at', models.DateTimeField(auto_now_add=True, verbose_name='when')),
                    ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moves', to='shop.order')),
                ],
                options={
                    'verbose_name': 'order move',
                    'verbose_name_plural': 'order moves',
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='Product',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(help_text='As staff call it. The page has its own title.', max_length=100, verbose_name='name')),
                    ('ingredients', models.TextField(blank=True, help_text='The list for the label, most first, in INCI names.', verbose_name='ingredients (INCI)')),
                    ('is_active', models.BooleanField(default=True, help_text='Off: its page stays, nothing can be bought.', verbose_name='for sale')),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('group', models.ForeignKey(blank=True, help_text='Named on the page only while the group agrees to be.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='stories.womensgroup', verbose_name='made by')),
                ],
                options={
                    'verbose_name': 'soap',
                    'verbose_name_plural': 'soaps',
                    'ordering': ['name', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='ShippingRate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('up_to_grams', models.PositiveIntegerField(help_text='Weight of all soaps of a parcel; above the highest, buyers are asked to write.', verbose_name='up to (grams)')),
                    ('amount', models.BigIntegerField(help_text='What shipping such a parcel costs the buyer.', verbose_name='amount')),
                    ('currency', models.CharField(default='USD', max_length=3, verbose_name='currency')),
                    ('zone', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='rates', to='shop.shippingzone')),
                ],
                options={
                    'verbose_name': 'shipping rate',
                    'verbose_name_plural': 'shipping rates',
                    'ordering': ['zone', 'up_to_grams', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('zone', 'currency', 'up_to_grams'), name='shipping_rate_one_per_weight'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='shipping_rate_is_positive', violation_error_message='Shipping is never free: enter what it costs.')],
                },
            ),
            migrations.CreateModel(
                name='ShopIndexPage',
                fields=[
                    ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                    ('listing_summary', models.CharField(blank=True, help_text='One or two sentences. Left empty, the introduction is used.', max_length=250, verbose_name='summary for cards')),
                    ('introduction', models.TextField(blank=True, help_text='Two or three sentences above the soaps.', max_length=500, verbose_name='introduction')),
                    ('listing_image', models.ForeignKey(blank=True, help_text='Shown where other pages link to this one, and when the link is shared.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.customimage', verbose_name='picture for cards')),
                ],
                options={
                    'verbose_name': 'shop',
                },
                bases=('wagtailcore.page', models.Model),
            ),
            migrations.CreateModel(
                name='SoapPage',
                fields=[
                    ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                    ('listing_summary', models.CharField(blank=True, help_text='One or two sentences. Left empty, the introduction is used.', max_length=250, verbose_name='summary for cards')),
                    ('introduction', models.TextField(blank=True, help_text='What it is and whose hands made it, in two sentences. No promises of healing.', max_length=400, verbose_name='introduction')),
                    ('made_of', models.CharField(blank=True, help_text='In plain words: shea butter, coconut oil, lye, water.', max_length=250, verbose_name='made of')),
                    ('body', wagtail.fields.StreamField([('heading', 0), ('paragraph', 1), ('quote', 5), ('interview', 10), ('values', 16), ('facts', 22), ('photo', 26), ('photos', 30), ('stories', 34), ('soap', 38), ('give', 42)], blank=True, block_lookup={0: ('core.blocks.HeadingBlock', (), {'group': 'Words'}), 1: ('core.blocks.ParagraphBlock', (), {'group': 'Words'}), 2: ('wagtail.blocks.TextBlock', (), {'help_text': 'As she said them, without quotation marks.', 'label': 'Words'}), 3: ('wagtail.blocks.CharBlock', (), {'help_text': 'Her name as she lets us print it, or “A member of the group”.', 'label': 'Who says it', 'required': False}), 4: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example Bambara.', 'label': 'Spoken in', 'required': False}), 5: ('wagtail.blocks.StructBlock', [[('words', 2), ('who', 3), ('language', 4)]], {'group': 'Words'}), 6: ('wagtail.blocks.CharBlock', (), {'help_text': 'As it was asked, in one sentence.', 'label': 'Question'}), 7: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'document-link', 'ol', 'ul'], 'help_text': 'In the words of who answers; shorter, never other.', 'label': 'Answer'}), 8: ('wagtail.blocks.StructBlock', [[('question', 6), ('answer', 7)]], {}), 9: ('wagtail.blocks.ListBlock', (8,), {'label': 'Questions and answers'}), 10: ('wagtail.blocks.StructBlock', [[('exchanges', 9)]], {'group': 'Words'}), 11: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example: What we hold to.', 'label': 'Heading', 'required': False}), 12: ('wagtail.blocks.CharBlock', (), {'help_text': 'Two to four words: Communities lead.', 'label': 'Title'}), 13: ('wagtail.blocks.TextBlock', (), {'help_text': 'What it means in our work, in one sentence.', 'label': 'Text', 'required': False}), 14: ('wagtail.blocks.StructBlock', [[('title', 12), ('text', 13)]], {}), 15: ('wagtail.blocks.ListBlock', (14,), {'label': 'Values'}), 16: ('wagtail.blocks.StructBlock', [[('heading', 11), ('values', 15)]], {'group': 'Words'}), 17: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example: In October.', 'label': 'Heading', 'required': False}), 18: ('wagtail.blocks.CharBlock', (), {'help_text': 'A day such as “October 4”, or a figure such as “312 women”.', 'label': 'When or what'}), 19: ('wagtail.blocks.TextBlock', (), {'help_text': 'One sentence that can be checked.', 'label': 'Fact'}), 20: ('wagtail.blocks.StructBlock', [[('when', 18), ('what', 19)]], {}), 21: ('wagtail.blocks.ListBlock', (20,), {'label': 'Facts'}), 22: ('wagtail.blocks.StructBlock', [[('heading', 17), ('facts', 21)]], {'group': 'Words'}), 23: ('wagtail.images.blocks.ImageBlock', [], {'label': 'Picture'}), 24: ('wagtail.blocks.CharBlock', (), {'help_text': 'Who and what is seen, where and when. It stands in the margin.', 'label': 'Caption', 'required': False}), 25: ('wagtail.blocks.BooleanBlock', (), {'help_text': 'Now and then, for a picture that carries the whole screen.', 'label': 'From edge to edge', 'required': False}), 26: ('wagtail.blocks.StructBlock', [[('image', 23), ('caption', 24), ('bleed', 25)]], {'group': 'Pictures'}), 27: ('wagtail.images.blocks.ImageBlock', [], {}), 28: ('wagtail.blocks.ListBlock', (27,), {'label': 'Pictures', 'max_num': 3, 'min_num': 2}), 29: ('wagtail.blocks.CharBlock', (), {'help_text': 'Who and what is seen, where and when. It stands in the margin.', 'label': 'Caption for all of them', 'required': False}), 30: ('wagtail.blocks.StructBlock', [[('images', 28), ('caption', 29)]], {'group': 'Pictures'}), 31: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example: More stories.', 'label': 'Heading', 'required': False}), 32: ('wagtail.blocks.PageChooserBlock', (), {'page_type': ['stories.StoryPage']}), 33: ('wagtail.blocks.ListBlock', (32,), {'help_text': 'One to six, in the order in which readers see them.', 'label': 'Stories', 'max_num': 6}), 34: ('wagtail.blocks.StructBlock', [[('heading', 31), ('stories', 33)]], {'group': 'The way on'}), 35: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example: Soap from her group.', 'label': 'Heading', 'required': False}), 36: ('wagtail.blocks.PageChooserBlock', (), {'page_type': ['shop.SoapPage']}), 37: ('wagtail.blocks.ListBlock', (36,), {'help_text': 'One to six, in the order in which readers see them.', 'label': 'Soaps', 'max_num': 6}), 38: ('wagtail.blocks.StructBlock', [[('heading', 35), ('soaps', 37)]], {'group': 'The way on'}), 39: ('wagtail.blocks.CharBlock', (), {'help_text': 'Short, and true on its own.', 'label': 'Heading'}), 40: ('wagtail.blocks.TextBlock', (), {'help_text': 'Why a gift without a purpose helps most, in two sentences.', 'label': 'Text'}), 41: ('wagtail.blocks.CharBlock', (), {'help_text': 'Left empty it says “Give”.', 'label': 'Button', 'required': False}), 42: ('wagtail.blocks.StructBlock', [[('heading', 39), ('text', 40), ('button', 41)]], {'group': 'The way on'})}, help_text='Below the soap: how it is made, by whom, with pictures. It may stay empty.', verbose_name='body')),
                    ('listing_image', models.ForeignKey(blank=True, help_text='Shown where other pages link to this one, and when the link is shared.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.customimage', verbose_name='picture for cards')),
                    ('product', models.ForeignKey(help_text='Sizes, prices, stock and ingredients come from Shop → Soaps.', on_delete=django.db.models.deletion.PROTECT, related_name='pages', to='shop.product', verbose_name='soap')),
                ],
                options={
                    'verbose_name': 'soap page',
                    'verbose_name_plural': 'soap pages',
                },
                bases=('wagtailcore.page', models.Model),
            ),
            migrations.CreateModel(
                name='Variant',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sku', models.CharField(help_text='Short and never reused, such as KARITE-100.', max_length=40, unique=True, validators=[django.core.validators.RegexValidator('^[A-Z0-9][A-Z0-9-]*$', 'Use capital letters, digits and hyphens.')], verbose_name='SKU')),
                    ('name', models.CharField(help_text='Such as “100 g bar”.', max_length=60, verbose_name='size')),
                    ('price', models.BigIntegerField(help_text='What a buyer pays for one, without shipping.', verbose_name='price')),
                    ('fair_market_value', models.BigIntegerField(help_text='What such a soap costs elsewhere. What is paid above it counts as a gift.', verbose_name='fair market value')),
                    ('fair_market_value_note', models.CharField(blank=True, help_text='Such as: three shops in Durham, October 2026.', max_length=250, verbose_name='how it was estimated')),
                    ('currency', models.CharField(default='USD', max_length=3, verbose_name='currency')),
                    ('weight_grams', models.PositiveIntegerField(help_text='Of the soap without its wrapper. Shipping is priced by it.', validators=[django.core.validators.MinValueValidator(1)], verbose_name='net weight in grams')),
                    ('is_active', models.BooleanField(default=True, verbose_name='for sale')),
                    ('on_hand', models.IntegerField(default=0, editable=False, verbose_name='on hand')),
                    ('reserved', models.IntegerField(default=0, editable=False, verbose_name='held')),
                    ('product', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='variants', to='shop.product', verbose_name='soap')),
                ],
                options={
                    'verbose_name': 'size',
                    'verbose_name_plural': 'sizes',
                    'ordering': ['product', 'weight_grams', 'pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('price__gt', 0)), name='variant_price_is_positive', violation_error_message='A price is more than nothing.'), models.CheckConstraint(condition=models.Q(('fair_market_value__gte', 0)), name='variant_fair_market_value_is_not_negative', violation_error_message='A fair market value cannot be negative.'), models.CheckConstraint(condition=models.Q(('weight_grams__gt', 0)), name='variant_weight_is_positive', violation_error_message='Shipping needs the weight of every soap.'), models.CheckConstraint(condition=models.Q(('reserved__gte', 0)), name='variant_held_not_negative'), models.CheckConstraint(condition=models.Q(('reserved__lte', models.F('on_hand'))), name='variant_held_is_on_hand')],
                },
            ),
            migrations.CreateModel(
                name='StockMovement',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('received', 'received'), ('sold', 'sold'), ('returned', 'returned'), ('corrected', 'corrected')], max_length=10, verbose_name='kind')),
                    ('quantity', models.IntegerField(verbose_name='quantity')),
                    ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='when')),
                    ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                    ('order_line', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='movements', to='shop.orderline', verbose_name='order line')),
                    ('refund_line', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='movements', to='payments.refundline', verbose_name='refund line')),
                    ('variant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='movements', to='shop.variant', verbose_name='size')),
                ],
                options={
                    'verbose_name': 'stock movement',
                    'verbose_name_plural': 'stock movements',
                    'ordering': ['-created_at', '-pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('quantity', 0), _negated=True), name='stock_movement_moves_something'), models.UniqueConstraint(condition=models.Q(('kind', 'sold')), fields=('order_line',), name='stock_movement_line_is_sold_once'), models.UniqueConstraint(fields=('refund_line',), name='stock_movement_refund_returns_once')],
                },
            ),
            migrations.CreateModel(
                name='BasketLine',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('quantity', models.PositiveIntegerField()),
                    ('basket', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='shop.basket')),
                    ('variant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='shop.variant')),
                ],
                options={
                    'ordering': ['pk'],
                    'constraints': [models.UniqueConstraint(fields=('basket', 'variant'), name='basket_line_one_per_variant'), models.CheckConstraint(condition=models.Q(('quantity__gte', 1)), name='basket_line_quantity_is_positive')],
                },
            ),
            migrations.CreateModel(
                name='BarPrice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('valid_from', models.DateField(help_text='For bars that are paid for from this day on.', verbose_name='valid from')),
                    ('amount', models.BigIntegerField(help_text='What the group is owed once a bar is sold.', verbose_name='for each bar, in F CFA')),
                    ('agreed_with', models.CharField(help_text='Who agreed for the group, and when.', max_length=200, verbose_name='agreed with')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='recorded at')),
                    ('variant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bar_prices', to='shop.variant', verbose_name='size')),
                ],
                options={
                    'verbose_name': 'price agreed with a group',
                    'verbose_name_plural': 'prices agreed with groups',
                    'ordering': ['variant', '-valid_from'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='bar_price_is_positive', violation_error_message='A price is more than nothing.'), models.UniqueConstraint(fields=('variant', 'valid_from'), name='bar_price_once_a_day', violation_error_message='A price from this day on was agreed already.')],
                },
            ),
            migrations.CreateModel(
                name='VariantTranslation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('language', models.CharField(max_length=10, verbose_name='language')),
                    ('name', models.CharField(max_length=60, verbose_name='size')),
                    ('variant', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='translations', to='shop.variant')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('variant', 'language'), name='variant_one_name_per_language')],
                },
            ),
        ]),
        migrations.AddField(
            model_name='orderline',
            name='variant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='order_lines', to='shop.variant'),
        ),
    ]
