from django.db import migrations


def to_pages(apps, schema_editor):
    """All pages of a soap get the one text there was; translators find it in the admin."""
    for product in apps.get_model("shop", "Product").objects.exclude(made_of=""):
        product.pages.filter(made_of="").update(made_of=product.made_of)


def to_products(apps, schema_editor):
    """The page in the first language has the text that the soap had."""
    pages = apps.get_model("shop", "SoapPage").objects.exclude(made_of="")
    for page in pages.select_related("product").order_by("-pk"):
        page.product.made_of = page.made_of
        page.product.save(update_fields=["made_of"])


class Migration(migrations.Migration):
    dependencies = [("shop", "0004_soap_page_made_of")]

    operations = [migrations.RunPython(to_pages, to_products)]
