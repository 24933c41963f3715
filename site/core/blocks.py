"""The pieces that editors build pages from. Stories, soaps and the give page are met by name only.

Each block says in its `description` what it is for, and shows itself in the picker by its
`preview_value`. The template of a block is `templates/blocks/<name>_block.html`.
"""

from collections.abc import Iterable, Iterator
from copy import copy
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.models import Locale, Page

from core.cards import load_cards
from core.pictures import load_pictures, with_sources

if TYPE_CHECKING:  # models of every app import this module, core's own among them
    from core.models import CustomImage

TEXT_FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul"]


class HeadingBlock(blocks.CharBlock):
    class Meta:
        icon = "title"
        template = "blocks/heading_block.html"
        label = _("Heading")
        description = _("Parts a long text. Short, and true on its own.")
        preview_value = _("What the group saves for")


class ParagraphBlock(blocks.RichTextBlock):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(features=TEXT_FEATURES, **kwargs)

    def get_preview_value(self) -> Any:
        return self.to_python(
            gettext(
                "<p>Every Sunday the women meet under the mango tree and put their savings into "
                "one box with three locks. Part of it is for business, <i>part of it is for "
                "health</i>.</p>"
            )
        )

    class Meta:
        icon = "pilcrow"
        template = "blocks/paragraph_block.html"
        label = _("Text")
        description = _("Paragraphs and lists. Short sentences, the women as subjects.")


class PictureChooserBlock(ImageChooserBlock):
    """Loads all chosen pictures at once, with what a page writes of them."""

    def bulk_to_python(self, values: Iterable[int | None]) -> "list[CustomImage | None]":
        pks = list(values)
        found = load_pictures(pk for pk in pks if pk is not None)
        # A copy for each place: it carries the words of that place.
        return [copy(found[pk]) if pk in found else None for pk in pks]


class PictureBlock(ImageBlock):
    """A picture of the library with its words at this place."""

    def __init__(self, required: bool = True, **kwargs: Any) -> None:
        super().__init__(required=required, **kwargs)
        chooser = PictureChooserBlock(required=required)
        told = {
            "image": chooser,
            "decorative": blocks.BooleanBlock(
                required=False,
                label=_("Only adorns"),
                help_text=_(
                    "Tick it when the picture says nothing: it is then read out to nobody."
                ),
            ),
            "alt_text": blocks.CharBlock(
                required=False,
                label=_("In words"),
                help_text=_(
                    "What is seen, in one sentence, for those who do not see it. It comes from the "
                    "picture; change it where this place needs other words."
                ),
            ),
        }
        for name, block in told.items():
            block.set_name(name)
            self.child_blocks[name] = block


class PhotoBlock(blocks.StructBlock):
    image = PictureBlock(label=_("Picture"))
    caption = blocks.CharBlock(
        required=False,
        label=_("Caption"),
        help_text=_("Who and what is seen, where and when. It stands in the margin."),
    )
    bleed = blocks.BooleanBlock(
        required=False,
        label=_("From edge to edge"),
        help_text=_("Now and then, for a picture that carries the whole screen."),
    )

    def get_preview_value(self) -> Any:
        return self.to_python(
            {
                "image": sample_image_value(),
                "caption": gettext("Bars dry for four weeks before they are wrapped."),
            }
        )

    def images_of(self, value: Any) -> "list[CustomImage]":
        return [value["image"]]

    class Meta:
        icon = "image"
        template = "blocks/photo_block.html"
        label = _("Picture")
        description = _("One picture with its caption.")


class PhotosBlock(blocks.StructBlock):
    images = blocks.ListBlock(PictureBlock(), min_num=2, max_num=3, label=_("Pictures"))
    caption = blocks.CharBlock(
        required=False,
        label=_("Caption for all of them"),
        help_text=_("Who and what is seen, where and when. It stands in the margin."),
    )

    def get_preview_value(self) -> Any:
        image = sample_image_value()
        return self.to_python(
            {"images": [image, image], "caption": gettext("Stirring, and pouring.")}
        )

    def images_of(self, value: Any) -> "list[CustomImage]":
        return list(value["images"])

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> Any:
        names = [image.credit for image in self.images_of(value) if image and image.credit]
        context = super().get_context(value, parent_context=parent_context)
        return context | {"credits": ", ".join(dict.fromkeys(names))}  # each one once, in order

    class Meta:
        icon = "image"
        template = "blocks/photos_block.html"
        label = _("Two or three pictures")
        description = _("Pictures side by side that belong together.")


class QuoteBlock(blocks.StructBlock):
    words = blocks.TextBlock(
        label=_("Words"), help_text=_("As she said them, without quotation marks.")
    )
    who = blocks.CharBlock(
        required=False,
        label=_("Who says it"),
        help_text=_("Her name as she lets us print it, or “A member of the group”."),
    )
    language = blocks.CharBlock(
        required=False, label=_("Spoken in"), help_text=_("For example Bambara.")
    )

    def get_preview_value(self) -> Any:
        return self.to_python(
            {
                "words": gettext(
                    "When the box is full, nobody has to ask a husband for the clinic."
                ),
                "who": gettext("A member of the group"),
                "language": gettext("Bambara"),
            }
        )

    class Meta:
        icon = "openquote"
        template = "blocks/quote_block.html"
        label = _("Quote")
        description = _("Her words, larger than anything but the title.")


class InterviewBlock(blocks.StructBlock):
    exchanges = blocks.ListBlock(
        blocks.StructBlock(
            [
                (
                    "question",
                    blocks.CharBlock(
                        label=_("Question"), help_text=_("As it was asked, in one sentence.")
                    ),
                ),
                (
                    "answer",
                    blocks.RichTextBlock(
                        features=TEXT_FEATURES,
                        label=_("Answer"),
                        help_text=_("In the words of who answers; shorter, never other."),
                    ),
                ),
            ]
        ),
        label=_("Questions and answers"),
    )

    def get_preview_value(self) -> Any:
        question = gettext("What is the work for?")
        answer = gettext("<p>For a clinic that is near, open and paid for.</p>")
        return self.to_python({"exchanges": [{"question": question, "answer": answer}]})

    class Meta:
        icon = "help"
        template = "blocks/interview_block.html"
        label = _("Interview")
        description = _("Questions and answers.")


class ValuesBlock(blocks.StructBlock):
    heading = blocks.CharBlock(
        required=False, label=_("Heading"), help_text=_("For example: What we hold to.")
    )
    values = blocks.ListBlock(
        blocks.StructBlock(
            [
                (
                    "title",
                    blocks.CharBlock(
                        label=_("Title"), help_text=_("Two to four words: Communities lead.")
                    ),
                ),
                (
                    "text",
                    blocks.TextBlock(
                        required=False,
                        label=_("Text"),
                        help_text=_("What it means in our work, in one sentence."),
                    ),
                ),
            ]
        ),
        label=_("Values"),
    )

    def get_preview_value(self) -> Any:
        return self.to_python(
            {
                "heading": gettext("What we hold to"),
                "values": [
                    {
                        "title": gettext("Communities lead"),
                        "text": gettext("They know what they need, and say it."),
                    },
                    {
                        "title": gettext("Local people first"),
                        "text": gettext("Staff, field workers, partners."),
                    },
                ],
            }
        )

    class Meta:
        icon = "list-ul"
        template = "blocks/values_block.html"
        label = _("Values or principles")
        description = _("A short title and a sentence each.")


class FactsBlock(blocks.StructBlock):
    heading = blocks.CharBlock(
        required=False, label=_("Heading"), help_text=_("For example: In October.")
    )
    facts = blocks.ListBlock(
        blocks.StructBlock(
            [
                (
                    "when",
                    blocks.CharBlock(
                        label=_("When or what"),
                        help_text=_("A day such as “October 4”, or a figure such as “312 women”."),
                    ),
                ),
                (
                    "what",
                    blocks.TextBlock(
                        label=_("Fact"), help_text=_("One sentence that can be checked.")
                    ),
                ),
            ]
        ),
        label=_("Facts"),
    )

    def get_preview_value(self) -> Any:
        return self.to_python(
            {
                "heading": gettext("In October"),
                "facts": [
                    {
                        "when": gettext("October 4"),
                        "what": gettext("Two groups shared out a year of savings."),
                    },
                    {
                        "when": gettext("October 15"),
                        "what": gettext("Global Handwashing Day at six schools."),
                    },
                ],
            }
        )

    class Meta:
        icon = "date"
        template = "blocks/facts_block.html"
        label = _("What happened")
        description = _("Dated facts, small and true: what happened this month.")


class CardChooserBlock(blocks.PageChooserBlock):
    """Chooses a page that is shown as a card, and loads all chosen ones for that at once.

    What may not be shown now stays chosen and is left out by the template's `|cards`: a consent
    that is renewed brings its story back.
    """

    def bulk_to_python(self, values: Iterable[int | None]) -> list[Page | None]:
        pks = list(values)
        found = load_cards(self.target_model, [pk for pk in pks if pk is not None])
        return [found.get(pk) if pk else None for pk in pks]

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """For migrations it is an ordinary chooser: both store the same."""
        _path, args, kwargs = super().deconstruct()
        return "wagtail.blocks.PageChooserBlock", args, kwargs


class StoriesBlock(blocks.StructBlock):
    heading = blocks.CharBlock(
        required=False, label=_("Heading"), help_text=_("For example: More stories.")
    )
    stories = blocks.ListBlock(
        CardChooserBlock(page_type="stories.StoryPage"),
        max_num=6,
        label=_("Stories"),
        help_text=_("One to six, in the order in which readers see them."),
    )

    def get_preview_value(self) -> Any:
        return self.to_python(
            {"heading": gettext("More stories"), "stories": _sample_pages(self, "stories", 3)}
        )

    class Meta:
        icon = "doc-full"
        template = "blocks/stories_block.html"
        label = _("Stories")
        description = _("Stories as cards. One whose consent has ended is left out by itself.")


class SoapBlock(blocks.StructBlock):
    heading = blocks.CharBlock(
        required=False, label=_("Heading"), help_text=_("For example: Soap from her group.")
    )
    soaps = blocks.ListBlock(
        CardChooserBlock(page_type="shop.SoapPage"),
        max_num=6,
        label=_("Soaps"),
        help_text=_("One to six, in the order in which readers see them."),
    )

    def get_preview_value(self) -> Any:
        return self.to_python(
            {"heading": gettext("Soap from her group"), "soaps": _sample_pages(self, "soaps", 3)}
        )

    class Meta:
        icon = "tag"
        template = "blocks/soap_block.html"
        label = _("Soap")
        description = _("Soaps with their makers and prices, one to six of them.")


class GiveBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), help_text=_("Short, and true on its own."))
    text = blocks.TextBlock(
        label=_("Text"), help_text=_("Why a gift without a purpose helps most, in two sentences.")
    )
    button = blocks.CharBlock(
        required=False, label=_("Button"), help_text=_("Left empty it says “Give”.")
    )

    def get_preview_value(self) -> Any:
        return self.to_python(
            {
                "heading": gettext("The most useful gift has no label"),
                "text": gettext(
                    "It goes where it is needed next: a pump, a salary, a stretcher. We say which."
                ),
            }
        )

    class Meta:
        icon = "pick"
        template = "blocks/give_block.html"
        label = _("Giving")
        description = _("One quiet way to give. Once on a page.")


class BodyBlock(blocks.StreamBlock):
    """The body of a page; every app's pages use it, with fewer or more blocks."""

    heading = HeadingBlock(group=_("Words"))
    paragraph = ParagraphBlock(group=_("Words"))
    quote = QuoteBlock(group=_("Words"))
    interview = InterviewBlock(group=_("Words"))
    values = ValuesBlock(group=_("Words"))
    facts = FactsBlock(group=_("Words"))
    photo = PhotoBlock(group=_("Pictures"))
    photos = PhotosBlock(group=_("Pictures"))
    stories = StoriesBlock(group=_("The way on"))
    soap = SoapBlock(group=_("The way on"))
    give = GiveBlock(group=_("The way on"))

    def get_context(
        self, value: Any, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """All pictures of the body are loaded together, however many there are."""
        with_sources(image for image in images_in(value) if image.sources is None)
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        return context

    class Meta:
        template = "blocks/body_block.html"
        block_counts = {"give": {"max_num": 1}}  # no page asks twice


def images_in(body: Iterable[Any]) -> "Iterator[CustomImage]":
    for child in body:
        images_of = getattr(child.block, "images_of", None)
        if images_of:
            yield from (image for image in images_of(child.value) if image)


def sample_image_value() -> dict[str, Any] | None:
    """Some picture of the library, for previews in the block picker."""
    image = get_image_model().objects.order_by("pk").first()
    return {"image": image.pk, "alt_text": image.default_alt_text} if image else None


def _sample_pages(block: blocks.StructBlock, name: str, number: int) -> list[int]:
    """Some live pages that this chooser offers, for previews in the block picker."""
    model: type[Page] = block.child_blocks[name].child_block.target_model
    pages = model.objects.live()
    in_language = pages.filter(locale=Locale.get_active())
    return list((in_language or pages).values_list("pk", flat=True)[:number])
