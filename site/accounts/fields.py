"""Form fields about supporters that several apps need."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class NewsField(forms.BooleanField):
    """Whether to write when there is a new story. Nobody is asked twice and nobody is taken for
    having said yes: the box is empty until its reader ticks it."""

    def __init__(self, **kwargs: Any) -> None:
        options: dict[str, Any] = {
            "label": _("Write to me when there is a new story"),
            "help_text": _(
                "Of the women whose story or soap brought you here. One click in any of these "
                "mails stops them."
            ),
            "required": False,
        }
        super().__init__(**options | kwargs)
