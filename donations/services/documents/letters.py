"""Documents as letters for the post: one file for many, each in its reader's language."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from donations.enums import ReceiptKind
from donations.models import GiftBatch, Receipt
from donations.services.documents.receipt_documents import read_out
from donations.services.documents.typesetting import typeset


def receipts_to_post(batch: GiftBatch) -> list[Receipt]:
    """The documents of a posted batch that no mail carries, in the order of its rows."""
    receipts = Receipt.objects.issued().filter(
        payment__donations__batch_row__batch=batch, payment__email=""
    )
    return list(receipts.defer("pdf").order_by("payment__donations__batch_row"))


def render_letters(
    receipts: Sequence[Receipt], *, printed_at: datetime, printed_before: datetime | None = None
) -> bytes:
    """One PDF, a letter on a new page for each, the address in the window of the envelope. What was
    issued until `printed_before` says that it is a copy."""
    letters = [
        _letter(receipt, is_copy=bool(printed_before and receipt.issued_at <= printed_before))
        for receipt in receipts
    ]
    return typeset("letters.typ", {"letters": letters}, timestamp=printed_at)


def _letter(receipt: Receipt, *, is_copy: bool) -> dict[str, Any]:
    words = read_out(receipt, is_copy=is_copy)
    with translation.override(words["language"]):
        return {
            **words,
            "address": [words["supporter"]["name"], *receipt.address_lines],
            "body": _body(receipt),
            "regards": _("With warm regards,"),
        }


def _body(receipt: Receipt) -> str:
    if receipt.kind == ReceiptKind.REFUND:
        return _("Please keep this letter for your records.")
    if receipt.is_thanks:
        return _("Your gift goes to work beside the women whose groups we support.")
    return _(
        "Your gift goes to work beside the women whose groups we support. Please keep this letter "
        "for your records."
    )
