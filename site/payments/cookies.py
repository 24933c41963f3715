"""A signed cookie that remembers which payments this browser started."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from payments.models import Payment


def remember_payment(request: HttpRequest, response: HttpResponse, payment: Payment) -> None:
    """Add the payment to the browser's list, so that its thank-you page may show details."""
    raise NotImplementedError


def remembered_payments(request: HttpRequest) -> list[UUID]:
    """The payments this browser started, newest first."""
    raise NotImplementedError
