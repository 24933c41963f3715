from wagtail import hooks

from ledger.admin import BooksViewSetGroup


@hooks.register("register_admin_viewset")
def register_books_viewsets() -> BooksViewSetGroup:
    return BooksViewSetGroup()
