"""Who pays, where the parcel goes, and what it all comes to."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from donations.exceptions import GiftError, TributeError
from payments.cookies import remember_payment
from payments.defence.admission import payments_are_closed
from payments.defence.refusals import refuse
from payments.defence.visitors import visitor_of
from payments.exceptions import AdmissionError, GatewayError, PaymentsClosedError
from payments.services.checkout import start_checkout
from shop.exceptions import (
    AlreadyPaidError,
    NoRateError,
    NotForSaleError,
    OutOfStockError,
    ShopError,
    describe_available,
)
from shop.forms import BuyerForm, CheckoutForm
from shop.models import Basket, Order
from shop.services.orders import place_order
from shop.services.pricing import PricedBasket, add_shipping, price_basket
from shop.services.shipping import shippable_countries
from shop.sessions import find_basket

from .basket import REFUSED, empty_basket, private
from .responses import HttpResponseSeeOther

UNAVAILABLE = 503


@require_http_methods(["GET", "HEAD", "POST"])
@private
def checkout(request: HttpRequest) -> HttpResponse:
    basket = find_basket(request)
    priced = price_basket(basket) if basket else None
    if basket is None or priced is None or priced.is_empty:
        return empty_basket(request) if request.method == "POST" else redirect("shop:basket")
    if request.method != "POST":
        if payments_are_closed(request):
            return refuse(request, PaymentsClosedError())
        return _checkout_page(request, priced, _form(basket, priced))
    if "show_shipping" in request.POST:
        return _checkout_page(request, priced, _form(basket, priced, kept=request.POST))
    try:
        return _pay(request, basket, priced, _form(basket, priced, request.POST))
    except AdmissionError as error:
        return refuse(request, error)


def _pay(
    request: HttpRequest, basket: Basket, priced: PricedBasket, form: BuyerForm
) -> HttpResponse:
    """Place the order and send the visitor to the payment page.

    Only at a price that the visitor has seen: a total that changed meanwhile, or that shipping
    was not yet part of, is shown first.
    """
    if not form.is_valid():
        return _checkout_page(request, priced, form, status=REFUSED)
    address = form.address()
    try:
        final = add_shipping(priced, country=address.country if address else "")
        if request.POST.get("seen_total", seen(final)) != seen(final):
            return _checkout_page(request, priced, form, unseen=request.POST["seen_total"] != "")
        payment = place_order(
            basket=basket,
            email=form.cleaned_data["email"],
            name=form.cleaned_data["name"],
            address=address,
            language=get_language() or settings.LANGUAGE_CODE,
            wants_news=form.cleaned_data["news"],
            visitor=visitor_of(request),
        )
        response = HttpResponseSeeOther(start_checkout(payment))
    except AlreadyPaidError as error:
        return HttpResponseSeeOther(error.payment.thanks_path)
    except (ShopError, GiftError) as error:
        problem = _problem_of(error, form)
        return _checkout_page(request, price_basket(basket), form, problem=problem, status=REFUSED)
    except GatewayError:
        problem = _(
            "The payment page does not answer. Nothing was charged and your basket is kept. "
            "Please try again in a minute."
        )
        return _checkout_page(request, priced, form, problem=problem, status=UNAVAILABLE)
    remember_payment(request, response, payment)
    return response


def _problem_of(error: ShopError | GiftError, form: BuyerForm) -> str:
    """What to say above the form. What is short the page lists by itself, soap by soap; what a card
    would say of its giver stands beside the name."""
    if isinstance(error, TributeError) and error.field in form.fields:
        form.add_error(error.field, str(error))
        return ""
    return "" if isinstance(error, OutOfStockError | NotForSaleError) else str(error)


def seen(priced: PricedBasket) -> str:
    """The total as the page's hidden field carries it; "" while shipping is not known."""
    return f"{priced.total} {priced.currency}" if priced.is_final else ""


def _checkout_page(
    request: HttpRequest,
    priced: PricedBasket,
    form: BuyerForm,
    *,
    problem: str = "",
    unseen: bool = False,
    status: int = 200,
) -> HttpResponse:
    try:
        country = form.chosen_country() if isinstance(form, CheckoutForm) else ""
        priced = add_shipping(priced, country=country)
    except NoRateError as error:
        problem = problem or str(error)
    context = {
        "form": form,
        "priced": priced,
        "seen_total": seen(priced),
        "problem": problem,
        "unseen": unseen,
        "shortages": [
            (line.title, describe_available(line.available if line.is_for_sale else 0))
            for line in priced.lines
            if line.is_short or not line.is_for_sale
        ],
    }
    return render(request, "shop/checkout.html", context, status=status)


def _form(basket: Basket, priced: PricedBasket, data: Any = None, *, kept: Any = None) -> BuyerForm:
    """The form for this basket: posted, or filled with what is known so far."""
    initial = kept.dict() if kept is not None else _known(basket)
    if not priced.needs_shipping:
        return BuyerForm(data, initial=initial)
    return CheckoutForm(data, initial=initial, countries=shippable_countries())


def _known(basket: Basket) -> dict[str, Any]:
    """What the same visitor typed for this basket before, when they come back from paying."""
    if basket.payment is None:
        return {}
    payment = basket.payment
    known = {"email": payment.email, "name": payment.name, "news": payment.wants_news}
    order = Order.objects.filter(payment=basket.payment).first()
    if order is None:
        return known
    names = ("line1", "line2", "city", "region", "postcode", "phone")
    return known | {name: getattr(order, name) for name in names} | {"country": str(order.country)}
