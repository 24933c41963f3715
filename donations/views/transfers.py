"""Giving by bank transfer: say how much, read where to send it and which code to write on it."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.models import OrganisationSettings
from core.money import format_amount
from donations.exceptions import GiftError
from donations.forms.transfers import TransferForm
from donations.models import ExpectedTransfer
from donations.services.giving.gifts import require_acceptable
from donations.services.offline.transfers import promise_transfer
from donations.tokens import read_transfer_token
from ledger.services.funds import open_funds
from payments.defence.admission import payments_are_closed
from payments.defence.refusals import refuse
from payments.defence.visitors import visitor_of
from payments.exceptions import AdmissionError, PaymentsClosedError


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def promise(request: HttpRequest) -> HttpResponse:
    """The form; sent, 303 to the page with the bank details. Without bank details there is none."""
    organisation = OrganisationSettings.load(request_or_site=request)
    if not organisation.bank_lines:
        raise Http404("nobody has entered bank details")
    if payments_are_closed(request):
        return refuse(request, PaymentsClosedError())
    data = request.POST if request.method == "POST" else None
    form = TransferForm(data, currency=organisation.currency, funds=open_funds())
    if data is None:
        form.prefill(request.GET)
        return _form(request, form)
    is_valid = form.is_valid()
    cleaned = form.cleaned_data
    try:
        if not is_valid:
            _require_acceptable(form)
            return _form(request, form, status=422)
        transfer = promise_transfer(
            amount=cleaned["amount"],
            currency=organisation.currency,
            fund=cleaned["fund"],
            name=cleaned["name"],
            email=cleaned["email"],
            language=get_language() or "en",
            is_anonymous=cleaned["anonymous"],
            message=cleaned["message"],
            tribute=form.wish,
            parts=cleaned["parts"],
            visitor=visitor_of(request),
        )
    except AdmissionError as error:
        return refuse(request, error)
    except GiftError as error:
        form.add_error(error.field, str(error))
        return _form(request, form, status=422)
    return HttpResponseRedirect(transfer.path, status=303)


def _require_acceptable(form: TransferForm) -> None:
    """Raise the `GiftError` of an amount that cannot be taken, whatever else is wrong, so that the
    visitor reads of everything at once."""
    cleaned = form.cleaned_data
    if cleaned.get("amount") and "fund" in cleaned:
        require_acceptable(amount=cleaned["amount"], currency=form.currency, fund=cleaned["fund"])


def _form(request: HttpRequest, form: TransferForm, *, status: int = 200) -> HttpResponse:
    return render(request, "donations/transfer.html", {"form": form}, status=status)


@never_cache
@require_safe
def details(request: HttpRequest, token: str) -> HttpResponse:
    """Where to send it and which code to write on it, for who holds the link."""
    uuid = read_transfer_token(token)
    transfers = ExpectedTransfer.objects.select_related("fund")
    transfer = transfers.filter(uuid=uuid).first() if uuid else None
    if transfer is None:
        raise Http404("no such transfer")
    language = get_language() or "en"
    context = {
        "transfer": transfer,
        "amount": format_amount(transfer.amount, transfer.currency, language),
        "details": OrganisationSettings.load(request_or_site=request).bank_lines,
    }
    response = render(request, "donations/transfer_details.html", context)
    response["Referrer-Policy"] = "no-referrer"
    return response
