"""Guards that a test may switch off, to prove that the suite goes red without them.

Only the test settings define `GUARDS_OFF`; everywhere else each guard is always on.
"""

from django.conf import settings


def guarded(name: str) -> bool:
    """Whether the guard of that name is on."""
    return name not in getattr(settings, "GUARDS_OFF", ())
