"""The address that Stripe posts to. Fast, exact, and never a 500 for somebody else's mistake."""

import logging

from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from payments.exceptions import SignatureError, SkewError
from payments.gateway import SignedEvent, gateway
from payments.services.inbox import receive_event
from payments.skew import remember_skew

logger = logging.getLogger(__name__)

MAX_BODY = 256 * 1024  # bytes; Stripe's events are a few kilobytes


# The signature is the proof here; and the event's row must outlive the failure of its work, so no
# request-wide transaction.
@method_decorator([csrf_exempt, transaction.non_atomic_requests], name="dispatch")
class StripeWebhookView(View):
    """200 done, ignored or seen before · 400 not signed by Stripe for us · 413 too large ·
    500 kept and to be tried again · 503 no database."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        if _too_large(request):
            return HttpResponse(status=413)
        try:
            signed = _read(request)
        except SignatureError as error:
            logger.warning("Webhook refused: %s", error)
            return HttpResponse(status=400)
        try:
            receive_event(signed)
        except DatabaseError:
            logger.exception("No database for event %s", signed.id)
            return HttpResponse(status=503)
        except Exception:
            logger.exception("Event %s failed and will be delivered again", signed.id)
            return HttpResponse(status=500)
        return HttpResponse()


def _read(request: HttpRequest) -> SignedEvent:
    try:
        signed = gateway().read_event(request.body, request.META.get("HTTP_STRIPE_SIGNATURE", ""))
    except SkewError as error:
        remember_skew(error.seconds)
        raise
    if signed.livemode != gateway().livemode:
        raise SignatureError(f"event {signed.id} is of the other mode")
    return signed


def _too_large(request: HttpRequest) -> bool:
    """By the announced length, so that a large body is refused without being read."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY
    except ValueError:
        return True
