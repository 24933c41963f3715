"""What the style guide shows: a form with a field of each kind, a payment in each state."""

from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.urls import reverse

from core.blocks import BodyBlock
from core.forms import AmountField
from shop.models import SoapPage
from stories.models import StoryPage

COLOURS = "ground quiet paper field ink ink-quiet edge action action-strong ochre good bad".split()
MOTIFS = "crocodile comb calabash zigzag cowrie river".split()


class FieldsForm(forms.Form):
    """A field of each kind, as `includes/_field.html` draws it."""

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
    lines = [
        SimpleNamespace(description="Shea soap, 100 g bar", quantity=2, amount=1800),
        SimpleNamespace(description="Shipping to United States", quantity=1, amount=700),
        SimpleNamespace(description="Gift, where it is needed most", quantity=1, amount=4000),
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
    return {
        "stories": StoryPage.objects.servable().newest().for_cards()[:3],
        "soaps": SoapPage.objects.live().for_cards()[:3],
    }


def blocks() -> list[tuple[str, str, Any]]:
    """Label, description and bound preview of each block that editors have."""
    return [
        (block.label, block.get_description(), block.bind(block.get_preview_value()))
        for block in BodyBlock().child_blocks.values()
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

# Pages that are hard to reach on purpose: name → template, context.
PAYMENT_STATES = ("paid", "checking", "cancelled", "failed", "expired", "refunded")
WHOLE_PAGES: dict[str, tuple[str, Callable[[], dict[str, Any]]]] = {
    "404": ("404.html", dict),
    "429": ("429.html", dict),
    "500": ("500.html", dict),
    "confirm": ("core/confirm_form.html", lambda: {"fields": [("amount", "40")]}),
    "refused": ("core/refused_form.html", dict),
}


def whole_page(name: str) -> tuple[str, dict[str, Any]] | None:
    """Template and context of a page, None when there is no such name."""
    if name in PAYMENT_STATES:
        return "payments/thanks.html", {"state": name, "payment": payment(), "next_reload": None}
    if name in WHOLE_PAGES:
        template, context = WHOLE_PAGES[name]
        return template, context()
    return None


def whole_page_links() -> list[tuple[str, str]]:
    names = [*PAYMENT_STATES, *WHOLE_PAGES]
    return [(name, reverse("styleguide:page", args=[name])) for name in names]
