"""What the style guide shows: a form with a field of each kind, a payment and a monthly gift in
each state, the pages of those who may not pay now."""

import datetime as dt
from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_countries.fields import Country
from wagtail.models import Locale

from config.demo.texts import Text
from core.forms import AmountField
from donations.models import RecurringGift
from donations.views.recurring import FORMS
from ledger.models import Fund
from payments.defence.questions import ask
from payments.enums import BillingInterval, SubscriptionStatus
from payments.models import Subscription
from shop.models import SoapPage
from stories.blocks import StoryBodyBlock
from stories.models import StoryPage

COLOURS = "ground quiet paper field ink ink-quiet edge action action-strong ochre good bad".split()
MOTIFS = "crocodile comb calabash zigzag cowrie river".split()


class FieldsForm(forms.Form):
    """A field of each kind, as `{% field_of %}` draws it."""

    name = forms.CharField(label="Your name", help_text="As it should stand on your receipt.")
    email = forms.EmailField(label="Your e-mail")
    amount = AmountField(label="Amount", currency="USD")
    street = forms.CharField(label="Street, second line", required=False)
    country = forms.ChoiceField(label="Country", choices=[("US", "United States"), ("ML", "Mali")])
    size = forms.ChoiceField(
        label="Size",
        widget=forms.RadioSelect,
        choices=[("100", "100 g bar, $9.00"), ("300", "300 g bar, $22.00")],
    )
    message = forms.CharField(label="A few words to us", widget=forms.Textarea(attrs={"rows": 3}))
    anonymous = forms.BooleanField(
        label="Give anonymously", help_text="Your name is shown to nobody outside."
    )


def forms_in_each_state() -> dict[str, FieldsForm]:
    filled = {"name": "Awa Sample", "email": "awa@example.org", "amount": "40", "size": "100"}
    return {
        "Empty": FieldsForm(auto_id="empty_%s"),
        "Filled in": FieldsForm(auto_id="filled_%s", initial=filled | {"anonymous": True}),
        "With errors": FieldsForm({"email": "awa", "amount": "forty"}, auto_id="wrong_%s"),
    }


def payment() -> SimpleNamespace:
    """What the templates of the return page read of a payment."""
    soap = Text("Shea soap, 100 g bar", "Savon au karité, pain de 100 g")
    shipping = _("Shipping, %(country)s") % {"country": Country("US").name}
    lines = [
        SimpleNamespace(
            description=soap.written_in(get_language() or "en"), quantity=2, amount=1800
        ),
        SimpleNamespace(description=shipping, quantity=1, amount=700),
        SimpleNamespace(description=_("Gift, where it is needed most"), quantity=1, amount=4000),
    ]
    return SimpleNamespace(
        name="Awa Sample",
        email="awa@example.org",
        currency="USD",
        amount=6500,
        lines=SimpleNamespace(all=lines),
        receipts=SimpleNamespace(first=SimpleNamespace(path="#receipt")),
        order=SimpleNamespace(number="S-2026-000012"),
        donations=SimpleNamespace(first=True),
        session_url="#payment-page",
        cancel_path="#basket",
    )


def figures() -> dict[str, Any]:
    return {
        "payment": payment(),
        "soap": SimpleNamespace(gift_part=200, fair_market_value=700, currency="USD"),
        "pages": Paginator(range(30), 10).page(2),
    }


def cards() -> dict[str, Iterable[Any]]:
    """Of the content that is there: the demo's, or the editors'."""
    reading = Locale.get_active()
    return {
        "stories": StoryPage.objects.servable().filter(locale=reading).newest().for_cards()[:3],
        "soaps": SoapPage.objects.live().filter(locale=reading).for_cards()[:3],
    }


def blocks() -> list[tuple[str, str, Any]]:
    """Label, description and bound preview of each block that editors have."""
    return [
        (block.label, block.get_description(), block.bind(block.get_preview_value()))
        for block in StoryBodyBlock().child_blocks.values()
    ]


SECTIONS: dict[str, Callable[[], dict[str, Any]]] = {
    "foundations": lambda: {"colours": COLOURS, "motifs": MOTIFS},
    "words": dict,
    "actions": dict,
    "fields": lambda: {"forms": forms_in_each_state()},
    "messages": dict,
    "figures": figures,
    "cards": cards,
    "blocks": lambda: {"blocks": blocks()},
}

SOON = dt.datetime(2026, 12, 21, 12, tzinfo=dt.UTC)
LATER = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)
PAST_DUE = {
    "status": SubscriptionStatus.PAST_DUE,
    "failing_invoice": "in_sample",
    "failing_amount": 2091,
    "next_try_at": SOON,
}
MONTHLY_STATES: dict[str, dict[str, Any]] = {
    "monthly-active": {},
    "monthly-paused": {"is_on_hold": True, "resumes_at": LATER},
    "monthly-failing": PAST_DUE,
    "monthly-bank-asks": PAST_DUE | {"needs_confirmation": True, "failing_page": "#bank"},
    "monthly-ending": {"ends_at": LATER},
    "monthly-ended": {"status": SubscriptionStatus.CANCELED, "ended_at": SOON},
}


def monthly(**state: Any) -> dict[str, Any]:
    """What a giver's own page of a monthly gift reads."""
    subscription = Subscription(
        email="awa@example.org",
        interval=BillingInterval.MONTH,
        currency="USD",
        amount=2000,
        fee_cover=91,
        fund=Fund.objects.default(),
        **{
            "status": SubscriptionStatus.ACTIVE,
            "next_payment_at": SOON,
            "card_brand": "visa",
            "card_last4": "4242",
        }
        | state,
    )
    gift = RecurringGift(subscription=subscription)
    arrived = [
        SimpleNamespace(
            received_on=dt.date(2026, month, 21), given=2091, fee_cover=91, currency="USD"
        )
        for month in (11, 10)
    ]
    forms = {name: make(gift, None) for name, make in FORMS.items()}
    return {
        "gift": gift,
        "subscription": subscription,
        "forms": forms,
        "is_fresh": True,
        "token": "sample",
        "gifts": arrived,
    }


def question() -> dict[str, Any]:
    names = {"token": "token", "answer": "answer"}
    return {"question": ask(about="a sample"), "fields": [], "names": names, "is_wrong": True}


# Pages that are hard to reach on purpose: name → template, context.
PAYMENT_STATES = ("paid", "checking", "cancelled", "failed", "expired", "refunded")
WHOLE_PAGES: dict[str, tuple[str, Callable[[], dict[str, Any]]]] = {
    "404": ("404.html", dict),
    "429": ("429.html", dict),
    "500": ("500.html", dict),
    "confirm": ("core/confirm_form.html", lambda: {"fields": [("amount", "40")]}),
    "refused": ("core/refused_form.html", dict),
    "closed": ("payments/closed.html", dict),
    "question": ("payments/question.html", question),
    "too-many": ("payments/too_many.html", lambda: {"minutes": 10}),
    "monthly-unanswered": (
        "donations/recurring/show.html",
        lambda: monthly() | {"is_fresh": False},
    ),
    "monthly-end": ("donations/recurring/end.html", monthly),
    "link-too-old": ("donations/recurring/closed.html", lambda: {"expired": True, "token": "old"}),
    "link-unknown": ("donations/recurring/closed.html", dict),
    "link-sent": ("donations/recurring/closed.html", lambda: {"sent": True}),
}


def whole_page(name: str) -> tuple[str, dict[str, Any]] | None:
    """Template and context of a page, None when there is no such name."""
    if name in PAYMENT_STATES:
        return "payments/thanks.html", {"state": name, "payment": payment(), "next_reload": None}
    if name in MONTHLY_STATES:
        return "donations/recurring/show.html", monthly(**MONTHLY_STATES[name])
    if name in WHOLE_PAGES:
        template, context = WHOLE_PAGES[name]
        return template, context()
    return None


def whole_page_links() -> list[tuple[str, str]]:
    names = [*PAYMENT_STATES, *MONTHLY_STATES, *WHOLE_PAGES]
    return [(name, reverse("styleguide:page", args=[name])) for name in names]
