"""Files that mails about gifts carry, and mails that may leave only while something holds."""

from core.mail import register_attachment, register_permit
from donations.services.documents.receipt_documents import copy_attachment, receipt_attachment
from donations.services.documents.statement_documents import statement_attachment
from donations.services.tributes.cards import card_attachment, card_may_leave


def register_attachments() -> None:
    register_attachment("receipt", receipt_attachment)
    register_attachment("receipt-copy", copy_attachment)
    register_attachment("statement", statement_attachment)
    register_attachment("tribute-card", card_attachment)
    register_permit("tribute-card", card_may_leave)
