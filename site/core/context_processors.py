from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(_request: HttpRequest) -> dict[str, Any]:
    """What every page may need: whether money is play money, and the site's own address."""
    return {
        "test_mode": settings.STRIPE_API_BASE != settings.STRIPE_LIVE_API_BASE
        or "_test_" in settings.STRIPE_SECRET_KEY,
        "base_url": settings.BASE_URL,
    }
