"""What a deployment must have for limits to hold; `manage.py check --deploy` says it."""

from django.conf import settings
from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning

OWN_MEMORY = (".LocMemCache", ".DummyCache", ".FileBasedCache")


def check_limits(**_kwargs: object) -> list[CheckMessage]:
    """Limits count in the cache, by the visitor's address: all workers must share the one and see
    the other."""
    problems: list[CheckMessage] = []
    if settings.CACHES["default"]["BACKEND"].endswith(OWN_MEMORY):
        problems.append(
            CheckWarning(
                "The cache is not shared by all workers: each counts payments and attempts to "
                "sign in by itself.",
                hint="Set CACHE_URL to Redis, or to dbcache://… after createcachetable.",
                id="payments.W001",
            )
        )
    if not settings.TRUSTED_PROXY_COUNT:
        problems.append(
            CheckWarning(
                "TRUSTED_PROXY_COUNT is 0: behind a web server every visitor seems to come from "
                "its address, and limits by address do not hold.",
                hint="Set it to the number of proxies that add to X-Forwarded-For; usually 1.",
                id="payments.W002",
            )
        )
    return problems
