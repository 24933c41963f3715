"""The pages of the billing portal, `/p/session/<id>`, and of an invoice, `/i/<id>`."""

from __future__ import annotations

import time
from dataclasses import replace
from urllib.parse import parse_qs

from . import collection, hosted_answers, hosted_form, invoices, portal, subscriptions
from .billing_markup import BillingPage
from .cards import Card, find
from .errors import Json
from .exchange import Answer, Request
from .hosted_form import PaymentForm
from .hosted_texts import language_of
from .sandbox import Sandbox

PORTAL, INVOICE = "/p/session/", "/i/"
# Nobody can keep a card that the bank declines outright.
REFUSED = "declined"


def answer(sandbox: Sandbox, request: Request) -> Answer:
    if request.path.startswith(PORTAL):
        return _portal(sandbox, request)
    return _invoice(sandbox, request)


def _page(sandbox: Sandbox, request: Request, locale: str | None) -> BillingPage:
    accepted = request.headers.get("Accept-Language", "")
    return BillingPage(language_of(locale, accepted), sandbox.options.merchant)


# The portal


def _portal(sandbox: Sandbox, request: Request) -> Answer:
    session_id, _, step = request.path.removeprefix(PORTAL).partition("/")
    with sandbox.act() as act:
        session = portal.load(act, session_id)
    if session is None:
        page = _page(sandbox, request, None)
        return hosted_answers.html(404, page.notice("portal_closed"))
    page = _page(sandbox, request, session["locale"])
    flow = session["flow"]
    if not step and flow:
        kind = flow["type"]
        step = (
            "card"
            if kind == "payment_method_update"
            else "cancel/" + (flow["subscription_cancel"]["subscription"])
        )
    if not step:
        return _overview(sandbox, page, session)
    if step == "card":
        return _card(sandbox, request, page, session)
    if step == "card/confirm":
        return _confirm_card(sandbox, request, page, session)
    kind, _, wanted = step.partition("/")
    with sandbox.act() as act:
        running = {found["id"]: found for found in portal.running(act, session["customer"])}
    if kind != "cancel" or wanted not in running:
        return hosted_answers.redirect(f"{PORTAL}{session['id']}") if not flow else _done(session)
    return _cancel(sandbox, request, page, session, running[wanted])


def _overview(sandbox: Sandbox, page: BillingPage, session: Json) -> Answer:
    with sandbox.act() as act:
        running = portal.running(act, session["customer"])
        names = {found["id"]: act.store.private(found["id"])["name"] for found in running}
        customer = portal.customer_of(act, session)
        method = act.store.load_any(customer["invoice_settings"]["default_payment_method"] or "")
        if method is None and running:
            method = collection.method_of(act, running[0])
    body = page.portal(running, names, method, _address(session), session["return_url"])
    return hosted_answers.html(200, body, _return_url(session))


def _card(sandbox: Sandbox, request: Request, page: BillingPage, session: Json) -> Answer:
    address = f"{_address(session)}/card"
    if request.method != "POST":
        refusal = "card_unconfirmed" if "refused" in parse_qs(request.query) else None
        body = page.card_form(PaymentForm(), address, _back(session), refusal)
        return hosted_answers.html(200, body, _return_url(session))
    form, card = _read_card(sandbox, request)
    if card is None or form.errors or card.is_bank_debit or card.behaviour == REFUSED:
        status = 402 if card and card.behaviour == REFUSED and not form.errors else 422
        refusal = "card_refused" if status == 402 else None
        body = page.card_form(form, address, _back(session), refusal)
        return hosted_answers.html(status, body, _return_url(session))
    with sandbox.act() as act:
        customer = portal.customer_of(act, session)
        method = portal.make_method(act, customer, card, form.expiry or (12, 2034))
        if card.behaviour == "authenticate":
            act.store.save_private(session["id"], {"waiting": method["id"]})
            return hosted_answers.redirect(f"{address}/confirm", _return_url(session))
        portal.change_card(act, customer, method)
    return _done(session)


def _confirm_card(sandbox: Sandbox, request: Request, page: BillingPage, session: Json) -> Answer:
    waiting = sandbox.store.private(session["id"]).get("waiting")
    address = f"{_address(session)}/card"
    if waiting is None:
        return hosted_answers.redirect(address, _return_url(session))
    if request.method != "POST":
        body = page.confirm_card(f"{address}/confirm")
        return hosted_answers.html(200, body, _return_url(session))
    with sandbox.act() as act:
        act.store.save_private(session["id"], {})
        method = act.store.load_any(waiting)
        is_complete = parse_qs(request.body).get("answer", [""])[0] == "complete"
        if is_complete and method is not None:
            portal.change_card(act, portal.customer_of(act, session), method)
    if not is_complete:
        return hosted_answers.redirect(f"{address}?refused=1", _return_url(session))
    return _done(session)


def _cancel(
    sandbox: Sandbox, request: Request, page: BillingPage, session: Json, subscription: Json
) -> Answer:
    address = f"{_address(session)}/cancel/{subscription['id']}"
    if request.method != "POST":
        name = sandbox.store.private(subscription["id"])["name"]
        body = page.confirm_cancel(subscription, name, address, _back(session))
        return hosted_answers.html(200, body, _return_url(session))
    with sandbox.act() as act:
        found = subscriptions.load(act, subscription["id"])
        if found["status"] not in subscriptions.ENDED:
            subscriptions.cancel(act, found, reason="cancellation_requested")
    return _done(session)


def _done(session: Json) -> Answer:
    """Where the person goes after what the flow was for, or back to the overview."""
    after = (session["flow"] or {}).get("after_completion") or {}
    if after.get("redirect"):
        return hosted_answers.redirect(after["redirect"]["return_url"], _return_url(session))
    if session["flow"] and session["return_url"]:
        return hosted_answers.redirect(session["return_url"], _return_url(session))
    return hosted_answers.redirect(_address(session), _return_url(session))


def _address(session: Json) -> str:
    return f"{PORTAL}{session['id']}"


def _back(session: Json) -> str:
    """Out of a flow: to the site when the flow is all that was asked for."""
    return session["return_url"] if session["flow"] and session["return_url"] else _address(session)


def _return_url(session: Json) -> str | None:
    url: str | None = session["return_url"]
    return url


# The invoice


def _invoice(sandbox: Sandbox, request: Request) -> Answer:
    identifier, _, step = request.path.removeprefix(INVOICE).partition("/")
    page = _page(sandbox, request, None)
    invoice = sandbox.store.load("invoice", identifier)
    if invoice is None or invoice["status"] == "draft" or step not in ("", "confirm"):
        return hosted_answers.html(404, page.notice("unknown"))
    if invoice["status"] != "open":
        name = "invoice_paid" if invoice["status"] == "paid" else "invoice_void"
        return hosted_answers.html(200, page.notice(name))
    if request.method != "POST":
        if step:
            return hosted_answers.html(200, page.confirm_payment(invoice, request.path))
        return _open_invoice(sandbox, page, invoice)
    if step:
        return _confirm_invoice(sandbox, request, page, invoice)
    return _pay_invoice(sandbox, request, page, invoice)


def _open_invoice(
    sandbox: Sandbox,
    page: BillingPage,
    invoice: Json,
    form: PaymentForm | None = None,
    *,
    refusal: str | None = None,
    status: int = 200,
) -> Answer:
    with sandbox.act() as act:
        found = subscriptions.load(act, invoice["parent"]["subscription_details"]["subscription"])
        method = collection.method_of(act, found)
    body = page.invoice(
        invoice, method, form or PaymentForm(), f"{INVOICE}{invoice['id']}", refusal
    )
    return hosted_answers.html(status, body)


def _pay_invoice(sandbox: Sandbox, request: Request, page: BillingPage, invoice: Json) -> Answer:
    usual = parse_qs(request.body).get("action", [""])[0] == "usual"
    form, card = PaymentForm(), None
    if not usual:
        form, card = _read_card(sandbox, request)
        if card is None or form.errors or card.is_bank_debit:
            return _open_invoice(sandbox, page, invoice, form, status=422)
    with sandbox.act() as act:
        found = subscriptions.load(act, invoice["parent"]["subscription_details"]["subscription"])
        if card is None:
            method = collection.method_of(act, found)
            if method:
                card = find(act.store.private(method["id"])["card"])
        else:
            customer = act.store.load("customer", invoice["customer"])
            assert customer is not None
            method = portal.make_method(act, customer, card, form.expiry or (12, 2034))
        if card and card.behaviour == "authenticate" and method:
            private = act.store.private(invoice["id"])
            act.store.save_private(invoice["id"], {**private, "waiting": method["id"]})
            return hosted_answers.redirect(f"{INVOICE}{invoice['id']}/confirm")
        outcome = collection.attempt(
            act, invoices.load(act, invoice["id"]), method=method, by_hand=True
        )
    if outcome == "paid":
        return hosted_answers.redirect(f"{INVOICE}{invoice['id']}")
    refusal = (card and card.decline_code) or collection.RENEWAL_DECLINE
    return _open_invoice(sandbox, page, invoice, form, refusal=refusal, status=402)


def _confirm_invoice(
    sandbox: Sandbox, request: Request, page: BillingPage, invoice: Json
) -> Answer:
    if parse_qs(request.body).get("answer", [""])[0] != "complete":
        return _open_invoice(sandbox, page, invoice, refusal="authentication_failed", status=402)
    with sandbox.act() as act:
        private = act.store.private(invoice["id"])
        method = act.store.load_any(private.pop("waiting", ""))
        act.store.save_private(invoice["id"], private)
        collection.attempt(
            act, invoices.load(act, invoice["id"]), method=method, is_authenticated=True
        )
    return hosted_answers.redirect(f"{INVOICE}{invoice['id']}")


def _read_card(sandbox: Sandbox, request: Request) -> tuple[PaymentForm, Card | None]:
    """The form with its errors, and the card when it is to be used now. A press on a test card
    fills the form and uses nothing.
    """
    form, wanted = hosted_form.read(request.body)
    form.values["email"] = hosted_form.SAMPLE_EMAIL
    if wanted is not None:
        return hosted_form.filled(form, wanted), None
    today = time.gmtime(sandbox.clock.now())
    form = hosted_form.checked(form, today.tm_year, today.tm_mon)
    if form.card and form.card.is_bank_debit:
        form = replace(form, errors=(*form.errors, "number"))
    return form, form.card
