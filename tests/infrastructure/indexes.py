"""Wagtail's two indexes: of words to search for, and of what refers to what. Bringing both up to
date takes longer than saving a page."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models.signals import post_delete, post_save
from modelsearch import index
from modelsearch.signal_handlers import (
    post_delete_signal_handler,
    post_save_signal_handler,
    register_signal_handlers,
)
from wagtail.signal_handlers import reference_index_auto_update_disabled as disabled


def leave_alone() -> None:
    """From now on saving a page changes neither."""
    for model in index.get_indexed_models():
        post_save.disconnect(post_save_signal_handler, sender=model)
        post_delete.disconnect(post_delete_signal_handler, sender=model)
    disabled.value = True


@contextmanager
def kept() -> Iterator[None]:
    """Within, saving a page changes both, as it does outside tests."""
    register_signal_handlers()
    disabled.value = False
    yield
    leave_alone()
