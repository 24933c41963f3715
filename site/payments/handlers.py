"""Who acts when a line is paid. Each kind of line has exactly one handler, registered by the app
that knows the kind in its `AppConfig.ready()`; a system check fails when a kind has none or two.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Protocol, TypeVar

from django.core.checks import CheckMessage, Error

from ledger.enums import AccountCode
from payments.enums import LineKind

if TYPE_CHECKING:
    from payments.models import Dispute, DisputeLine, Payment, PaymentLine, Refund, RefundLine


Line = TypeVar("Line", "PaymentLine", "RefundLine", "DisputeLine")


class LineHandler(Protocol):
    """Runs inside settle's transaction with the payment's row locked. Must not call the network.

    `lines` are all lines of the handler's kinds in this payment or refund. `on_paid` and
    `on_closed` may find their work already done (late money on an expired payment) and must then
    do only what is missing.
    """

    def on_paid(self, payment: "Payment", lines: Sequence["PaymentLine"]) -> None:
        """The money arrived."""

    def on_fee_booked(
        self, payment: "Payment", lines: Sequence["PaymentLine"], booked_at: datetime
    ) -> None:
        """What Stripe kept of the payment has been booked to the funds of its lines; called once,
        after `on_paid`."""

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

    def on_refunded(self, refund: "Refund", lines: Sequence["RefundLine"]) -> None:
        """Money of these lines was given back. `refund.restock` says whether the goods are on the
        shelf again."""

    def on_refund_failed(self, refund: "Refund", lines: Sequence["RefundLine"]) -> None:
        """The payer's bank sent that money back: the refund never was. Goods are not taken off the
        shelf again, since nobody knows where they are; staff are told."""

    def on_dispute_decided(self, dispute: "Dispute", lines: Sequence["DisputeLine"]) -> None:
        """How much of these lines a bank gave back to the payer for good has changed: `lost` says
        it, and is 0 again when a lost dispute was won after all. Goods never come back by it."""


class Registration:
    def __init__(self, handler: LineHandler, income: AccountCode) -> None:
        self.handler = handler
        self.income = income


_handlers: dict[LineKind, list[Registration]] = {}
_receipt_issuers: list[Callable[["Payment"], object]] = []
_receipt_revisers: list[Callable[["Refund | Dispute"], object]] = []


def register_handler(kind: LineKind, handler: LineHandler, *, income: AccountCode) -> None:
    """Let `handler` act on lines of `kind`, and book them to the `income` account."""
    _handlers.setdefault(kind, []).append(Registration(handler, income))


def register_receipt_issuer(issue: Callable[["Payment"], object]) -> None:
    """The one function that writes a paid payment's document, after all handlers have run."""
    _receipt_issuers.append(issue)


def register_receipt_reviser(revise: Callable[["Refund | Dispute"], object]) -> None:
    """The one function that replaces a payment's document after a refund or a lost dispute took
    effect or was undone, and tells the supporter."""
    _receipt_revisers.append(revise)


def handler_of(kind: str) -> LineHandler:
    return _handlers[LineKind(kind)][0].handler


def by_handler(
    lines: Iterable[Line], kind: Callable[[Line], str] = attrgetter("kind")
) -> list[tuple[LineHandler, list[Line]]]:
    """Each handler with all the lines of its kinds, in the order of the first line."""
    grouped: dict[int, list[Line]] = defaultdict(list)
    handlers: dict[int, LineHandler] = {}
    for line in lines:
        handler = handler_of(kind(line))
        handlers[id(handler)] = handler
        grouped[id(handler)].append(line)
    return [(handlers[key], group) for key, group in grouped.items()]


def income_account_of(kind: str) -> AccountCode:
    return _handlers[LineKind(kind)][0].income


def issue_receipt(payment: "Payment") -> None:
    _receipt_issuers[0](payment)


def revise_receipt(cause: "Refund | Dispute") -> None:
    _receipt_revisers[0](cause)


def check_handlers(**_kwargs: object) -> list[CheckMessage]:
    """System check: one handler for each kind of line, one issuer and one reviser of receipts."""
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
    for what, registered in (("issuers", _receipt_issuers), ("revisers", _receipt_revisers)):
        if len(registered) != 1:
            problems.append(
                Error(
                    f"{len(registered)} receipt {what} are registered; there must be one.",
                    id="payments.E002",
                )
            )
    return problems
