"""Who acts when a line is paid. Each kind of line has exactly one handler, registered by the app
that knows the kind in its `AppConfig.ready()`; a system check fails when a kind has none or two.
"""

from collections.abc import Callable, Sequence
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
