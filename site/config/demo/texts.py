"""How the sample content is written: each text in English and French, in the blocks of a page.

Nothing here touches the database. Pictures are named as in `pictures.captions`, pages by their key
("story:first-pot"); a link in running text is written `<a href="page:values">…</a>`.
"""

import re
from typing import Any, NamedTuple

NARROW_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"
NO_BREAK_HYPHEN = "\u2011"
CURLY_APOSTROPHE = "\u2019"


class Text(NamedTuple):
    """The same thing said in both languages."""

    en: str
    fr: str

    def written_in(self, language: str) -> str:
        """The text with the apostrophes and spaces that its language asks for."""
        text = str(getattr(self, language)).strip().replace("'", CURLY_APOSTROPHE)
        text = re.sub(r"[ \n]*\n *\n[ \n]*", "\n\n", text)
        text = re.sub(r"(?<!\n)\n *(?!\n)| {2,}", " ", text)
        text = re.sub(r"(?<=\d) (?=(?:g|kg|ml|cents)\b)", NO_BREAK_SPACE, text)
        text = re.sub(r"(?<=\bCFA|\bTon) (?=\d)", NO_BREAK_SPACE, text)
        text = re.sub(r"(?<=\be)-(?=mail)", NO_BREAK_HYPHEN, text)
        if language == "fr":
            text = re.sub(r" (?=[;:!?»%])", NARROW_SPACE, text)
            text = re.sub(r"(?<=«) ", NARROW_SPACE, text)
            text = re.sub(r"\b(\d{1,3}) (?=[^\W\d])", rf"\1{NO_BREAK_SPACE}", text)
            text = re.sub(r"(?<=\w)-(?=(?:ce|elles?|ils?|mêmes?|on|t)\b)", NO_BREAK_HYPHEN, text)
        return text


class Prose(NamedTuple):
    """Running text: paragraphs parted by empty lines."""

    text: Text

    def written_in(self, language: str) -> str:
        paragraphs = self.text.written_in(language).split("\n\n")
        return "".join(f"<p>{paragraph.strip()}</p>" for paragraph in paragraphs)


class Picture(NamedTuple):
    name: str


class Recording(NamedTuple):
    """A file of `library.RECORDINGS`; {language} stands for that of the page."""

    name: str


class Link(NamedTuple):
    """A page, by its key, in the language of the page that points at it."""

    key: str


class Block(NamedTuple):
    kind: str
    value: Any


def heading(en: str, fr: str) -> Block:
    return Block("heading", Text(en, fr))


def prose(en: str, fr: str) -> Block:
    return Block("paragraph", Prose(Text(en, fr)))


def quote(en: str, fr: str, *, who: str | Text = "") -> Block:
    language = Text("Bambara", "bambara")
    return Block("quote", {"words": Text(en, fr), "who": who, "language": language})


def photo(name: str, en: str, fr: str, *, bleed: bool = False) -> Block:
    return Block("photo", {"image": Picture(name), "caption": Text(en, fr), "bleed": bleed})


def photos(names: list[str], en: str, fr: str) -> Block:
    pictures = [Picture(name) for name in names]
    return Block("photos", {"images": pictures, "caption": Text(en, fr)})


def voice(title: Text, recording: str, *, transcript: Text) -> Block:
    value = {
        "title": title,
        "recording": Recording(recording),
        "language": "bm",
        "transcript": Prose(transcript),
    }
    return Block("audio", value)


def film(title: Text, recording: str, *, still: str, captions: str, transcript: Text) -> Block:
    """Without sound."""
    value = voice(title, recording, transcript=transcript).value | {"language": ""}
    return Block("video", value | {"still": Picture(still), "captions": Recording(captions)})


def soaps(*keys: str, en: str, fr: str) -> Block:
    links = [Link(f"soap:{key}") for key in keys]
    return Block("soap", {"heading": Text(en, fr), "soaps": links})


def stories(*keys: str, en: str, fr: str) -> Block:
    links = [Link(f"story:{key}") for key in keys]
    return Block("stories", {"heading": Text(en, fr), "stories": links})


def giving(title: Text, text: Text) -> Block:
    return Block("give", {"heading": title, "text": text, "button": ""})


def facts(title: Text, *rows: tuple[Text, Text]) -> Block:
    return Block(
        "facts", {"heading": title, "facts": [{"when": when, "what": what} for when, what in rows]}
    )


def values(title: Text, *rows: tuple[Text, Text]) -> Block:
    return Block(
        "values",
        {"heading": title, "values": [{"title": name, "text": text} for name, text in rows]},
    )


def interview(*exchanges: tuple[Text, Text]) -> Block:
    rows = [{"question": question, "answer": Prose(answer)} for question, answer in exchanges]
    return Block("interview", {"exchanges": rows})
