"""What must hold between payments and the ledger."""

from collections.abc import Iterator

from django.db.models import F, Sum

from ledger.enums import AccountCode
from ledger.models import Line
from payments.models import Payment


def payments_are_posted() -> Iterator[str]:
    """Each paid payment has its entry, of its amount; the lines of a payment sum to it."""
    posted = _stripe_totals("payment:")
    for payment in Payment.objects.paid().annotate(lines_total=Sum("lines__amount")):
        if payment.lines_total != payment.amount:
            yield f"The lines of payment {payment.uuid} do not sum to its amount."
        if posted.pop(f"payment:{payment.uuid}", None) != payment.amount:
            yield f"Payment {payment.uuid} is paid and not in the ledger with its amount."
    for key in posted:
        if not key.endswith(":fee"):
            yield f"Entry {key} belongs to no paid payment."


def fees_are_posted() -> Iterator[str]:
    """Each known fee has its entry, of its amount."""
    posted = _stripe_totals("payment:")
    for payment in Payment.objects.exclude(fee=None).exclude(fee=0):
        if posted.get(f"payment:{payment.uuid}:fee") != -(payment.fee or 0):
            yield f"The fee of payment {payment.uuid} is known and not in the ledger."


def _stripe_totals(prefix: str) -> dict[str, int]:
    """Movements of the Stripe balance by entry key."""
    rows = (
        Line.objects.filter(account__code=AccountCode.STRIPE, entry__key__startswith=prefix)
        .values(key=F("entry__key"))
        .annotate(total=Sum("amount"))
    )
    return {row["key"]: row["total"] for row in rows}
