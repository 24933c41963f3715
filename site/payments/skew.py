"""How far Stripe's clock and ours are apart, when it is too far for its messages to be believed."""

from datetime import datetime

from django.core.cache import cache
from django.utils import timezone

KEY = "payments.webhook-skew"
REMEMBERED = 3600  # seconds; Stripe tries again within


def remember_skew(seconds: int) -> None:
    """Keep it for the alert. Only what Stripe did sign may come here, else strangers raise it."""
    known = known_skew()
    since = known[1] if known else timezone.now()
    cache.set(KEY, (seconds, since), timeout=REMEMBERED)


def known_skew() -> tuple[int, datetime] | None:
    """By how many seconds Stripe was ahead of us, and since when; None when all was well lately."""
    found: tuple[int, datetime] | None = cache.get(KEY)
    return found
