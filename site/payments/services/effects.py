"""What money means once it is there."""

from datetime import datetime

from django.utils.translation import gettext_noop

from accounts.enums import NewsCause
from accounts.services.news import choose_news
from accounts.services.supporters import find_or_make_supporter
from core.rows import update
from ledger.enums import AccountCode, EntryKind
from ledger.services.posting import Posting, post
from payments.enums import MONEY_ACCOUNTS, LineKind, PaymentMethod
from payments.handlers import by_handler, income_account_of, issue_receipt
from payments.models import Payment, PaymentLine

DESCRIPTION = gettext_noop("Payment %s")


def take_effect(payment: Payment, paid_at: datetime, *, has_document: bool = True) -> None:
    """Everything that a payment means, inside the transaction that moved it.

    Its supporter is found or made unless somebody said who it is, and hears of new stories from now
    on if the payer asked for that and has not ended it since; the handlers of its lines run, the
    ledger entry is posted, the receipt is issued and its mail queued, unless whoever collected the
    money elsewhere did so.
    """
    if payment.supporter is None:
        payment.supporter = find_or_make_supporter(
            email=payment.email, name=payment.name, language=payment.language
        )
        update([payment], "supporter")
    if payment.wants_news:
        choose_news(
            supporter=payment.supporter,
            is_wanted=True,
            cause=NewsCause.PAYMENT,
            asked_at=payment.created_at,
        )
    lines = payment.booked_lines
    for handler, handled in by_handler(lines):
        handler.on_paid(payment, handled)
    post(
        key=f"payment:{payment.uuid}",
        kind=EntryKind.PAYMENT,
        description=DESCRIPTION % payment.uuid,
        occurred_at=paid_at,
        postings=[posting for line in lines for posting in postings_of(line, payment)],
    )
    if has_document:
        issue_receipt(payment)


def postings_of(line: PaymentLine, payment: Payment) -> list[Posting]:
    """Stripe owes us the line, or it is where its method says; what goods cost above their value is
    a gift."""
    gift_in_sale = line.deductible if line.kind == LineKind.GOODS else 0
    legs = [
        (MONEY_ACCOUNTS[PaymentMethod(payment.method)], line.amount),
        (income_account_of(line.kind), gift_in_sale - line.amount),
        (AccountCode.GIFTS_IN_SALES, -gift_in_sale),
    ]
    return [Posting(account, line.fund, amount, payment.currency) for account, amount in legs]
