"""The pieces of a story that other pages do not have: what can be heard and seen of her, and her
words in the language she said them in."""

from collections.abc import Iterable
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock

from core.blocks import TEXT_FEATURES, BodyBlock, PictureBlock, QuoteBlock, sample_image_value
from core.generation import remember_each
from stories.enums import Language

if TYPE_CHECKING:
    from wagtail.documents.models import AbstractDocument

    from core.models import CustomImage


class StoryQuoteBlock(QuoteBlock):
    original = blocks.TextBlock(
        required=False,
        label=_("In her own language"),
        help_text=_("The same words as she said them, when they were translated. Small, below."),
    )
    original_language = blocks.ChoiceBlock(
        choices=Language.choices,
        required=False,
        label=_("Language of these words"),
        help_text=_("Needed with them: screen readers then say them right."),
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned["original"] and not cleaned["original_language"]:
            message = _("Choose the language, so that screen readers say the words right.")
            raise StructBlockValidationError({"original_language": ValidationError(message)})
        return cleaned

    class Meta:
        template = "blocks/quote_block.html"


class FileChooserBlock(DocumentChooserBlock):
    """Chooses a document; requests remember it, so that playing it costs a page no query."""

    def bulk_to_python(self, values: Iterable[int | None]) -> "list[AbstractDocument | None]":
        pks = list(values)
        load = self.model_class.objects.in_bulk
        found = remember_each("document", (pk for pk in pks if pk is not None), load)
        return [found.get(pk) if pk else None for pk in pks]

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """For migrations it is an ordinary chooser: both store the same."""
        _path, args, kwargs = super().deconstruct()
        return "wagtail.documents.blocks.DocumentChooserBlock", args, kwargs


class RecordingBlock(blocks.StructBlock):
    """What audio and video share. A file of ours, so nobody else learns who listens."""

    endings: tuple[str, ...] = ()

    title = blocks.CharBlock(
        label=_("Title"), help_text=_("Who speaks, and of what: “Rokia counts the savings”.")
    )
    recording = FileChooserBlock(
        label=_("Recording"),
        help_text=_("A voice ends in .mp3 or .m4a, a film in .mp4 or .webm; at most 20 MB."),
    )
    language = blocks.ChoiceBlock(
        choices=Language.choices,
        label=_("Spoken in"),
        help_text=_("The language that is heard in it."),
    )
    transcript = blocks.RichTextBlock(
        features=TEXT_FEATURES,
        label=_("Transcript"),
        help_text=_(
            "All that is said, in the language of this page, for those who do not hear it, do not "
            "understand it or have a slow connection."
        ),
    )

    def get_preview_value(self) -> Any:
        return self.to_python(
            {
                "title": gettext("Rokia counts the savings"),
                "recording": _sample_document(self.endings),
                "language": Language.BAMBARA,
                "transcript": gettext("<p>One hundred, two hundred, and here is the third.</p>"),
            }
        )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if PurePath(cleaned["recording"].filename).suffix.lower() not in self.endings:
            message = _("Choose a file that ends in %(endings)s.") % {
                "endings": ", ".join(self.endings)
            }
            raise StructBlockValidationError({"recording": ValidationError(message)})
        return cleaned


class AudioBlock(RecordingBlock):
    endings = (".m4a", ".mp3")

    class Meta:
        icon = "media"
        template = "blocks/audio_block.html"
        label = _("Voice")
        description = _("A recording with its transcript. Tick who is heard, under “Who tells it”.")


class VideoBlock(RecordingBlock):
    endings = (".mp4", ".webm")

    language = blocks.ChoiceBlock(
        choices=Language.choices,
        required=False,
        label=_("Spoken in"),
        help_text=_("The language that is heard in it. Leave empty where nobody speaks."),
    )
    still = PictureBlock(label=_("Still"), help_text=_("Shown until somebody presses play."))
    captions = FileChooserBlock(
        required=False,
        label=_("Captions"),
        help_text=_("A WebVTT file (.vtt) in the language of this page. Needed when people speak."),
    )

    def get_preview_value(self) -> Any:
        value = super().get_preview_value()
        value["still"] = self.child_blocks["still"].to_python(sample_image_value())
        return value

    def images_of(self, value: Any) -> "list[CustomImage]":
        return [value["still"]]

    class Meta:
        icon = "media"
        template = "blocks/video_block.html"
        label = _("Film")
        description = _(
            "A short film of ours with captions and transcript. No other site is asked."
        )


class StoryBodyBlock(BodyBlock):
    quote = StoryQuoteBlock(group=_("Words"))
    audio = AudioBlock(group=_("Voices"))
    video = VideoBlock(group=_("Voices"))


def _sample_document(endings: tuple[str, ...]) -> int | None:
    """Some recording of the library, for previews in the block picker."""
    named = Q(*[("file__endswith", ending) for ending in endings], _connector=Q.OR)
    documents = get_document_model().objects.filter(named).order_by("pk")
    pk: int | None = documents.values_list("pk", flat=True).first()
    return pk


def has_recordings(body: Any) -> bool:
    return any(child.block_type in {"audio", "video"} for child in body)
