"""What should never be: gifts without a document, and documents that hide what goods are worth."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from donations.enums import ReceiptKind
from donations.models import Donation, Receipt
from payments.enums import LineKind
from payments.models import PaymentLine


def unreceipted_gifts() -> QuerySet[Donation]:
    """Gifts that arrived and of whose payment no document holds; one that somebody declared void
    with a reason is no oversight."""
    of_payment = Receipt.objects.filter(payment=OuterRef("payment"))
    arrived = Donation.objects.arrived().filter(import_row=None)  # those are receipted elsewhere
    return arrived.filter(~Exists(of_payment.issued()), ~Exists(of_payment.voided_by_hand()))


def mixed_without_value() -> QuerySet[Receipt]:
    """Gift receipts that hold, of payments with goods: some of the goods have no fair market value,
    or the document does not state it though nothing was given back."""
    goods = PaymentLine.objects.filter(payment=OuterRef("payment"), kind=LineKind.GOODS)
    unstated = Q(facts__totals__goods_value=0, facts__totals__refunded=0)
    return Receipt.objects.issued().filter(
        Q(Exists(goods.filter(fair_market_value=0))) | Q(Exists(goods)) & unstated,
        kind=ReceiptKind.RECEIPT,
    )
