"""What can be shown to a bank of a payment with a gift: the gift, and the document sent for it."""

from collections.abc import Iterator

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.money import format_amount
from donations.models import Donation, Receipt
from donations.services.documents.receipt_documents import read_out
from donations.services.funds.gift_funds import FundsOfGifts
from payments.evidence import Section
from payments.models import Payment
from payments.services.evidence import moment


def evidence_of_gifts(payment: Payment) -> Iterator[Section]:
    language = get_language() or "en"
    gifts = Donation.objects.filter(payment=payment).order_by("pk")
    if gifts:
        told = FundsOfGifts(gifts)
        yield Section(
            _("Gifts"),
            table=[
                [_("For"), _("Received"), _("Amount")],
                *(
                    [
                        told.with_parts(gift.pk, gift.fund_id, gift.currency),
                        moment(gift.received_at, language) if gift.received_at else "–",
                        format_amount(gift.amount, gift.currency, language),
                    ]
                    for gift in gifts
                ),
            ],
            has_amounts=True,
            paragraphs=[
                _("A gift buys nothing: the donor chose the amount and its purpose freely.")
            ],
        )
    for receipt in Receipt.objects.filter(payment=payment).order_by("pk"):
        words = read_out(receipt)
        yield Section(
            f"{words['title']} {receipt.code}",
            facts=[
                (_("Issued"), moment(receipt.issued_at, language)),
                (_("Status"), str(receipt.get_status_display())),
                (_("Sent to"), receipt.supporter_email),
                *((total["label"], total["amount"]) for total in words["totals"]),
            ],
            paragraphs=words["statements"],
        )
