"""What somebody typed on the payment page, and what is wrong with it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs

from . import cards
from .cards import Card
from .customers import EMAIL

FIELDS = ("email", "number", "expiry", "cvc", "name")
EXPIRY = re.compile(r"^(\d{1,2})\s*/?\s*(\d{2}|20\d{2})$")
LONGEST = 200
SAMPLE = {"expiry": "12/34", "cvc": "123"}
SAMPLE_EMAIL, SAMPLE_NAME = "visitor@example.com", "Sample Visitor"


@dataclass(frozen=True)
class PaymentForm:
    """Texts as typed; `errors` are the names of fields that need another look, in the order of the
    page.
    """

    values: dict[str, str] = field(default_factory=dict)
    errors: tuple[str, ...] = ()

    @property
    def card(self) -> Card | None:
        return cards.find(self.values.get("number", ""))

    @property
    def expiry(self) -> tuple[int, int] | None:
        """(month, four-digit year), or `None` for anything that is no date."""
        match = EXPIRY.match(self.values.get("expiry", "").strip())
        if match is None or not 1 <= int(match[1]) <= 12:
            return None
        return int(match[1]), int(match[2]) % 100 + 2000

    def shown(self, name: str) -> str:
        """What goes back into the field. A number that is no test card may be somebody's own: never
        sent back.
        """
        if name in ("number", "cvc") and self.card is None:
            return ""
        if name == "number" and self.card and not self.card.is_bank_debit:
            return cards.grouped(self.card.number)
        return self.values.get(name, "")


def read(body: str) -> tuple[PaymentForm, str | None]:
    """The form, and the test card whose button was pressed instead of Pay, if one was."""
    typed = parse_qs(body, keep_blank_values=True, max_num_fields=50)
    values = {name: typed.get(name, [""])[0].strip()[:LONGEST] for name in FIELDS}
    return PaymentForm(values), typed.get("fill", [None])[0]


def filled(form: PaymentForm, number: str) -> PaymentForm:
    """The form with a test card in it; what was typed about the person stays."""
    person = {
        "email": form.values.get("email") or SAMPLE_EMAIL,
        "name": form.values.get("name") or SAMPLE_NAME,
    }
    return PaymentForm({**form.values, **person, **SAMPLE, "number": number})


def checked(form: PaymentForm, year: int, month: int) -> PaymentForm:
    """The form with its errors, as seen in this month."""
    is_debit = form.card is not None and form.card.is_bank_debit
    is_right = {
        "email": bool(EMAIL.match(form.values["email"])),
        "number": form.card is not None,
        "expiry": is_debit
        or (form.expiry is not None and (form.expiry[1], form.expiry[0]) >= (year, month)),
        "cvc": is_debit or (form.values["cvc"].isdecimal() and len(form.values["cvc"]) in (3, 4)),
        "name": bool(form.values["name"]),
    }
    return replace(form, errors=tuple(name for name in FIELDS if not is_right[name]))
