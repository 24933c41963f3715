"""One plain question that a person answers at once: it keeps out programs that were not made for
this site. Nothing of it is stored; a signed token carries it.
"""

import hashlib
import random
import secrets
import time
import unicodedata
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.utils import translation
from django.utils.translation import gettext, gettext_noop

SALT = "payments.question"
MAX_AGE = 15 * 60  # seconds in which an answer counts
MIN_AGE = 1  # nobody reads and types faster
SHOWN = 4
WORDS = (
    gettext_noop("soap"),
    gettext_noop("river"),
    gettext_noop("cotton"),
    gettext_noop("calabash"),
    gettext_noop("mango"),
    gettext_noop("drum"),
    gettext_noop("indigo"),
    gettext_noop("garden"),
)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, in the active language, and the token that must come back with the answer."""

    text: str
    words: list[str]
    token: str


def ask(*, about: str) -> Question:
    """A new question. Its answer counts for `about` only: this payment, from this address."""
    seed = secrets.randbelow(2**32)
    facts = {"seed": seed, "about": _digest(about), "at": time.time()}
    words, position = _drawn(seed)
    return Question(
        text=_text(position),
        words=[gettext(word) for word in words],
        token=signing.dumps(facts, salt=SALT),
    )


def is_answered(*, about: str, token: str, answer: str) -> bool:
    """Whether the answer is right, in any of our languages, and neither too fast nor too late."""
    try:
        facts = signing.loads(token, salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        return False
    if facts["about"] != _digest(about) or time.time() - facts["at"] < MIN_AGE:
        return False
    words, position = _drawn(facts["seed"])
    return _plain(answer) in {_plain(one) for one in _translations(words[position])}


def _drawn(seed: int) -> tuple[list[str], int]:
    """Four words and the place of the one asked for."""
    source = random.Random(seed)  # noqa: S311  (a draw to be repeated, no secret)
    return source.sample(WORDS, SHOWN), source.randrange(SHOWN)


def _text(position: int) -> str:
    return (
        gettext("Write the first of these four words in the box."),
        gettext("Write the second of these four words in the box."),
        gettext("Write the third of these four words in the box."),
        gettext("Write the fourth of these four words in the box."),
    )[position]


def _translations(word: str) -> list[str]:
    found = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found.append(gettext(word))
    return found


def _plain(text: str) -> str:
    """Without accents, capitals and what stands around the word."""
    bare = "".join(
        char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char)
    )
    return bare.strip(" .,;:!?\"'«»“”’").casefold()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
