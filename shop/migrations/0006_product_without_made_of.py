from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("shop", "0005_made_of_by_page")]

    operations = [migrations.RemoveField(model_name="product", name="made_of")]
