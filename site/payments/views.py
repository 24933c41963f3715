"""The page a payer comes back to. It says what is true, never more."""

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from payments.cookies import remembered_payments
from payments.enums import PaymentStatus
from payments.exceptions import GatewayError, MismatchError
from payments.models import Payment
from payments.services.settlement import settle
from payments.tokens import read_thanks_token

logger = logging.getLogger(__name__)

MAX_RELOADS = 20


@never_cache
@require_safe
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    """Paid, still checking, not paid, cancelled, or closed: by Stripe's word, asked for here.

    The one GET that may write: it settles, since the payer is often faster than the webhook. An
    unknown token and a payment of another browser get the same page, which shows nothing.
    """
    payment = _own_payment(request, token)
    cancelled = "cancelled" in request.GET
    if payment is not None and payment.is_open:
        cancelled = _settle(payment) and cancelled
    state = _state(payment, cancelled=cancelled)
    context: dict[str, Any] = {"state": state, "payment": payment, "token": token}
    if state == "checking":
        reloads = _reloads(request)
        context["next_reload"] = reloads + 1 if reloads < MAX_RELOADS else None
    response = render(request, "payments/thanks.html", context)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _own_payment(request: HttpRequest, token: str) -> Payment | None:
    uuid = read_thanks_token(token)
    if uuid is None or uuid not in remembered_payments(request):
        return None
    return Payment.objects.filter(uuid=uuid).first()


def _settle(payment: Payment) -> bool:
    """Ask Stripe. False when that told nothing: then we do not know either."""
    try:
        settle(payment, cause="return")
    except (GatewayError, MismatchError):
        logger.exception("Payment %s could not be settled on return", payment.uuid)
        return False
    payment.refresh_from_db()
    return True


def _state(payment: Payment | None, *, cancelled: bool) -> str:
    """One of paid, refunded, checking, cancelled, failed, expired."""
    if payment is None:
        return "checking"
    if payment.is_open:
        return "cancelled" if cancelled else "checking"
    return {
        PaymentStatus.FAILED: "failed",
        PaymentStatus.EXPIRED: "expired",
        PaymentStatus.REFUNDED: "refunded",
    }.get(PaymentStatus(payment.status), "paid")


def _reloads(request: HttpRequest) -> int:
    try:
        return max(0, int(request.GET.get("try", "0")))
    except ValueError:
        return MAX_RELOADS
