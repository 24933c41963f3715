import django.db.models.deletion
import modelcluster.fields
import modelsearch.index
import wagtail.fields
from django.conf import settings
from django.db import migrations, models

from core.migration_operations import CreateModels


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('accounts', '__first__'),
        ('core', '0001_initial'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='GroupIndexPage',
                fields=[
                    ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                    ('introduction', models.TextField(blank=True, max_length=500, verbose_name='introduction')),
                ],
                options={
                    'verbose_name': 'group index',
                    'verbose_name_plural': 'group indexes',
                },
                bases=('wagtailcore.page',),
            ),
            migrations.CreateModel(
                name='StoryIndexPage',
                fields=[
                    ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                    ('introduction', models.TextField(blank=True, max_length=500, verbose_name='introduction')),
                ],
                options={
                    'verbose_name': 'story index',
                    'verbose_name_plural': 'story indexes',
                },
                bases=('wagtailcore.page',),
            ),
            migrations.CreateModel(
                name='WomensGroup',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(help_text='As the women call themselves.', max_length=100, unique=True, verbose_name='name')),
                    ('place', models.CharField(help_text='The quarter at the finest, never a street or a house: “Sanankoro, Bamako”.', max_length=120, verbose_name='place')),
                    ('founded_year', models.PositiveSmallIntegerField(blank=True, help_text='The year; empty when nobody is sure.', null=True, verbose_name='founded in')),
                    ('member_count', models.PositiveSmallIntegerField(blank=True, help_text='How many women, as they counted last. It stands on their page.', null=True, verbose_name='members')),
                    ('motif', models.CharField(choices=[('crocodile', 'crocodile track'), ('comb', 'comb'), ('calabash', 'calabash'), ('zigzag', 'zigzag'), ('cowrie', 'cowrie'), ('river', 'river')], help_text="The bogolan figure that marks this group's soaps, pages and stories.", max_length=10, verbose_name='figure')),
                    ('is_sample', models.BooleanField(default=False, help_text='Invented, to show how the site works.', verbose_name='sample')),
                ],
                options={
                    'verbose_name': "women's group",
                    'verbose_name_plural': "women's groups",
                    'ordering': ['name'],
                },
                bases=(modelsearch.index.Indexed, models.Model),
            ),
            migrations.CreateModel(
                name='StoryPage',
                fields=[
                    ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                    ('opening_quote', models.TextField(blank=True, help_text='Her words, the largest thing on the page after the title. Without quote marks.', max_length=300, verbose_name='opening quote')),
                    ('summary', models.TextField(blank=True, help_text='One or two sentences for cards and search results. She is the subject.', max_length=250, verbose_name='summary')),
                    ('told_by_group', models.BooleanField(default=False, help_text="Then the group's own consent is needed, besides that of each person named.", verbose_name='the group tells this story together')),
                    ('place', models.CharField(blank=True, help_text='The quarter at the finest, never a street or a house.', max_length=120, verbose_name='place')),
                    ('theme', models.CharField(blank=True, choices=[('work', 'Work and soap'), ('savings', 'Saving together'), ('care', 'Getting care'), ('children', 'Mothers and children'), ('community', 'Deciding together')], help_text='What it is about above all. Readers choose stories by it.', max_length=10, verbose_name='theme')),
                    ('told_on', models.DateField(blank=True, null=True, verbose_name='told on')),
                    ('told_in', models.CharField(choices=[('bm', 'Bambara'), ('fr', 'French'), ('en', 'English'), ('snk', 'Soninke'), ('ff', 'Fulfulde'), ('dtm', 'Dogon'), ('sef', 'Senufo')], default='bm', max_length=5, verbose_name='told in')),
                    ('written_in', models.CharField(choices=[('bm', 'Bambara'), ('fr', 'French'), ('en', 'English'), ('snk', 'Soninke'), ('ff', 'Fulfulde'), ('dtm', 'Dogon'), ('sef', 'Senufo')], default='fr', max_length=5, verbose_name='written down in')),
                    ('body', wagtail.fields.StreamField([('heading', 0), ('paragraph', 1), ('quote', 7), ('interview', 12), ('values', 18), ('facts', 24), ('photo', 28), ('photos', 32), ('stories', 36), ('soap', 40), ('give', 44), ('audio', 49), ('video', 53)], blank=True, block_lookup={0: ('core.blocks.HeadingBlock', (), {'group': 'Words'}), 1: ('core.blocks.ParagraphBlock', (), {'group': 'Words'}), 2: ('wagtail.blocks.TextBlock', (), {'help_text': 'As she said them, without quotation marks.', 'label': 'Words'}), 3: ('wagtail.blocks.CharBlock', (), {'help_text': 'Her name as she lets us print it, or “A member of the group”.', 'label': 'Who says it', 'required': False}), 4: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example Bambara.', 'label': 'Spoken in', 'required': False}), 5: ('wagtail.blocks.TextBlock', (), {'help_text': 'The same words as she said them, when they were translated. Small, below.', 'label': 'In her own language', 'required': False}), 6: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('bm', 'Bambara'), ('fr', 'French'), ('en', 'English'), ('snk', 'Soninke'), ('ff', 'Fulfulde'), ('dtm', 'Dogon'), ('sef', 'Senufo')], 'help_text': 'Needed with them: screen readers then say them right.', 'label': 'Language of these words', 'required': False}), 7: ('wagtail.blocks.StructBlock', [[('words', 2), ('who', 3), ('language', 4), ('original', 5), ('original_language', 6)]], {'group': 'Words'}), 8: ('wagtail.blocks.CharBlock', (), {'help_text': 'As it was asked, in one sentence.', 'label': 'Question'}), 9: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'document-link', 'ol', 'ul'], 'help_text': 'In the words of who answers; shorter, never other.', 'label': 'Answer'}), 10: ('wagtail.blocks.StructBlock', [[('question', 8), ('answer', 9)]], {}), 11: ('wagtail.blocks.ListBlock', (10,), {'label': 'Questions and answers'}), 12: ('wagtail.blocks.StructBlock', [[('exchanges', 11)]], {'group': 'Words'}), 13: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example: What we hold to.', 'label': 'Heading', 'required': False}), 14: ('wagtail.blocks.CharBlock', (), {'help_text': 'Two to four words: Communities lead.', 'label': 'Title'}), 15: ('wagtail.blocks.TextBlock', (), {'help_text': 'What it means in our work, in one sentence.', 'label': 'Text', 'required': False}), 16: ('wagtail.blocks.StructBlock', [[('title', 14), ('text', 15)]], {}), 17: ('wagtail.blocks.ListBlock', (16,), {'label': 'Values'}), 18: ('wagtail.blocks.StructBlock', [[('heading', 13), ('values', 17)]], {'group': 'Words'}), 19: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example: In October.', 'label': 'Heading', 'required': False}), 20: ('wagtail.blocks.CharBlock', (), {'help_text': 'A day such as “October 4”, or a figure such as “312 women”.', 'label': 'When or what'}), 21: ('wagtail.blocks.TextBlock', (), {'help_text': 'One sentence that can be checked.', 'label': 'Fact'}), 22: ('wagtail.blocks.StructBlock', [[('when', 20), ('what', 21)]], {}), 23: ('wagtail.blocks.ListBlock', (22,), {'label': 'Facts'}), 24: ('wagtail.blocks.StructBlock', [[('heading', 19), ('facts', 23)]], {'group': 'Words'}), 25: ('wagtail.images.blocks.ImageBlock', [], {'label': 'Picture'}), 26: ('wagtail.blocks.CharBlock', (), {'help_text': 'Who and what is seen, where and when. It stands in the margin.', 'label': 'Caption', 'required': False}), 27: ('wagtail.blocks.BooleanBlock', (), {'help_text': 'Now and then, for a picture that carries the whole screen.', 'label': 'From edge to edge', 'required': False}), 28: ('wagtail.blocks.StructBlock', [[('image', 25), ('caption', 26), ('bleed', 27)]], {'group': 'Pictures'}), 29: ('wagtail.images.blocks.ImageBlock', [], {}), 30: ('wagtail.blocks.ListBlock', (29,), {'label': 'Pictures', 'max_num': 3, 'min_num': 2}), 31: ('wagtail.blocks.CharBlock', (), {'help_text': 'Who and what is seen, where and when. It stands in the margin.', 'label': 'Caption for all of them', 'required': False}), 32: ('wagtail.blocks.StructBlock', [[('images', 30), ('caption', 31)]], {'group': 'Pictures'}), 33: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example: More stories.', 'label': 'Heading', 'required': False}), 34: ('wagtail.blocks.PageChooserBlock', (), {'page_type': ['stories.StoryPage']}), 35: ('wagtail.blocks.ListBlock', (34,), {'help_text': 'One to six, in the order in which readers see them.', 'label': 'Stories', 'max_num': 6}), 36: ('wagtail.blocks.StructBlock', [[('heading', 33), ('stories', 35)]], {'group': 'The way on'}), 37: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example: Soap from her group.', 'label': 'Heading', 'required': False}), 38: ('wagtail.blocks.PageChooserBlock', (), {'page_type': ['shop.SoapPage']}), 39: ('wagtail.blocks.ListBlock', (38,), {'help_text': 'One to six, in the order in which readers see them.', 'label': 'Soaps', 'max_num': 6}), 40: ('wagtail.blocks.StructBlock', [[('heading', 37), ('soaps', 39)]], {'group': 'The way on'}), 41: ('wagtail.blocks.CharBlock', (), {'help_text': 'Short, and true on its own.', 'label': 'Heading'}), 42: ('wagtail.blocks.TextBlock', (), {'help_text': 'Why a gift without a purpose helps most, in two sentences.', 'label': 'Text'}), 43: ('wagtail.blocks.CharBlock', (), {'help_text': 'Left empty it says “Give”.', 'label': 'Button', 'required': False}), 44: ('wagtail.blocks.StructBlock', [[('heading', 41), ('text', 42), ('button', 43)]], {'group': 'The way on'}), 45: ('wagtail.blocks.CharBlock', (), {'help_text': 'Who speaks, and of what: “Rokia counts the savings”.', 'label': 'Title'}), 46: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'help_text': 'A voice ends in .mp3 or .m4a, a film in .mp4 or .webm; at most 20 MB.', 'label': 'Recording'}), 47: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('bm', 'Bambara'), ('fr', 'French'), ('en', 'English'), ('snk', 'Soninke'), ('ff', 'Fulfulde'), ('dtm', 'Dogon'), ('sef', 'Senufo')], 'help_text': 'The language that is heard in it.', 'label': 'Spoken in'}), 48: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'document-link', 'ol', 'ul'], 'help_text': 'All that is said, in the language of this page, for those who do not hear it, do not understand it or have a slow connection.', 'label': 'Transcript'}), 49: ('wagtail.blocks.StructBlock', [[('title', 45), ('recording', 46), ('language', 47), ('transcript', 48)]], {'group': 'Voices'}), 50: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('bm', 'Bambara'), ('fr', 'French'), ('en', 'English'), ('snk', 'Soninke'), ('ff', 'Fulfulde'), ('dtm', 'Dogon'), ('sef', 'Senufo')], 'help_text': 'The language that is heard in it. Leave empty where nobody speaks.', 'label': 'Spoken in', 'required': False}), 51: ('wagtail.images.blocks.ImageBlock', [], {'help_text': 'Shown until somebody presses play.', 'label': 'Still'}), 52: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'help_text': 'A WebVTT file (.vtt) in the language of this page. Needed when people speak.', 'label': 'Captions', 'required': False}), 53: ('wagtail.blocks.StructBlock', [[('title', 45), ('recording', 46), ('language', 50), ('transcript', 48), ('still', 51), ('captions', 52)]], {'group': 'Voices'})}, help_text='Text with voices and pictures; the soap of her group; one quiet way to give.', verbose_name='story')),
                    ('what_happened_next', models.TextField(blank=True, help_text='A few sentences, dated: “In March 2025 the group …”. Printed at the end.', verbose_name='what happened next')),
                    ('lead_image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.customimage', verbose_name='picture')),
                    ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='stories.womensgroup', verbose_name="women's group")),
                ],
                options={
                    'verbose_name': 'story',
                    'verbose_name_plural': 'stories',
                    'constraints': [models.CheckConstraint(condition=models.Q(('told_by_group', False), ('group__isnull', False), _connector='OR'), name='story_told_by_a_group_names_it', violation_error_message='Choose the group that tells this story.')],
                },
                bases=('wagtailcore.page',),
            ),
            migrations.CreateModel(
                name='StoryMailing',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('translation_key', models.UUIDField(editable=False, unique=True)),
                    ('started_at', models.DateTimeField(auto_now_add=True, verbose_name='sent at')),
                    ('started_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='sent by')),
                    ('story', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='stories.storypage', verbose_name='story')),
                ],
                options={
                    'verbose_name': 'mail about a story',
                    'verbose_name_plural': 'mails about stories',
                    'ordering': ['-pk'],
                    'permissions': [('send_storymailing', 'Can tell supporters of a story')],
                    'default_permissions': ('view',),
                },
            ),
            migrations.CreateModel(
                name='Person',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('shown_as', models.CharField(choices=[('full_name', 'full name'), ('first_name', 'first name'), ('alias', 'a name she chose'), ('no_name', 'no name')], help_text='How much of her name she lets us print.', max_length=10, verbose_name='name shown')),
                    ('shown_name', models.CharField(blank=True, help_text='Exactly as it may be printed. Empty when she wants no name.', max_length=100, verbose_name='name as printed')),
                    ('shows_face', models.BooleanField(default=False, help_text='Leave unticked unless she said yes: hands, work and places tell much.', verbose_name='face may be shown')),
                    ('place', models.CharField(blank=True, help_text='The quarter at the finest, never a street or a house.', max_length=120, verbose_name='place')),
                    ('is_sample', models.BooleanField(default=False, help_text='Invented, to show how the site works.', verbose_name='sample')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='recorded at')),
                    ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='people', to='stories.womensgroup', verbose_name="women's group")),
                ],
                options={
                    'verbose_name': 'person',
                    'verbose_name_plural': 'people',
                    'ordering': ['shown_name', 'pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('shown_as', 'no_name'), ('shown_name', '')), models.Q(models.Q(('shown_as', 'no_name'), _negated=True), models.Q(('shown_name', ''), _negated=True)), _connector='OR'), name='person_has_a_name_unless_none_is_shown', violation_error_message='Enter the name as printed, or choose “no name” and leave it empty.')],
                },
                bases=(modelsearch.index.Indexed, models.Model),
            ),
            migrations.CreateModel(
                name='GroupPage',
                fields=[
                    ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                    ('summary', models.TextField(blank=True, help_text='What the group does, in one or two sentences. The women are the subject.', max_length=250, verbose_name='summary')),
                    ('body', wagtail.fields.StreamField([('heading', 0), ('paragraph', 1), ('quote', 5), ('interview', 10), ('values', 16), ('facts', 22), ('photo', 26), ('photos', 30), ('stories', 34), ('soap', 38), ('give', 42)], blank=True, block_lookup={0: ('core.blocks.HeadingBlock', (), {'group': 'Words'}), 1: ('core.blocks.ParagraphBlock', (), {'group': 'Words'}), 2: ('wagtail.blocks.TextBlock', (), {'help_text': 'As she said them, without quotation marks.', 'label': 'Words'}), 3: ('wagtail.blocks.CharBlock', (), {'help_text': 'Her name as she lets us print it, or “A member of the group”.', 'label': 'Who says it', 'required': False}), 4: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example Bambara.', 'label': 'Spoken in', 'required': False}), 5: ('wagtail.blocks.StructBlock', [[('words', 2), ('who', 3), ('language', 4)]], {'group': 'Words'}), 6: ('wagtail.blocks.CharBlock', (), {'help_text': 'As it was asked, in one sentence.', 'label': 'Question'}), 7: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'document-link', 'ol', 'ul'], 'help_text': 'In the words of who answers; shorter, never other.', 'label': 'Answer'}), 8: ('wagtail.blocks.StructBlock', [[('question', 6), ('answer', 7)]], {}), 9: ('wagtail.blocks.ListBlock', (8,), {'label': 'Questions and answers'}), 10: ('wagtail.blocks.StructBlock', [[('exchanges', 9)]], {'group': 'Words'}), 11: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example: What we hold to.', 'label': 'Heading', 'required': False}), 12: ('wagtail.blocks.CharBlock', (), {'help_text': 'Two to four words: Communities lead.', 'label': 'Title'}), 13: ('wagtail.blocks.TextBlock', (), {'help_text': 'What it means in our work, in one sentence.', 'label': 'Text', 'required': False}), 14: ('wagtail.blocks.StructBlock', [[('title', 12), ('text', 13)]], {}), 15: ('wagtail.blocks.ListBlock', (14,), {'label': 'Values'}), 16: ('wagtail.blocks.StructBlock', [[('heading', 11), ('values', 15)]], {'group': 'Words'}), 17: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example: In October.', 'label': 'Heading', 'required': False}), 18: ('wagtail.blocks.CharBlock', (), {'help_text': 'A day such as “October 4”, or a figure such as “312 women”.', 'label': 'When or what'}), 19: ('wagtail.blocks.TextBlock', (), {'help_text': 'One sentence that can be checked.', 'label': 'Fact'}), 20: ('wagtail.blocks.StructBlock', [[('when', 18), ('what', 19)]], {}), 21: ('wagtail.blocks.ListBlock', (20,), {'label': 'Facts'}), 22: ('wagtail.blocks.StructBlock', [[('heading', 17), ('facts', 21)]], {'group': 'Words'}), 23: ('wagtail.images.blocks.ImageBlock', [], {'label': 'Picture'}), 24: ('wagtail.blocks.CharBlock', (), {'help_text': 'Who and what is seen, where and when. It stands in the margin.', 'label': 'Caption', 'required': False}), 25: ('wagtail.blocks.BooleanBlock', (), {'help_text': 'Now and then, for a picture that carries the whole screen.', 'label': 'From edge to edge', 'required': False}), 26: ('wagtail.blocks.StructBlock', [[('image', 23), ('caption', 24), ('bleed', 25)]], {'group': 'Pictures'}), 27: ('wagtail.images.blocks.ImageBlock', [], {}), 28: ('wagtail.blocks.ListBlock', (27,), {'label': 'Pictures', 'max_num': 3, 'min_num': 2}), 29: ('wagtail.blocks.CharBlock', (), {'help_text': 'Who and what is seen, where and when. It stands in the margin.', 'label': 'Caption for all of them', 'required': False}), 30: ('wagtail.blocks.StructBlock', [[('images', 28), ('caption', 29)]], {'group': 'Pictures'}), 31: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example: More stories.', 'label': 'Heading', 'required': False}), 32: ('wagtail.blocks.PageChooserBlock', (), {'page_type': ['stories.StoryPage']}), 33: ('wagtail.blocks.ListBlock', (32,), {'help_text': 'One to six, in the order in which readers see them.', 'label': 'Stories', 'max_num': 6}), 34: ('wagtail.blocks.StructBlock', [[('heading', 31), ('stories', 33)]], {'group': 'The way on'}), 35: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example: Soap from her group.', 'label': 'Heading', 'required': False}), 36: ('wagtail.blocks.PageChooserBlock', (), {'page_type': ['shop.SoapPage']}), 37: ('wagtail.blocks.ListBlock', (36,), {'help_text': 'One to six, in the order in which readers see them.', 'label': 'Soaps', 'max_num': 6}), 38: ('wagtail.blocks.StructBlock', [[('heading', 35), ('soaps', 37)]], {'group': 'The way on'}), 39: ('wagtail.blocks.CharBlock', (), {'help_text': 'Short, and true on its own.', 'label': 'Heading'}), 40: ('wagtail.blocks.TextBlock', (), {'help_text': 'Why a gift without a purpose helps most, in two sentences.', 'label': 'Text'}), 41: ('wagtail.blocks.CharBlock', (), {'help_text': 'Left empty it says “Give”.', 'label': 'Button', 'required': False}), 42: ('wagtail.blocks.StructBlock', [[('heading', 39), ('text', 40), ('button', 41)]], {'group': 'The way on'})}, help_text='What they do, in their own words; pictures; their soaps.', verbose_name='body')),
                    ('lead_image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.customimage', verbose_name='picture')),
                    ('group', models.ForeignKey(help_text='Name, place, members and figure come from Stories → Groups.', on_delete=django.db.models.deletion.PROTECT, related_name='pages', to='stories.womensgroup', verbose_name="women's group")),
                ],
                options={
                    'verbose_name': 'group page',
                    'verbose_name_plural': 'group pages',
                },
                bases=('wagtailcore.page',),
            ),
            migrations.CreateModel(
                name='Consent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('covers_story', models.BooleanField(default=False, verbose_name='her story')),
                    ('covers_photo', models.BooleanField(default=False, verbose_name='pictures of her')),
                    ('covers_voice', models.BooleanField(default=False, verbose_name='her recorded voice')),
                    ('on_site', models.BooleanField(default=False, verbose_name='this website')),
                    ('on_social', models.BooleanField(default=False, verbose_name='social media')),
                    ('in_print', models.BooleanField(default=False, verbose_name='print')),
                    ('in_mail', models.BooleanField(default=False, verbose_name='e-mail')),
                    ('for_fundraising', models.BooleanField(default=False, help_text='Beside words that ask for money: a harder question, asked for itself.', verbose_name='appeals for gifts')),
                    ('given_how', models.CharField(choices=[('spoken', 'spoken and recorded'), ('written', 'written'), ('thumbprint', 'thumbprint')], help_text='Her word counts as much as her signature.', max_length=10, verbose_name='given how')),
                    ('language', models.CharField(choices=[('bm', 'Bambara'), ('fr', 'French'), ('en', 'English'), ('snk', 'Soninke'), ('ff', 'Fulfulde'), ('dtm', 'Dogon'), ('sef', 'Senufo')], default='bm', help_text='The language it was explained and given in.', max_length=5, verbose_name='language')),
                    ('asked_by', models.CharField(help_text='Who explained it and asked.', max_length=100, verbose_name='asked by')),
                    ('witnessed_by', models.CharField(blank=True, help_text='Who was there and heard it, when it was not signed.', max_length=100, verbose_name='witnessed by')),
                    ('given_on', models.DateField(help_text='The day she said yes.', validators=[wagtail.fields.NoFutureDateValidator()], verbose_name='given on')),
                    ('until', models.DateField(help_text='The last day it holds. Ask again before then; a year is usual.', verbose_name='until')),
                    ('read_back_on', models.DateField(blank=True, help_text='The day the story was read to her as it will appear, and she said yes. Until then nothing is published.', null=True, validators=[wagtail.fields.NoFutureDateValidator()], verbose_name='read back on')),
                    ('withdrawn_on', models.DateField(blank=True, editable=False, null=True, verbose_name='withdrawn on')),
                    ('withdrawal_reason', models.CharField(blank=True, editable=False, max_length=250, verbose_name='reason for withdrawal')),
                    ('note', models.TextField(blank=True, help_text='For staff only. No legal names, no addresses.', verbose_name='note')),
                    ('is_sample', models.BooleanField(default=False, help_text='Invented, to show how the site works.', verbose_name='sample')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='recorded at')),
                    ('withdrawn_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='withdrawal recorded by')),
                    ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='stories.person', verbose_name='person')),
                    ('group', models.ForeignKey(blank=True, help_text='A group may agree as a group; each woman can still say no for herself.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='stories.womensgroup', verbose_name="women's group")),
                ],
                options={
                    'verbose_name': 'consent',
                    'verbose_name_plural': 'consents',
                    'ordering': ['-given_on', '-pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('group__isnull', True), ('person__isnull', False)), models.Q(('group__isnull', False), ('person__isnull', True)), _connector='OR'), name='consent_is_of_a_person_or_a_group', violation_error_message='Choose either a person or a group, not both.'), models.CheckConstraint(condition=models.Q(('until__gte', models.F('given_on'))), name='consent_ends_after_it_is_given', violation_error_message='“Until” must not be before the day it was given.')],
                },
            ),
            migrations.CreateModel(
                name='StoryNotice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('status', models.CharField(choices=[('waiting', 'waiting'), ('queued', 'handed to the post'), ('dropped', 'left out')], default='waiting', max_length=10)),
                    ('mail', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.outboxmail')),
                    ('mailing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='stories.storymailing')),
                    ('supporter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.supporter')),
                    ('story', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='stories.storypage')),
                ],
                options={
                    'ordering': ['pk'],
                    'default_permissions': (),
                    'indexes': [models.Index(condition=models.Q(('status', 'waiting')), fields=['id'], name='story_notice_waiting')],
                    'constraints': [models.UniqueConstraint(fields=('mailing', 'supporter'), name='story_notice_once_per_supporter')],
                },
            ),
            migrations.CreateModel(
                name='StoryPerson',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                    ('in_pictures', models.BooleanField(default=True, help_text='Untick only if no picture in the story shows her. Then words alone suffice.', verbose_name='shown in pictures')),
                    ('in_recordings', models.BooleanField(default=False, help_text='Tick if her voice is in a recording of the story: she must agree to that too.', verbose_name='heard in recordings')),
                    ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='story_people', to='stories.storypage')),
                    ('person', models.ForeignKey(help_text='Everyone who is named, seen or heard. Enter her under Stories → People first.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='stories.person', verbose_name='person')),
                ],
                options={
                    'ordering': ['sort_order'],
                    'abstract': False,
                    'constraints': [models.UniqueConstraint(fields=('page', 'person'), name='story_names_a_person_once')],
                },
            ),
        ]),
    ]
