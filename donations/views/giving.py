"""Giving."""

import logging

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from donations.exceptions import GiftError
from donations.forms.giving import DonationForm
from donations.models import GivePage
from donations.services.giving.gifts import require_acceptable, start_donation
from payments.cookies import remember_payment
from payments.defence.refusals import refuse
from payments.defence.visitors import Visitor, visitor_of
from payments.exceptions import AdmissionError, GatewayError
from payments.models import Payment
from payments.services.checkout import start_checkout

logger = logging.getLogger(__name__)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Take the give form: 303 to the payment page, or the form again with what was typed.

    A visitor whose page could not show what will be charged (it takes a script to do so while one
    types) sees it first, on a page of its own.
    """
    page = GivePage.in_active_language()
    if page is None:
        raise Http404("nobody has made a give page")
    if request.method != "POST":
        return redirect(page.get_url(request))
    if "change" in request.POST:
        return _form_to_change(request, page)
    return _take_form(request, page, page.make_form(request, request.POST))


def _take_form(request: HttpRequest, page: GivePage, form: DonationForm) -> HttpResponse:
    is_valid = form.is_valid()
    try:
        if not is_valid or form.needs_review:
            _require_acceptable(form)
            return (_review if is_valid else _form_again)(request, page, form)
        payment = _start_donation(form, page, visitor_of(request))
    except AdmissionError as error:
        return refuse(request, error)
    except GiftError as error:
        form.add_error(error.field, str(error))
        return _form_again(request, page, form)
    try:
        address = start_checkout(payment)
    except GatewayError:
        logger.exception("No payment page for payment %s", payment.uuid)
        form.add_error(
            None,
            _(
                "The payment page does not answer at the moment. Nothing was charged and what you "
                "typed is kept. Please try again in a minute."
            ),
        )
        return _form_again(request, page, form, status=503)
    response = HttpResponseRedirect(address, status=303)
    remember_payment(request, response, payment)
    return response


def _require_acceptable(form: DonationForm) -> None:
    """Raise the `GiftError` of an amount or fund that cannot be taken, whatever else is wrong, so
    that the visitor reads of everything at once."""
    cleaned = form.cleaned_data
    if cleaned.get("amount") is not None and {"currency", "fund"} <= cleaned.keys():
        require_acceptable(
            amount=cleaned["amount"], currency=cleaned["currency"], fund=cleaned["fund"]
        )


def _start_donation(form: DonationForm, page: GivePage, visitor: Visitor) -> Payment:
    cleaned = form.cleaned_data
    return start_donation(
        amount=cleaned["amount"],
        currency=cleaned["currency"],
        fund=cleaned["fund"],
        email=cleaned["email"],
        name=cleaned["name"],
        language=get_language() or "en",
        message=cleaned["message"],
        anonymous=cleaned["anonymous"],
        source=cleaned["source"],
        wants_thanks=cleaned.get("thanks", False),
        interval=cleaned["interval"],
        covers_fee=form.adds_fee,
        wants_news=cleaned["news"],
        tribute=form.wish,
        parts=form.parts,
        cancel_path=f"{page.url or '/'}?{form.link}",
        visitor=visitor,
    )


def _review(request: HttpRequest, page: GivePage, form: DonationForm) -> HttpResponse:
    form.carry()
    context = page.get_context(request, form=form)
    return render(request, "donations/review.html", context)


def _form_to_change(request: HttpRequest, page: GivePage) -> HttpResponse:
    form = page.make_form(request)
    form.keep(request.POST.dict())
    return _form_again(request, page, form, status=200)


def _form_again(
    request: HttpRequest, page: GivePage, form: DonationForm, *, status: int = 422
) -> HttpResponse:
    context = page.get_context(request, form=form)
    return render(request, page.get_template(request), context, status=status)
