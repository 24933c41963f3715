"""What disputes do to the books: disputed money lies in an account of its own until it is decided.

Each movement of money has one entry, and closing the dispute has one more. All are shared over the
funds of the disputed lines in proportion, so that each fund bears what was taken of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_noop

from core.money import split
from ledger.enums import AccountCode, EntryKind
from ledger.models import Entry
from ledger.services.posting import Posting, has_lines, post, reverse
from payments.enums import DisputeStatus, LineKind
from payments.gateway import Movement
from payments.handlers import income_account_of
from payments.models import Dispute, DisputeLine, PaymentLine

# What the journal says; `Entry.told` says it in the reader's language.
WITHDRAWN = gettext_noop("Money withdrawn for dispute %s of payment %s")
GIVEN_BACK = gettext_noop("Money given back after dispute %s of payment %s")
CLOSED = {
    DisputeStatus.LOST: gettext_noop("Dispute %s of payment %s: lost"),
    DisputeStatus.WON: gettext_noop("Dispute %s of payment %s: won"),
    DisputeStatus.PREVENTED: gettext_noop("Dispute %s of payment %s: prevented"),
}
GOES_ON = gettext_noop("The dispute goes on")


@dataclass(frozen=True, slots=True)
class Share:
    """One line's part: `disputed` and the gift in it in the payment's currency, `held` by the bank
    in the currency that our account settles in."""

    line: PaymentLine
    disputed: int
    deductible: int
    held: int
    currency: str
    settled_currency: str

    @property
    def is_exchanged(self) -> bool:
        return self.currency != self.settled_currency

    @property
    def given_back(self) -> int:
        """What the payer has got back of the line once the dispute is lost. A bank that holds
        more than that holds what was refunded before, or made a rate of exchange of its own."""
        return self.disputed if self.is_exchanged else min(self.disputed, max(self.held, 0))


def book_movement(dispute: Dispute, movement: Movement) -> None:
    """Post money that left our balance for a dispute, or came back from it, once.

    The money goes to the account of disputed money, or comes from it; the fee is an expense.
    """
    lines, weights = _weights(dispute)
    amounts, fees = split(movement.amount, weights), split(movement.fee, weights)
    if not movement.amount and not movement.fee:
        return  # an entry needs lines
    told = WITHDRAWN if movement.amount < 0 else GIVEN_BACK
    post(
        key=f"dispute:{movement.id}",
        kind=EntryKind.DISPUTE,
        description=told % (dispute, dispute.payment.uuid),
        occurred_at=movement.booked_at,
        postings=[
            posting
            for line, amount, fee in zip(lines, amounts, fees, strict=True)
            for posting in (
                Posting(AccountCode.DISPUTED, line.fund, -amount, movement.currency),
                Posting(AccountCode.DISPUTE_FEES, line.fund, fee, movement.currency),
                Posting(AccountCode.STRIPE, line.fund, amount - fee, movement.currency),
            )
        ],
    )


def book_closing(dispute: Dispute, *, occurred_at: datetime) -> bool:
    """Make the books say how the dispute ended; undo what they said before if that has changed.

    Lost: what the payer has got back is taken off the income of its lines, and what the bank keeps
    beyond that is a loss. Won: what did not come back is a loss. Open: nothing is decided.

    Side effects, in order: an earlier closing entry is reversed, the new one posted, the lines note
    what of them is lost. The dispute itself is for the caller to save. True when what is lost of
    the lines has changed.
    """
    shares = list(_shares(dispute))
    is_gone = dispute.status in DisputeStatus.GONE
    is_over = is_gone or (dispute.status == DisputeStatus.WON and dispute.reinstated != 0)
    postings = [leg for share in shares for leg in _closing(share, is_gone=is_gone)]
    wanted = [leg for leg in postings if leg.amount] if is_over else []
    if dispute.closing_entry and not has_lines(dispute.closing_entry, wanted):
        reverse(dispute.closing_entry, occurred_at=occurred_at, reason=GOES_ON)
        dispute.closing_entry = None
    if wanted and not dispute.closing_entry:
        dispute.closing_entry = _post_closing(dispute, wanted, occurred_at)
    changed = 0
    for share in shares:
        lost = share.given_back if is_gone and dispute.held > 0 else 0
        line = DisputeLine.objects.filter(dispute=dispute, line=share.line)
        changed += line.exclude(lost=lost).update(lost=lost)
    return changed > 0


def _post_closing(dispute: Dispute, postings: list[Posting], occurred_at: datetime) -> Entry:
    dispute.closings += 1
    return post(
        key=f"dispute:{dispute}:closed:{dispute.closings}",
        kind=EntryKind.DISPUTE,
        description=CLOSED[DisputeStatus(dispute.status)] % (dispute, dispute.payment.uuid),
        occurred_at=occurred_at,
        postings=postings,
    )


def _weights(dispute: Dispute) -> tuple[list[PaymentLine], list[int]]:
    """The lines that bear the dispute; all of the payment's when nothing of them was left."""
    lines = list(dispute.payment.lines.select_related("fund"))
    disputed = dict(dispute.lines.values_list("line", "amount"))
    if not disputed:
        return lines, [line.amount for line in lines]
    return lines, [disputed.get(line.pk, 0) for line in lines]


def _shares(dispute: Dispute) -> Iterator[Share]:
    lines, weights = _weights(dispute)
    known = {line.line_id: line for line in dispute.lines.all()}
    for line, held in zip(lines, split(dispute.held, weights), strict=True):
        of_dispute = known.get(line.pk)
        yield Share(
            line=line,
            disputed=of_dispute.amount if of_dispute else 0,
            deductible=of_dispute.deductible if of_dispute else 0,
            held=held,
            currency=dispute.currency,
            settled_currency=dispute.settled_currency,
        )


def _closing(share: Share, *, is_gone: bool) -> Iterator[Posting]:
    """Take the share out of the account of disputed money. Each currency balances in its fund."""
    fund, settled = share.line.fund, share.settled_currency
    yield Posting(AccountCode.DISPUTED, fund, -share.held, settled)
    if not is_gone:
        yield Posting(AccountCode.DISPUTE_LOSSES, fund, share.held, settled)
        return
    given_back = share.given_back
    gift = 0
    if share.line.kind == LineKind.GOODS and given_back:
        gift = share.deductible * given_back // share.disputed
    yield Posting(AccountCode.GIFTS_IN_SALES, fund, gift, share.currency)
    yield Posting(income_account_of(share.line.kind), fund, given_back - gift, share.currency)
    if share.is_exchanged:
        yield Posting(AccountCode.EXCHANGE, fund, -given_back, share.currency)
        yield Posting(AccountCode.EXCHANGE, fund, share.held, settled)
    else:
        yield Posting(AccountCode.DISPUTE_LOSSES, fund, share.held - given_back, settled)
