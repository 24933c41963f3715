import core.models.organisation
import django.core.validators
import django.db.models.deletion
import modelsearch.index
import taggit.managers
import wagtail.fields
import wagtail.images.models
import wagtail.models.media
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        # Not needed: what others ship comes before ours, since each step of theirs renders every
        # model that is there already. That took a fifth of `migrate`.
        ('account', '0009_emailaddress_unique_primary_email'),
        ('mfa', '0003_authenticator_type_uniq'),
        ('wagtail_localize', '0016_rename_page_revision_translationlog_revision'),
        ('wagtailadmin', '0006_formstate'),
        ('wagtaildocs', '0014_alter_document_file_size'),
        ('wagtailembeds', '0009_embed_cache_until'),
        ('wagtailimages', '0027_image_description'),
        ('wagtailredirects', '0008_add_verbose_name_plural'),
        ('wagtailsearch', '0010_add_text_fields'),
        ('wagtailusers', '0015_userprofile_keyboard_shortcuts'),
        # Needed.
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='JobRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True, verbose_name='job')),
                ('claimed_at', models.DateTimeField(blank=True, null=True)),
                ('started_at', models.DateTimeField(blank=True, null=True, verbose_name='started')),
                ('succeeded_at', models.DateTimeField(blank=True, null=True, verbose_name='last succeeded')),
                ('failing_since', models.DateTimeField(blank=True, null=True, verbose_name='failing since')),
                ('error', models.CharField(blank=True, max_length=200, verbose_name='error')),
            ],
            options={
                'verbose_name': 'timer’s job',
                'verbose_name_plural': 'timer’s jobs',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='OrganisationSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(default='Mali Health', help_text='As people call us: on pages, in mails, on shared links.', max_length=100, verbose_name='name')),
                ('legal_name', models.CharField(default='Mali Health Organizing Project', help_text='As registered; on receipts, and whom a giver gives to.', max_length=200, verbose_name='legal name')),
                ('ein', models.CharField(blank=True, help_text='Printed on every gift receipt.', max_length=20, verbose_name='EIN')),
                ('address', models.TextField(blank=True, help_text='The legal address, as printed on receipts.', verbose_name='address')),
                ('field_address', models.TextField(blank=True, help_text='Stands at the foot of every page.', verbose_name='address in Mali')),
                ('email', models.EmailField(blank=True, help_text='Where supporters can write.', max_length=254, verbose_name='e-mail')),
                ('time_zone', models.CharField(default='America/New_York', help_text='Decides the date, and so the year, of every gift.', max_length=50, validators=[core.models.organisation.validate_time_zone], verbose_name='time zone')),
                ('currency', models.CharField(default='USD', help_text='Three letters, such as USD.', max_length=3, verbose_name='currency')),
                ('card_fee_share', models.PositiveSmallIntegerField(default=290, help_text='In hundredths of a percent: 290 means 2.9 %. Givers may add it to their gift.', validators=[django.core.validators.MaxValueValidator(2000)], verbose_name='card fee, share')),
                ('card_fee_fixed', models.PositiveSmallIntegerField(default=30, help_text='In cents, for each payment. With 0 for both nobody is asked to add the fee.', verbose_name='card fee, fixed part')),
                ('books_closed_on', models.DateField(blank=True, help_text='Up to this day no gift by cheque, transfer or cash can be entered, and nothing about a fund can be recorded: no spending, no release, no transfer, no gift moved to another fund.', null=True, verbose_name='books closed up to')),
                ('two_people_post', models.BooleanField(default=True, help_text='Whoever entered a batch of gifts does not post it; somebody else looks.', verbose_name='batches of gifts need two people')),
                ('thanks_from', models.PositiveIntegerField(default=25000, help_text='In cents: 25000 is 250 dollars. A gift of that much, and every first gift, waits on the list of gifts to thank for until somebody has. With 0 only first gifts do.', verbose_name='thank personally from')),
                ('bank_details', models.TextField(blank=True, help_text='One a line, such as “IBAN: …”. Shown to those who want to give by bank transfer; while this is empty, nobody is offered that.', verbose_name='bank details for transfers')),
                ('bank_details_translated', models.JSONField(blank=True, default=dict, editable=False)),
                ('signatory_name', models.CharField(blank=True, help_text='Printed below each receipt and letter.', max_length=100, verbose_name='receipts signed by')),
                ('signatory_title', models.CharField(blank=True, help_text='Such as “Executive Director”.', max_length=100, verbose_name='title of the signatory')),
                ('disclosure', models.TextField(blank=True, help_text='Wording that states require; shown on the give page and on receipts.', verbose_name='solicitation disclosure')),
                ('disclosures', models.JSONField(blank=True, default=dict, editable=False)),
                ('payments_are_closed', models.BooleanField(default=False, help_text='Stops every new payment at once, with a kind page. For an attack, or when something about money is wrong. Payments already begun can still be finished.', verbose_name='close giving and buying')),
                ('payments_closed_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'verbose_name': 'organisation',
            },
        ),
        migrations.CreateModel(
            name='OutboxMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=120, unique=True)),
                ('template', models.CharField(max_length=80)),
                ('to', models.EmailField(max_length=254, verbose_name='to')),
                ('language', models.CharField(max_length=10, verbose_name='language')),
                ('subject', models.CharField(max_length=250, verbose_name='subject')),
                ('text', models.TextField(verbose_name='text')),
                ('html', models.TextField(blank=True)),
                ('attachment_kind', models.CharField(blank=True, max_length=30)),
                ('attachment_ref', models.CharField(blank=True, max_length=60)),
                ('permit_kind', models.CharField(blank=True, max_length=30)),
                ('permit_ref', models.CharField(blank=True, max_length=60)),
                ('unsubscribe_url', models.URLField(blank=True)),
                ('status', models.CharField(choices=[('queued', 'queued'), ('sending', 'being sent'), ('sent', 'sent'), ('gave_up', 'gave up'), ('set_aside', 'set aside')], db_index=True, default='queued', max_length=10, verbose_name='status')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='tries')),
                ('next_try_at', models.DateTimeField(verbose_name='next try')),
                ('claimed_at', models.DateTimeField(null=True)),
                ('may_be_duplicate', models.BooleanField(default=False, help_text='A worker died while sending; the mail may have gone out twice.', verbose_name='may have gone out twice')),
                ('last_error', models.CharField(blank=True, max_length=200, verbose_name='last error')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='promised at')),
                ('sent_at', models.DateTimeField(null=True, verbose_name='sent at')),
            ],
            options={
                'verbose_name': 'mail',
                'verbose_name_plural': 'mails',
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='PageGeneration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=36)),
                ('changed_in', models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('condition', models.CharField(max_length=60, verbose_name='condition')),
                ('severity', models.CharField(choices=[('urgent', 'urgent'), ('soon', 'soon')], max_length=10, verbose_name='severity')),
                ('text', models.TextField(verbose_name='what was wrong')),
                ('raised_at', models.DateTimeField(verbose_name='raised')),
                ('cleared_at', models.DateTimeField(blank=True, null=True, verbose_name='cleared')),
            ],
            options={
                'verbose_name': 'alert',
                'verbose_name_plural': 'alerts',
                'ordering': ['-raised_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('cleared_at__isnull', True)), fields=('condition',), name='alert_one_open_per_condition')],
            },
        ),
        migrations.CreateModel(
            name='CustomImage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('file', wagtail.images.models.WagtailImageField(height_field='height', upload_to=wagtail.images.models.get_upload_to, verbose_name='file', width_field='width')),
                ('description', models.CharField(blank=True, default='', max_length=255, verbose_name='description')),
                ('width', models.IntegerField(editable=False, verbose_name='width')),
                ('height', models.IntegerField(editable=False, verbose_name='height')),
                ('created_at', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='created at')),
                ('focal_point_x', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_y', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_width', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_height', models.PositiveIntegerField(blank=True, null=True)),
                ('file_size', models.PositiveIntegerField(editable=False, null=True)),
                ('file_hash', models.CharField(blank=True, db_index=True, editable=False, max_length=40)),
                ('credit', models.CharField(blank=True, help_text='Who made the picture, as it should be printed beside it.', max_length=200, verbose_name='credit')),
                ('descriptions', models.JSONField(blank=True, default=dict, editable=False)),
                ('collection', models.ForeignKey(default=wagtail.models.media.get_root_collection_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.collection', verbose_name='collection')),
                ('tags', taggit.managers.TaggableManager(blank=True, help_text=None, through='taggit.TaggedItem', to='taggit.Tag', verbose_name='tags')),
                ('uploaded_by_user', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL, verbose_name='uploaded by user')),
            ],
            options={
                'abstract': False,
            },
            bases=(wagtail.images.models.ImageFileMixin, modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='HomePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('listing_summary', models.CharField(blank=True, help_text='One or two sentences. Left empty, the introduction is used.', max_length=250, verbose_name='summary for cards')),
                ('introduction', models.TextField(blank=True, help_text='Who we are, in two or three sentences, below the first story.', max_length=400, verbose_name='introduction')),
                ('body', wagtail.fields.StreamField([('heading', 0), ('paragraph', 1), ('quote', 5), ('interview', 10), ('values', 16), ('facts', 22), ('photo', 26), ('photos', 30), ('stories', 34), ('soap', 38), ('give', 42)], blank=True, block_lookup={0: ('core.blocks.HeadingBlock', (), {'group': 'Words'}), 1: ('core.blocks.ParagraphBlock', (), {'group': 'Words'}), 2: ('wagtail.blocks.TextBlock', (), {'help_text': 'As she said them, without quotation marks.', 'label': 'Words'}), 3: ('wagtail.blocks.CharBlock', (), {'help_text': 'Her name as she lets us print it, or “A member of the group”.', 'label': 'Who says it', 'required': False}), 4: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example Bambara.', 'label': 'Spoken in', 'required': False}), 5: ('wagtail.blocks.StructBlock', [[('words', 2), ('who', 3), ('language', 4)]], {'group': 'Words'}), 6: ('wagtail.blocks.CharBlock', (), {'help_text': 'As it was asked, in one sentence.', 'label': 'Question'}), 7: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'document-link', 'ol', 'ul'], 'help_text': 'In the words of who answers; shorter, never other.', 'label': 'Answer'}), 8: ('wagtail.blocks.StructBlock', [[('question', 6), ('answer', 7)]], {}), 9: ('wagtail.blocks.ListBlock', (8,), {'label': 'Questions and answers'}), 10: ('wagtail.blocks.StructBlock', [[('exchanges', 9)]], {'group': 'Words'}), 11: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example: What we hold to.', 'label': 'Heading', 'required': False}), 12: ('wagtail.blocks.CharBlock', (), {'help_text': 'Two to four words: Communities lead.', 'label': 'Title'}), 13: ('wagtail.blocks.TextBlock', (), {'help_text': 'What it means in our work, in one sentence.', 'label': 'Text', 'required': False}), 14: ('wagtail.blocks.StructBlock', [[('title', 12), ('text', 13)]], {}), 15: ('wagtail.blocks.ListBlock', (14,), {'label': 'Values'}), 16: ('wagtail.blocks.StructBlock', [[('heading', 11), ('values', 15)]], {'group': 'Words'}), 17: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example: In October.', 'label': 'Heading', 'required': False}), 18: ('wagtail.blocks.CharBlock', (), {'help_text': 'A day such as “October 4”, or a figure such as “312 women”.', 'label': 'When or what'}), 19: ('wagtail.blocks.TextBlock', (), {'help_text': 'One sentence that can be checked.', 'label': 'Fact'}), 20: ('wagtail.blocks.StructBlock', [[('when', 18), ('what', 19)]], {}), 21: ('wagtail.blocks.ListBlock', (20,), {'label': 'Facts'}), 22: ('wagtail.blocks.StructBlock', [[('heading', 17), ('facts', 21)]], {'group': 'Words'}), 23: ('wagtail.images.blocks.ImageBlock', [], {'label': 'Picture'}), 24: ('wagtail.blocks.CharBlock', (), {'help_text': 'Who and what is seen, where and when. It stands in the margin.', 'label': 'Caption', 'required': False}), 25: ('wagtail.blocks.BooleanBlock', (), {'help_text': 'Now and then, for a picture that carries the whole screen.', 'label': 'From edge to edge', 'required': False}), 26: ('wagtail.blocks.StructBlock', [[('image', 23), ('caption', 24), ('bleed', 25)]], {'group': 'Pictures'}), 27: ('wagtail.images.blocks.ImageBlock', [], {}), 28: ('wagtail.blocks.ListBlock', (27,), {'label': 'Pictures', 'max_num': 3, 'min_num': 2}), 29: ('wagtail.blocks.CharBlock', (), {'help_text': 'Who and what is seen, where and when. It stands in the margin.', 'label': 'Caption for all of them', 'required': False}), 30: ('wagtail.blocks.StructBlock', [[('images', 28), ('caption', 29)]], {'group': 'Pictures'}), 31: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example: More stories.', 'label': 'Heading', 'required': False}), 32: ('wagtail.blocks.PageChooserBlock', (), {'page_type': ['stories.StoryPage']}), 33: ('wagtail.blocks.ListBlock', (32,), {'help_text': 'One to six, in the order in which readers see them.', 'label': 'Stories', 'max_num': 6}), 34: ('wagtail.blocks.StructBlock', [[('heading', 31), ('stories', 33)]], {'group': 'The way on'}), 35: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example: Soap from her group.', 'label': 'Heading', 'required': False}), 36: ('wagtail.blocks.PageChooserBlock', (), {'page_type': ['shop.SoapPage']}), 37: ('wagtail.blocks.ListBlock', (36,), {'help_text': 'One to six, in the order in which readers see them.', 'label': 'Soaps', 'max_num': 6}), 38: ('wagtail.blocks.StructBlock', [[('heading', 35), ('soaps', 37)]], {'group': 'The way on'}), 39: ('wagtail.blocks.CharBlock', (), {'help_text': 'Short, and true on its own.', 'label': 'Heading'}), 40: ('wagtail.blocks.TextBlock', (), {'help_text': 'Why a gift without a purpose helps most, in two sentences.', 'label': 'Text'}), 41: ('wagtail.blocks.CharBlock', (), {'help_text': 'Left empty it says “Give”.', 'label': 'Button', 'required': False}), 42: ('wagtail.blocks.StructBlock', [[('heading', 39), ('text', 40), ('button', 41)]], {'group': 'The way on'})}, help_text='What follows, from top to bottom. Three things on a page deserve attention: for example the soap of her group, a panel for giving, what happened this month.', verbose_name='body')),
                ('lead_story', models.ForeignKey(blank=True, help_text='Fills the first screen with its picture, her words and her name. If its consent ends, it disappears from here by itself and the introduction takes its place.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.WAGTAIL_PAGE_MODEL, verbose_name='first story')),
                ('listing_image', models.ForeignKey(blank=True, help_text='Shown where other pages link to this one, and when the link is shared.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.customimage', verbose_name='picture for cards')),
            ],
            options={
                'verbose_name': 'home page',
                'verbose_name_plural': 'home pages',
            },
            bases=('wagtailcore.page', models.Model),
        ),
        migrations.CreateModel(
            name='StandardPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('listing_summary', models.CharField(blank=True, help_text='One or two sentences. Left empty, the introduction is used.', max_length=250, verbose_name='summary for cards')),
                ('introduction', models.TextField(blank=True, help_text='What this page says, in one or two sentences, in larger type.', max_length=400, verbose_name='introduction')),
                ('body', wagtail.fields.StreamField([('heading', 0), ('paragraph', 1), ('quote', 5), ('interview', 10), ('values', 16), ('facts', 22), ('photo', 26), ('photos', 30), ('stories', 34), ('soap', 38), ('give', 42)], blank=True, block_lookup={0: ('core.blocks.HeadingBlock', (), {'group': 'Words'}), 1: ('core.blocks.ParagraphBlock', (), {'group': 'Words'}), 2: ('wagtail.blocks.TextBlock', (), {'help_text': 'As she said them, without quotation marks.', 'label': 'Words'}), 3: ('wagtail.blocks.CharBlock', (), {'help_text': 'Her name as she lets us print it, or “A member of the group”.', 'label': 'Who says it', 'required': False}), 4: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example Bambara.', 'label': 'Spoken in', 'required': False}), 5: ('wagtail.blocks.StructBlock', [[('words', 2), ('who', 3), ('language', 4)]], {'group': 'Words'}), 6: ('wagtail.blocks.CharBlock', (), {'help_text': 'As it was asked, in one sentence.', 'label': 'Question'}), 7: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'document-link', 'ol', 'ul'], 'help_text': 'In the words of who answers; shorter, never other.', 'label': 'Answer'}), 8: ('wagtail.blocks.StructBlock', [[('question', 6), ('answer', 7)]], {}), 9: ('wagtail.blocks.ListBlock', (8,), {'label': 'Questions and answers'}), 10: ('wagtail.blocks.StructBlock', [[('exchanges', 9)]], {'group': 'Words'}), 11: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example: What we hold to.', 'label': 'Heading', 'required': False}), 12: ('wagtail.blocks.CharBlock', (), {'help_text': 'Two to four words: Communities lead.', 'label': 'Title'}), 13: ('wagtail.blocks.TextBlock', (), {'help_text': 'What it means in our work, in one sentence.', 'label': 'Text', 'required': False}), 14: ('wagtail.blocks.StructBlock', [[('title', 12), ('text', 13)]], {}), 15: ('wagtail.blocks.ListBlock', (14,), {'label': 'Values'}), 16: ('wagtail.blocks.StructBlock', [[('heading', 11), ('values', 15)]], {'group': 'Words'}), 17: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example: In October.', 'label': 'Heading', 'required': False}), 18: ('wagtail.blocks.CharBlock', (), {'help_text': 'A day such as “October 4”, or a figure such as “312 women”.', 'label': 'When or what'}), 19: ('wagtail.blocks.TextBlock', (), {'help_text': 'One sentence that can be checked.', 'label': 'Fact'}), 20: ('wagtail.blocks.StructBlock', [[('when', 18), ('what', 19)]], {}), 21: ('wagtail.blocks.ListBlock', (20,), {'label': 'Facts'}), 22: ('wagtail.blocks.StructBlock', [[('heading', 17), ('facts', 21)]], {'group': 'Words'}), 23: ('wagtail.images.blocks.ImageBlock', [], {'label': 'Picture'}), 24: ('wagtail.blocks.CharBlock', (), {'help_text': 'Who and what is seen, where and when. It stands in the margin.', 'label': 'Caption', 'required': False}), 25: ('wagtail.blocks.BooleanBlock', (), {'help_text': 'Now and then, for a picture that carries the whole screen.', 'label': 'From edge to edge', 'required': False}), 26: ('wagtail.blocks.StructBlock', [[('image', 23), ('caption', 24), ('bleed', 25)]], {'group': 'Pictures'}), 27: ('wagtail.images.blocks.ImageBlock', [], {}), 28: ('wagtail.blocks.ListBlock', (27,), {'label': 'Pictures', 'max_num': 3, 'min_num': 2}), 29: ('wagtail.blocks.CharBlock', (), {'help_text': 'Who and what is seen, where and when. It stands in the margin.', 'label': 'Caption for all of them', 'required': False}), 30: ('wagtail.blocks.StructBlock', [[('images', 28), ('caption', 29)]], {'group': 'Pictures'}), 31: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example: More stories.', 'label': 'Heading', 'required': False}), 32: ('wagtail.blocks.PageChooserBlock', (), {'page_type': ['stories.StoryPage']}), 33: ('wagtail.blocks.ListBlock', (32,), {'help_text': 'One to six, in the order in which readers see them.', 'label': 'Stories', 'max_num': 6}), 34: ('wagtail.blocks.StructBlock', [[('heading', 31), ('stories', 33)]], {'group': 'The way on'}), 35: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example: Soap from her group.', 'label': 'Heading', 'required': False}), 36: ('wagtail.blocks.PageChooserBlock', (), {'page_type': ['shop.SoapPage']}), 37: ('wagtail.blocks.ListBlock', (36,), {'help_text': 'One to six, in the order in which readers see them.', 'label': 'Soaps', 'max_num': 6}), 38: ('wagtail.blocks.StructBlock', [[('heading', 35), ('soaps', 37)]], {'group': 'The way on'}), 39: ('wagtail.blocks.CharBlock', (), {'help_text': 'Short, and true on its own.', 'label': 'Heading'}), 40: ('wagtail.blocks.TextBlock', (), {'help_text': 'Why a gift without a purpose helps most, in two sentences.', 'label': 'Text'}), 41: ('wagtail.blocks.CharBlock', (), {'help_text': 'Left empty it says “Give”.', 'label': 'Button', 'required': False}), 42: ('wagtail.blocks.StructBlock', [[('heading', 39), ('text', 40), ('button', 41)]], {'group': 'The way on'})}, verbose_name='body')),
                ('listing_image', models.ForeignKey(blank=True, help_text='Shown where other pages link to this one, and when the link is shared.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.customimage', verbose_name='picture for cards')),
            ],
            options={
                'verbose_name': 'page',
                'verbose_name_plural': 'pages',
            },
            bases=('wagtailcore.page', models.Model),
        ),
        migrations.CreateModel(
            name='CustomRendition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('filter_spec', models.CharField(db_index=True, max_length=255)),
                ('file', wagtail.images.models.WagtailImageField(height_field='height', storage=wagtail.images.models.get_rendition_storage, upload_to=wagtail.images.models.get_rendition_upload_to, width_field='width')),
                ('width', models.IntegerField(editable=False)),
                ('height', models.IntegerField(editable=False)),
                ('focal_point_key', models.CharField(blank=True, default='', editable=False, max_length=16)),
                ('image', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='renditions', to='core.customimage')),
            ],
            options={
                'unique_together': {('image', 'filter_spec', 'focal_point_key')},
            },
            bases=(wagtail.images.models.ImageFileMixin, models.Model),
        ),
    ]
