from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from wagtail import hooks

from ledger.admin import BooksViewSetGroup


@hooks.register("register_admin_viewset")
def register_books_viewsets() -> BooksViewSetGroup:
    return BooksViewSetGroup()


@hooks.register("register_permissions")
def register_export_permission() -> QuerySet[Permission]:
    """So that the group form offers it: the names have no listing of their own."""
    return Permission.objects.filter(content_type__app_label="ledger", codename="change_exportname")
