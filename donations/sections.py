"""What `/my/` lists of gifts and receipts. Each function gives what belongs to one supporter."""

from datetime import date
from typing import Any, NamedTuple

from django.db.models import F, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from accounts.models import Supporter
from accounts.sections import register_section
from donations.enums import DonationStatus
from donations.models import Donation, GivingStatement, Receipt, RecurringGift
from donations.services.documents.statements import years_of
from donations.services.funds.gift_funds import FundsOfGifts
from donations.services.giving.rarities import rarities_of
from payments.enums import LineKind, PaymentMethod
from payments.models import PaymentLine


def register_sections() -> None:
    """In the order in which the page shows them."""
    register_section(
        "recurring",
        _("Gifts that come again"),
        "donations/_my_recurring.html",
        recurring_of,
        _("None. Gifts given once are below."),
    )
    register_section(
        "gifts",
        _("Gifts"),
        "donations/_my_gifts.html",
        gifts_of,
        _("No gift has arrived yet."),
    )
    register_section(
        "credits",
        _("Gifts you brought"),
        "donations/_my_credits.html",
        credits_of,
        is_rare=True,
    )
    register_section(
        "receipts",
        _("Receipts"),
        "donations/_my_receipts.html",
        receipts_of,
        _("A receipt appears here as soon as a payment has arrived."),
    )
    register_section(
        "statements",
        _("Year-end statements"),
        "donations/_my_statements.html",
        statements_of,
        _("In January a statement of the whole year can be made here."),
    )


class GiftRow(NamedTuple):
    """A gift as its giver reads it. What was given in kind has no value for them: `method` says
    what it was."""

    received_on: date
    fund: str
    amount: int
    fee_cover: int
    refunded: int
    currency: str
    is_anonymous: bool
    status: str
    method: str

    @property
    def given(self) -> int:
        """With what was added for the card fee, as on the receipt."""
        return self.amount + self.fee_cover

    @property
    def kept(self) -> int:
        return self.amount - self.refunded

    @property
    def is_described(self) -> bool:
        return self.method in PaymentMethod.DESCRIBED

    @property
    def get_status_display(self) -> Any:
        return DonationStatus(self.status).label

    @property
    def get_method_display(self) -> Any:
        return PaymentMethod(self.method).label


def gifts_of(supporter: Supporter) -> list[GiftRow]:
    """The gifts that arrived, newest first; without a model for each, since some gave for years."""
    gifts = supporter.donations.arrived()
    rare = rarities_of(supporter)
    told = FundsOfGifts(gifts if rare.spread else None)
    found = gifts.order_by("-received_at", "-pk").values_list(
        *("pk", "fund", "received_on", "amount", "refunded"),
        *("currency", "is_anonymous", "status", "payment__method", "payment"),
    )
    rows = list(found)
    added = _fee_covers([payment for *_rest, payment in rows]) if rare.fee_cover else {}
    return [
        GiftRow(
            received_on=received_on,
            fund=told.with_parts(pk, fund, currency),
            amount=amount,
            fee_cover=added.get(payment, 0),
            refunded=refunded,
            currency=currency,
            is_anonymous=is_anonymous,
            status=status,
            method=method,
        )
        for (
            pk,
            fund,
            received_on,
            amount,
            refunded,
            currency,
            is_anonymous,
            status,
            method,
            payment,
        ) in rows
    ]


def _fee_covers(payments: list[int]) -> dict[int, int]:
    """Payment → what its payer added for the card fee."""
    lines = PaymentLine.objects.filter(kind=LineKind.FEE_COVER, payment__in=payments)
    return dict(lines.order_by().values_list("payment").annotate(Sum("amount")))


class CreditRow(NamedTuple):
    """A gift of another that came through this supporter. Who gave and how much is told of gifts of
    organisations only (a donor-advised fund, an employer): of a person's gift that is theirs to
    tell."""

    received_on: date
    fund: str
    giver: str
    amount: int | None
    currency: str
    is_match: bool


def credits_of(supporter: Supporter) -> list[CreditRow]:
    """Gifts that arrived with soft credit to this supporter and of which something is left, the
    newest first."""
    gifts = Donation.objects.arrived().filter(
        soft_credits__supporter=supporter, amount__gt=F("refunded")
    )
    found = list(gifts.select_related("payment__remittance").order_by("-received_at", "-pk"))
    if not found:
        return []
    told = FundsOfGifts(gifts)
    return [_credit_row(gift, told) for gift in found]


def _credit_row(gift: Donation, told: FundsOfGifts) -> CreditRow:
    assert gift.received_on is not None
    is_told = gift.payment.method in PaymentMethod.OF_ORGANISATIONS
    return CreditRow(
        received_on=gift.received_on,
        fund=told.without_amounts(gift.pk, gift.fund_id),
        giver=gift.payment.remittance.organisation if is_told else "",
        amount=gift.kept if is_told else None,
        currency=gift.currency,
        is_match=gift.payment.method == PaymentMethod.EMPLOYER_MATCH,
    )


def recurring_of(supporter: Supporter) -> QuerySet[RecurringGift]:
    """What comes again, ended or not, newest first."""
    return (
        RecurringGift.objects.begun()
        .filter(subscription__supporter=supporter)
        .select_related("subscription__fund")
        .prefetch_related("subscription__fund__translations")
    )


def receipts_of(supporter: Supporter) -> QuerySet[Receipt]:
    return Receipt.objects.filter(payment__supporter=supporter).defer("pdf")


class StatementYear(NamedTuple):
    """A year that is over; `statement` is the one that holds, if it was made."""

    year: int
    supporter: Supporter
    statement: GivingStatement | None


def statements_of(supporter: Supporter) -> list[StatementYear]:
    """The years with gift receipts, the latest first, and what was stated of others."""
    issued = GivingStatement.objects.issued().filter(supporter=supporter).defer("pdf", "facts")
    made = {statement.year: statement for statement in issued}
    years = sorted({*made, *years_of(supporter)}, reverse=True)
    return [StatementYear(year, supporter, made.get(year)) for year in years]
