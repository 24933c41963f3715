"""A giver's own page of a monthly gift, opened by a signed link: from a mail or from `/my/`.

What is shown is what Stripe says, asked for when the page opens: beside the page after a payment
the one GET that may write. Each change is a form of its own, answered with a 303 back to the page;
refused, the page comes again with what was typed.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from donations.exceptions import GiftError, NoAnswerError
from donations.forms.recurring import AmountForm, DayForm, FundForm, PauseForm
from donations.models import RecurringGift
from donations.services.giving import recurring
from donations.tokens import read_recurring_token
from ledger.services.funds import open_funds

REFUSED, NOT_FOUND, GONE, UNAVAILABLE = 422, 404, 410, 503
View = Callable[[HttpRequest, RecurringGift, str], HttpResponse]


def _with_gift(view: View) -> Callable[[HttpRequest, str], HttpResponse]:
    """Open the link: the gift, or a page that says why not and what to do."""

    @never_cache
    def opened(request: HttpRequest, token: str) -> HttpResponse:
        gift, expired = _gift_of(token)
        if gift is None or expired:
            context = {"expired": gift is not None, "token": token}
            status = GONE if gift else NOT_FOUND
            response = render(request, "donations/recurring/closed.html", context, status=status)
        else:
            response = view(request, gift, token)
        response["Referrer-Policy"] = "no-referrer"
        return response

    return opened


def _gift_of(token: str) -> tuple[RecurringGift | None, bool]:
    uuid, expired = read_recurring_token(token)
    gifts = RecurringGift.objects.begun().select_related("subscription__fund")
    return (gifts.filter(uuid=uuid).first() if uuid else None), expired


@_with_gift
def show(request: HttpRequest, gift: RecurringGift, token: str) -> HttpResponse:
    is_fresh = recurring.refresh(gift)
    if request.GET.get("card") == "changed":
        messages.success(request, _("Your card has been changed."))
        return _see_other(gift)
    return _page(request, gift, token, is_fresh=is_fresh)


def _change(
    name: str, act: Callable[..., None], done: Any
) -> Callable[[HttpRequest, str], HttpResponse]:
    """A POST of one form: check its shape, call one service, go back to the page."""

    def change(request: HttpRequest, gift: RecurringGift, token: str) -> HttpResponse:
        form = FORMS[name](gift, request.POST)
        if not form.is_valid():
            return _page(request, gift, token, forms={name: form}, status=REFUSED)
        try:
            act(gift=gift, **form.cleaned_data)
        except GiftError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
            status = UNAVAILABLE if isinstance(error, NoAnswerError) else REFUSED
            return _page(request, gift, token, forms={name: form}, status=status)
        messages.success(request, done)
        return _see_other(gift)

    return require_POST(_with_gift(change))


@require_http_methods(["GET", "HEAD", "POST"])
@_with_gift
def end(request: HttpRequest, gift: RecurringGift, token: str) -> HttpResponse:
    """The second of two clicks; the first one only opens this page."""
    context: dict[str, Any] = {"gift": gift, "subscription": gift.subscription, "token": token}
    if request.method != "POST":
        return render(request, "donations/recurring/end.html", context)
    try:
        recurring.end(gift=gift)
    except GiftError as error:
        context["problem"] = str(error)
        return render(request, "donations/recurring/end.html", context, status=UNAVAILABLE)
    return _see_other(gift)


@require_POST
@_with_gift
def card(request: HttpRequest, gift: RecurringGift, token: str) -> HttpResponse:
    """On to Stripe's page, where the card is typed; we never see it."""
    try:
        return SeeOther(recurring.card_page(gift=gift, return_path=gift.path))
    except GiftError as error:
        return _page(request, gift, token, problem=str(error), status=UNAVAILABLE)


@require_POST
@never_cache
def new_link(request: HttpRequest, token: str) -> HttpResponse:
    """Send a fresh link to the address of the gift: holding an old one proves nothing more than
    where it was sent. At most one an hour."""
    gift, _expired = _gift_of(token)
    if gift is not None:
        recurring.send_link(gift=gift)
    context = {"sent": True, "expired": True, "token": token}
    return render(request, "donations/recurring/closed.html", context)


class SeeOther(HttpResponseRedirect):
    """303: whatever was posted, get that page now."""

    status_code = 303


def _see_other(gift: RecurringGift) -> HttpResponse:
    return SeeOther(gift.path)


def _page(
    request: HttpRequest,
    gift: RecurringGift,
    token: str,
    *,
    forms: Mapping[str, forms.Form] | None = None,
    problem: str = "",
    is_fresh: bool = True,
    status: int = 200,
) -> HttpResponse:
    made = {name: make(gift, None) for name, make in FORMS.items()} | dict(forms or {})
    context = {
        "gift": gift,
        "subscription": gift.subscription,
        "forms": made,
        "refused": next(iter(forms.values()), None) if forms else None,
        "problem": problem,
        "is_fresh": is_fresh,
        "token": token,
        "gifts": gift.gifts.arrived().with_fee_cover()[:12],
    }
    return render(request, "donations/recurring/show.html", context, status=status)


def _fund_form(gift: RecurringGift, data: Any) -> FundForm:
    funds = open_funds()
    return FundForm(data, gift=gift, funds=funds)


FORMS: Mapping[str, Callable[..., forms.Form]] = {
    "amount": lambda gift, data: AmountForm(data, gift=gift, auto_id="amount_%s"),
    "day": lambda gift, data: DayForm(data, gift=gift, auto_id="day_%s"),
    "fund": _fund_form,
    "pause": lambda gift, data: PauseForm(data, gift=gift, auto_id="pause_%s"),
    "resume": lambda _gift, data: forms.Form(data),
    "pay": lambda _gift, data: forms.Form(data),
}
amount = _change(
    "amount", recurring.change_amount, gettext_lazy("From the next time on you give so much.")
)
day = _change(
    "day", recurring.change_day, gettext_lazy("Your gift comes on its new day from now on.")
)
fund = _change("fund", recurring.change_fund, gettext_lazy("From the next time on it goes there."))
pause = _change("pause", recurring.pause, gettext_lazy("Your gift is paused."))
resume = _change("resume", recurring.resume, gettext_lazy("Your gift goes on."))
pay = _change("pay", recurring.pay_open, gettext_lazy("Your gift has arrived. Thank you."))
