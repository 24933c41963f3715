"""Words of Stripe's that we do not know: a status of the future, say. What they are about is left
as it was, and staff are told to bring the software up to date."""

import logging
from datetime import datetime

from django.core.cache import cache
from django.utils import timezone

logger = logging.getLogger(__name__)

KEY = "payments.unknown-words"
REMEMBERED = 24 * 3600  # seconds; every comparison meets the word again
MOST = 20


def remember_unknown(noun: str, word: str, about: str) -> None:
    """Keep for the alert that a thing of Stripe's says something unknown."""
    logger.error("%s %s says %r, which is unknown to us", noun, about, word)
    known = unknown_words()
    known.setdefault(f"{noun}: {word}"[:100], timezone.now())
    cache.set(KEY, dict(list(known.items())[:MOST]), timeout=REMEMBERED)


def unknown_words() -> dict[str, datetime]:
    """Thing and word → since when."""
    found: dict[str, datetime] = cache.get(KEY) or {}
    return found
