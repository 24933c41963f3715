"""A signed cookie that remembers which payments this browser started.

The thank-you page shows names and amounts only to the browser that holds it: an address alone,
found in a history or a log, proves nothing.
"""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from payments.models import Payment

NAME = "payments"
SALT = "payments.browser"
KEPT = 10
MAX_AGE = 30 * 24 * 3600


def remember_payment(request: HttpRequest, response: HttpResponse, payment: Payment) -> None:
    """Add the payment to the browser's list, so that its thank-you page may show details."""
    others = [uuid for uuid in remembered_payments(request) if uuid != payment.uuid]
    kept = [payment.uuid, *others][:KEPT]
    response.set_signed_cookie(
        NAME,
        ".".join(uuid.hex for uuid in kept),
        salt=SALT,
        max_age=MAX_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def remembered_payments(request: HttpRequest) -> list[UUID]:
    """The payments this browser started, newest first; empty when the cookie is not ours."""
    value = request.get_signed_cookie(NAME, default="", salt=SALT, max_age=MAX_AGE) or ""
    return [UUID(part) for part in value.split(".") if part]
