"""Who acts when a line is paid. Each kind of line has exactly one handler, registered by the app
that knows the kind in its `AppConfig.ready()`; a system check fails when a kind has none or two.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from django.core.checks import CheckMessage, Error

from ledger.enums import AccountCode
from payments.enums import LineKind

if TYPE_CHECKING:
    from payments.models import Payment, PaymentLine


class LineHandler(Protocol):
    """Runs inside settle's transaction with the payment's row locked. Must not call the network.

    `lines` are all lines of the handler's kinds in this payment. Both methods may find their work
    already done (late money on an expired payment) and must then do only what is missing.
    """

    def on_paid(self, payment: "Payment", lines: Sequence["PaymentLine"]) -> None:
        """The money arrived."""

    def on_closed(self, payment: "Payment", lines: Sequence["PaymentLine"]) -> None:
        """Stripe confirmed that no money will arrive (expired or failed)."""

    def remember(self, payment: "Payment", lines: Sequence["PaymentLine"]) -> Mapping[str, str]:
        """What Stripe is to keep for us beside the lines, so that `rebuild` can be done: at most
        a dozen facts of at most 500 characters, no more about a person than that needs. The same
        on every call."""

    def rebuild(
        self, payment: "Payment", lines: Sequence["PaymentLine"], facts: Mapping[str, str]
    ) -> None:
        """Write again what points at a payment that a restored backup had lost; `on_paid` follows.
        `facts` holds what `remember` gave, for all handlers. Raises `CannotRebuildError`."""


class Registration:
    def __init__(self, handler: LineHandler, income: AccountCode) -> None:
        self.handler = handler
        self.income = income


_handlers: dict[LineKind, list[Registration]] = {}
_receipt_issuers: list[Callable[["Payment"], object]] = []


def register_handler(kind: LineKind, handler: LineHandler, *, income: AccountCode) -> None:
    """Let `handler` act on lines of `kind`, and book them to the `income` account."""
    _handlers.setdefault(kind, []).append(Registration(handler, income))


def register_receipt_issuer(issue: Callable[["Payment"], object]) -> None:
    """The one function that writes a paid payment's document, after all handlers have run."""
    _receipt_issuers.append(issue)


def handler_of(kind: str) -> LineHandler:
    return _handlers[LineKind(kind)][0].handler


def income_account_of(kind: str) -> AccountCode:
    return _handlers[LineKind(kind)][0].income


def by_handler(
    lines: Iterable["PaymentLine"],
) -> list[tuple[LineHandler, list["PaymentLine"]]]:
    """Each handler with all the lines of its kinds, in the order of the first line."""
    grouped: dict[int, list[PaymentLine]] = defaultdict(list)
    handlers: dict[int, LineHandler] = {}
    for line in lines:
        handler = handler_of(line.kind)
        handlers[id(handler)] = handler
        grouped[id(handler)].append(line)
    return [(handlers[key], group) for key, group in grouped.items()]


def issue_receipt(payment: "Payment") -> None:
    _receipt_issuers[0](payment)


def check_handlers(**_kwargs: object) -> list[CheckMessage]:
    """System check: one handler for each kind of line, one issuer of receipts."""
    problems: list[CheckMessage] = []
    for kind in LineKind:
        count = len(_handlers.get(kind, []))
        if count != 1:
            problems.append(
                Error(
                    f"Lines of kind '{kind.value}' have {count} handlers; they need exactly one.",
                    hint="Call payments.handlers.register_handler in one AppConfig.ready().",
                    id="payments.E001",
                )
            )
    if len(_receipt_issuers) != 1:
        problems.append(
            Error(
                f"{len(_receipt_issuers)} receipt issuers are registered; there must be one.",
                id="payments.E002",
            )
        )
    return problems
