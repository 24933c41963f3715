"""The basket: a receipt being written. Reading never writes; each change answers with a 303."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from core.models import OrganisationSettings
from donations.exceptions import GiftError
from donations.forms.splits import split_initial
from ledger.services.funds import open_funds
from shop.exceptions import (
    EmptyBasketError,
    NotForSaleError,
    OutOfStockError,
    describe_available,
)
from shop.forms import AddForm, BasketGiftForm, QuantityField
from shop.models import Basket, Variant
from shop.services import basket as baskets
from shop.services.pricing import PricedLine, price_basket
from shop.sessions import find_basket, find_or_new_basket, remember_basket

from .responses import HttpResponseSeeOther

private = cache_control(private=True, no_store=True)
REFUSED = 422


@require_safe
@private
def basket(request: HttpRequest) -> HttpResponse:
    return basket_page(request, find_or_new_basket(request))


@require_POST
@private
def add(request: HttpRequest) -> HttpResponse:
    """Put a soap in. Refused, the basket is shown with the same form and what to do about it."""
    found = find_or_new_basket(request)
    form = AddForm(request.POST)
    if form.is_valid():
        try:
            baskets.add_to_basket(basket=found, **form.cleaned_data)
        except NotForSaleError as error:
            form.add_error("sku", str(error))
        except OutOfStockError as error:
            form.add_error("quantity", str(error))
        else:
            remember_basket(request, found)
            messages.success(request, _("It is in your basket."))
            return HttpResponseSeeOther(reverse("shop:basket"))
    return basket_page(request, found, add_form=form, status=REFUSED)


@require_POST
@private
def update(request: HttpRequest) -> HttpResponse:
    """Change quantities, take out what was asked. What is refused stays as typed, with the reason
    beside it; the other changes hold."""
    found = find_basket(request)
    if found is None:
        return empty_basket(request)
    # PostgreSQL refuses to be asked for a text with a null character in it.
    removed = request.POST.get("remove", "").replace("\0", "")
    if removed:
        baskets.remove_line(basket=found, sku=removed)
    refused: dict[str, tuple[str, str]] = {}
    # What lies in the basket decides, so that thousands of invented names cost nothing.
    for sku in list(found.lines.values_list("variant__sku", flat=True)):
        typed = request.POST.get(f"quantity-{sku}")
        if typed is None:
            continue
        try:
            _set_quantity(found, sku, typed)
        except ValidationError as error:
            refused[sku] = (typed, " ".join(error.messages))
        except (NotForSaleError, OutOfStockError) as error:
            refused[sku] = (typed, str(error))
    if refused:
        return basket_page(request, found, refused=refused, status=REFUSED)
    return HttpResponseSeeOther(reverse("shop:basket"))


def _set_quantity(found: Basket, sku: str, typed: str) -> None:
    """A zero means "take it out", as people type it."""
    if typed.strip() == "0":
        baskets.remove_line(basket=found, sku=sku)
    else:
        baskets.set_quantity(basket=found, sku=sku, quantity=QuantityField().clean(typed))


@require_POST
@private
def gift(request: HttpRequest) -> HttpResponse:
    """Put the one gift in, in place of an earlier one."""
    found = find_or_new_basket(request)
    form = _gift_form(request, found, request.POST)
    if form.is_valid():
        try:
            baskets.put_gift(
                basket=found,
                amount=form.cleaned_data["amount"],
                fund=form.cleaned_data["fund"],
                interval=form.cleaned_data["interval"],
                covers_fee=form.cleaned_data.get("covers_fee", False),
                is_anonymous=form.cleaned_data["anonymous"],
                message=form.cleaned_data["message"],
                tribute=form.wish,
                parts=form.cleaned_data["parts"],
            )
        except GiftError as error:
            form.add_error(error.field or None, str(error))
        else:
            remember_basket(request, found)
            messages.success(request, _("Your gift is in your basket."))
            return HttpResponseSeeOther(reverse("shop:basket"))
    return basket_page(request, find_or_new_basket(request), gift_form=form, status=REFUSED)


@require_POST
@private
def remove_gift(request: HttpRequest) -> HttpResponse:
    found = find_basket(request)
    if found is None:
        return empty_basket(request)
    baskets.remove_gift(basket=found)
    return HttpResponseSeeOther(reverse("shop:basket"))


@require_safe
@private
def count(request: HttpRequest) -> HttpResponse:
    """How many things lie in the basket: for the link in the header of pages cached for all."""
    found = find_basket(request) if "basket" in request.session else None
    if found is None:
        return JsonResponse({"count": 0})
    soaps = found.lines.aggregate(total=Sum("quantity"))["total"] or 0
    return JsonResponse({"count": soaps + bool(found.gift_amount)})


def empty_basket(request: HttpRequest) -> HttpResponse:
    """There is nothing (any more) that could be changed or ordered."""
    return basket_page(
        request, find_or_new_basket(request), problem=str(EmptyBasketError()), status=REFUSED
    )


def basket_page(
    request: HttpRequest,
    found: Basket,
    *,
    add_form: AddForm | None = None,
    gift_form: BasketGiftForm | None = None,
    refused: dict[str, tuple[str, str]] | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page, with whatever was refused shown where it was typed."""
    priced = price_basket(found)
    context = {
        "basket": found,
        "priced": priced,
        "rows": [_row(line, (refused or {}).get(line.sku)) for line in priced.lines],
        "add_form": add_form,
        "add_variant": add_form and _variant_of(add_form),
        "gift_form": gift_form or _gift_form(request, found),
        "problem": problem,
    }
    return render(request, "shop/basket.html", context, status=status)


def _row(line: PricedLine, refused: tuple[str, str] | None) -> dict[str, Any]:
    typed, error = refused or (str(line.quantity), "")
    if not error and not line.is_for_sale:
        error = _("We do not sell this soap at the moment. Please take it out.")
    elif not error and line.is_short:
        error = describe_available(line.available)
    return {"line": line, "typed": typed, "error": error}


def _variant_of(form: AddForm) -> Variant | None:
    """The soap that the refused form was about, when there is such a soap."""
    # Cleaned, since PostgreSQL refuses to be asked for a text with a null character in it.
    sku = form.cleaned_data.get("sku", "")
    return Variant.objects.for_sale().select_related("product").filter(sku=sku).first()


def _gift_form(request: HttpRequest, found: Basket, data: Any = None) -> BasketGiftForm:
    funds = open_funds()
    initial = {
        "amount": found.gift_amount,
        "interval": found.gift_interval,
        "fund": (found.gift_fund or funds[0]).code,
        "covers_fee": found.gift_covers_fee,
        "anonymous": found.gift_is_anonymous,
        "message": found.gift_message,
        **found.wish.fields,
        **split_initial(found.gift_parts),
    }
    return BasketGiftForm(
        data,
        initial=initial,
        currency=found.currency,
        funds=funds,
        offers_fee_cover=OrganisationSettings.load(request_or_site=request).has_card_fee,
    )
