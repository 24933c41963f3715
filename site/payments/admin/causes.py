"""Why something about money moved, in the words of whoever reads it.

A row of history keeps a short word that never changes, the name of Stripe's event, or who of the
staff did it; the two last are shown as they are.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models.enums import Choices
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy
from wagtail.admin.ui.tables import Column

from payments.enums import ChangeKind, DisputeStatus, PaymentStatus
from payments.services.inbox import SETTLERS

WORDS: Mapping[str, Promise] = {
    "basket changed": gettext_lazy("the basket was changed"),
    "checkout": gettext_lazy("the payment page was opened"),
    "closed": gettext_lazy("the payment page closed without a payment"),
    "demo": gettext_lazy("sample data"),
    "intent": gettext_lazy("what Stripe said of the payment"),
    "page": gettext_lazy("the giver opened their page"),
    "paid": gettext_lazy("the payment arrived"),
    "paid after its fund had closed": gettext_lazy("the payment arrived after its fund had closed"),
    "paid back by hand": gettext_lazy("paid back by hand"),
    "reconcile": gettext_lazy("comparison with Stripe"),
    "refund": gettext_lazy("a refund"),
    "refund failed": gettext_lazy("a refund failed"),
    "return": gettext_lazy("the payer came back from the payment page"),
    "staff": gettext_lazy("staff asked Stripe"),
    "too many failed cards": gettext_lazy("too many failed cards"),
}
# What stands before a state or kind of its own.
OF_A_STATE: Mapping[str, tuple[Promise, type[Choices]]] = {
    "change": (gettext_lazy("asked for: %(state)s"), ChangeKind),
    "dispute": (gettext_lazy("dispute: %(state)s"), DisputeStatus),
    "payment": (gettext_lazy("payment: %(state)s"), PaymentStatus),
}
# What stands before a number.
OF_A_NUMBER: Mapping[str, Promise] = {
    "batch": gettext_lazy("batch of gifts %(number)s"),
    "import": gettext_lazy("import %(number)s"),
}


def cause_in_words(cause: str) -> str:
    if cause in WORDS:
        return str(WORDS[cause])
    if cause in SETTLERS:
        return gettext("Stripe: %(event)s") % {"event": cause}
    kind, _space, rest = cause.partition(" ")
    if kind in OF_A_STATE and rest in OF_A_STATE[kind][1].values:
        words, states = OF_A_STATE[kind]
        return str(words) % {"state": states(rest).label}
    if kind in OF_A_NUMBER and rest.isdecimal():
        return str(OF_A_NUMBER[kind]) % {"number": rest}
    if kind == "refund":  # of an order, with the refund's own number
        return str(WORDS["refund failed" if rest.endswith("failed") else "refund"])
    return cause


class CauseColumn(Column):
    """The cause of a move, read from the row's `cause`."""

    def __init__(self, **options: Any) -> None:
        super().__init__("cause", label=gettext_lazy("Because of"), **options)

    def get_value(self, instance: Any) -> str:
        return cause_in_words(super().get_value(instance))
