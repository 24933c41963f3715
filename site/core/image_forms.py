"""The form of a picture in the admin; named in `WAGTAILIMAGES_IMAGE_FORM_BASE`."""

from django.utils.translation import gettext_lazy as _
from wagtail.images.forms import BaseImageForm

from core.languages import with_translations

ImageForm = with_translations(
    BaseImageForm,
    text="description",
    column="descriptions",
    label=_("Description"),
    max_length=255,
    help_text=_("What is seen, for readers of this language who do not see it."),
)
