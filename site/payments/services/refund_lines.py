"""What of each line can still be refunded, and how a refund that names no lines is shared.

The rule, for a refund that somebody made in Stripe's own dashboard: when it is for all that is
left, it is for all that is left of every line, goods included. When it is for a part, nobody told
us for what. Then it is shared over the lines in proportion to what is left of them, to the minor
unit (largest remainder, ties to the earlier line), no goods count as come back, and the refund is
marked so that staff can see it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, Sum

from core.money import split
from payments.enums import LineKind, RefundStatus
from payments.models import DisputeLine, Payment, PaymentLine, Refund, RefundLine


@dataclass(frozen=True, slots=True)
class RefundableLine:
    """A paid line with what is left of it."""

    line: PaymentLine
    amount: int
    quantity: int
    deductible: int

    def price_of(self, quantity: int) -> int:
        """What so many of these goods cost; all that is left for all that is left."""
        if quantity == self.quantity:
            return self.amount
        return min(self.amount, self.line.amount * quantity // self.line.quantity)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRefundLine:
    """What to give back of a line: minor units of the payment's currency, and how many goods."""

    line: PaymentLine
    amount: int
    quantity: int = 0


def refundable_lines(payment: Payment, *, only_at_stripe: bool = False) -> list[RefundableLine]:
    """Every line of a payment with what live refunds and lost disputes leave of it, in the order of
    the lines.

    With `only_at_stripe` those count that Stripe has; one that we only ask for may be refused.
    """
    counted = Q(refund_lines__refund__status__in=RefundStatus.LIVE)
    if only_at_stripe:
        counted &= Q(refund_lines__refund__stripe_refund__isnull=False)
    lost: Counter[int] = Counter()
    lost_deductible: Counter[int] = Counter()
    for disputed in DisputeLine.objects.filter(dispute__payment=payment, lost__gt=0):
        lost[disputed.line_id] += disputed.lost
        lost_deductible[disputed.line_id] += disputed.lost_deductible
    lines = payment.lines.select_related("fund").annotate(
        taken=Sum("refund_lines__amount", filter=counted, default=0),
        taken_quantity=Sum("refund_lines__quantity", filter=counted, default=0),
        taken_deductible=Sum("refund_lines__deductible", filter=counted, default=0),
    )
    lines = lines.order_by("pk")  # a query that sums forgets the model's order
    return [
        RefundableLine(
            line=line,
            amount=line.amount - line.taken - lost[line.pk],
            quantity=line.quantity - line.taken_quantity if line.kind == LineKind.GOODS else 0,
            deductible=line.deductible - line.taken_deductible - lost_deductible[line.pk],
        )
        for line in lines
    ]


def share_by_rule(lines: Iterable[RefundableLine], amount: int) -> list[NewRefundLine]:
    """The parts of a refund that names no lines; see above. `amount` is at most what is left."""
    left = [line for line in lines if line.amount > 0]
    if amount == sum(line.amount for line in left):
        return [
            NewRefundLine(line=line.line, amount=line.amount, quantity=line.quantity)
            for line in left
        ]
    shares = split(amount, [line.amount for line in left])
    return [
        NewRefundLine(line=line.line, amount=share)
        for line, share in zip(left, shares, strict=True)
        if share
    ]


def write_lines(
    refund: Refund, lines: Iterable[NewRefundLine], left: Iterable[RefundableLine]
) -> None:
    """Write what a refund gives back; how much of it had been a gift follows from the line.

    A part of a line takes its gift along in proportion, and the last part takes the rest, so that
    a line that is refunded whole gives back exactly its gift.
    """
    by_line = {line.line.pk: line for line in left}
    RefundLine.objects.bulk_create(
        RefundLine(
            refund=refund,
            line=wanted.line,
            amount=wanted.amount,
            quantity=wanted.quantity,
            deductible=deductible_part(by_line[wanted.line.pk], wanted.amount),
        )
        for wanted in lines
    )


def deductible_part(line: RefundableLine, amount: int) -> int:
    """How much gift so much of a line takes along."""
    if not line.amount:
        return 0
    due = line.deductible - line.deductible * (line.amount - amount) // line.amount
    return max(0, min(amount, due))
