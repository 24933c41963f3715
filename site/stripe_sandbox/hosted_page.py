"""The payment page that the shop redirects to: `/c/pay/<session>`, its second page for 3-D Secure,
and its style sheet; pages of the portal and of invoices are in `portal_page.py`.
"""

from __future__ import annotations

import logging
import time
from pathlib import Path
from urllib.parse import parse_qs

from . import hosted_form, line_items, payments, portal_page, sessions
from .errors import ApiError, Json
from .exchange import Answer, Request
from .hosted_answers import html, redirect
from .hosted_form import PaymentForm
from .hosted_markup import STYLE_PATH, Page
from .hosted_texts import language_of
from .sandbox import Sandbox

log = logging.getLogger("stripe_sandbox")
STYLE = (Path(__file__).parent / "static" / "page.css").read_bytes()
REFUSALS = frozenset(
    {"generic_decline", "insufficient_funds", "authentication_failed", "authentication_missing"}
)
PREFIX = "/c/pay/"


def answer(sandbox: Sandbox, request: Request) -> Answer:
    """Any page for people; unknown addresses get a page that says so."""
    if request.path == STYLE_PATH:
        return Answer(
            200, STYLE, {"Content-Type": "text/css; charset=utf-8", "Cache-Control": "max-age=3600"}
        )
    page = Page(
        language_of(None, request.headers.get("Accept-Language", "")), sandbox.options.merchant
    )
    if request.path == "/":
        return html(200, page.notice("home"))
    if request.path.startswith((portal_page.PORTAL, portal_page.INVOICE)):
        return portal_page.answer(sandbox, request)
    if not request.path.startswith(PREFIX) or request.method not in ("GET", "POST"):
        return html(404, page.notice("unknown"))
    session_id, _, step = request.path.removeprefix(PREFIX).partition("/")
    try:
        return _session_page(sandbox, request, session_id, step)
    except ApiError as fault:
        if fault.status != 404:
            log.warning("The payment page failed: %s", fault.message)
        return html(fault.status, page.notice("unknown"))


def _session_page(sandbox: Sandbox, request: Request, session_id: str, step: str) -> Answer:
    with sandbox.act() as act:
        session, items = sessions.load(act, session_id), line_items.of_session(act, session_id)
    page = Page(
        language_of(session["locale"], request.headers.get("Accept-Language", "")),
        sandbox.options.merchant,
    )
    if session["status"] != "open":
        return _closed(page, session, is_post=request.method == "POST")
    if step == "authenticate":
        return _bank_page(sandbox, request, page, session)
    if step:
        return html(404, page.notice("unknown"))
    if request.method == "POST":
        return _pay(sandbox, request, page, session, items)
    email = (session["customer_details"] or {}).get("email") or ""
    wanted = parse_qs(request.query).get("refused", [""])[0]
    refusal = wanted if wanted in REFUSALS else None
    return _form(page, session, items, PaymentForm({"email": email}), refusal=refusal)


def _pay(
    sandbox: Sandbox, request: Request, page: Page, session: Json, items: list[Json]
) -> Answer:
    form, wanted_card = hosted_form.read(request.body)
    if session["customer_email"]:
        form.values["email"] = session["customer_email"]
    if wanted_card is not None:
        return _form(page, session, items, hosted_form.filled(form, wanted_card))
    today = time.gmtime(sandbox.clock.now())
    form = hosted_form.checked(form, today.tm_year, today.tm_mon)
    if form.errors or form.card is None:
        return _form(page, session, items, form, status=422)
    payer = payments.Payer(
        form.values["email"], form.values["name"], form.card, form.expiry or (12, 2034)
    )
    with sandbox.act() as act:
        outcome = payments.pay(act, session["id"], payer)
    if outcome.state == "authenticate":
        return redirect(f"{PREFIX}{session['id']}/authenticate")
    if outcome.state == "declined":
        return _form(page, session, items, form, refusal=outcome.decline_code, status=402)
    return _closed(page, outcome.session, is_post=True)


def _bank_page(sandbox: Sandbox, request: Request, page: Page, session: Json) -> Answer:
    """The second page of a card that asks for 3-D Secure; opened without need, it leads back."""
    if request.method == "POST":
        return _answer_bank(sandbox, request, page, session)
    if "authentication" not in sandbox.store.private(session["id"]):
        return redirect(f"{PREFIX}{session['id']}")
    return html(
        200,
        page.authenticate(session, f"{PREFIX}{session['id']}/authenticate"),
        session["success_url"],
    )


def _answer_bank(sandbox: Sandbox, request: Request, page: Page, session: Json) -> Answer:
    is_completed = parse_qs(request.body).get("answer", [""])[0] == "complete"
    with sandbox.act() as act:
        outcome = payments.authenticate(act, session["id"], is_completed=is_completed)
    if outcome.state == "declined":
        return redirect(f"{PREFIX}{session['id']}?refused={outcome.decline_code}")
    return _closed(page, outcome.session, is_post=True)


def _closed(page: Page, session: Json, *, is_post: bool) -> Answer:
    """A session that is done. A second press of Pay goes where the first one went."""
    if session["status"] == "expired":
        return html(
            410 if is_post else 200,
            page.notice("expired", session["cancel_url"]),
            session["success_url"],
        )
    success_url = session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"])
    return (
        redirect(success_url, success_url)
        if is_post
        else html(200, page.notice("paid", success_url), success_url)
    )


def _form(
    page: Page,
    session: Json,
    items: list[Json],
    form: PaymentForm,
    *,
    refusal: str | None = None,
    status: int = 200,
) -> Answer:
    return html(
        status,
        page.payment(session, items, form, f"{PREFIX}{session['id']}", refusal),
        session["success_url"],
    )
