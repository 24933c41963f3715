from functools import partial
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from core.languages import in_active_language
from core.photos import without_metadata
from core.pictures import Source
from core.tasks import make_picture_renditions


class CustomImage(AbstractImage):
    """A picture with its alternative text and credit; the file carries no metadata."""

    file: Any  # declared by Wagtail, which has no types
    sources: list[Source] | None = None  # once `core.pictures.with_sources` has loaded them
    credit = models.CharField(
        _("credit"),
        max_length=200,
        blank=True,
        help_text=_("Who made the picture, as it should be printed beside it."),
    )

    # What is seen, in the further languages: {"fr": "…"}; `description` is in the first one.
    descriptions = models.JSONField(default=dict, blank=True, editable=False)

    admin_form_fields = (*Image.admin_form_fields, "credit")

    @property
    def default_alt_text(self) -> str:
        """Read out in place of the picture, in the language of the page."""
        return in_active_language(super().default_alt_text, self.descriptions)

    @property
    def is_upright(self) -> bool:
        return bool(self.height > self.width)

    def save(self, *args: Any, renditions_ahead: bool = True, **kwargs: Any) -> None:
        """A new file is cleaned of metadata, and its renditions are made once it is committed.

        Who stores many pictures at once passes `renditions_ahead=False` and sees to them later.
        """
        is_upload = bool(self.file) and not self.file._committed  # noqa: SLF001
        if is_upload:
            self.file = without_metadata(self.file.file, self.file.name)
            self.file_size = self.file.size
            self.file.file.seek(0)
        super().save(*args, **kwargs)
        if is_upload and renditions_ahead and settings.MAKE_RENDITIONS_AHEAD:
            transaction.on_commit(partial(make_picture_renditions.enqueue, self.pk))


class CustomRendition(AbstractRendition):
    image = models.ForeignKey(CustomImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)
