"""What staff do to a document that is wrong or got lost. Nothing is edited: a document is declared
void, another takes its place, or a copy is sent once more."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Supporter, User
from core.guards import guarded
from core.mail import queue_mail
from core.models import OrganisationSettings, OutboxMail
from donations.enums import ReceiptKind, ReceiptStatus
from donations.exceptions import ReceiptError
from donations.models import Receipt
from donations.services.documents.receipt_documents import read_out
from donations.services.documents.receipt_facts import facts_of
from donations.services.documents.receipts import (
    keep_facts,
    move_receipt,
    queue_receipt_mail,
    write_receipt,
)
from donations.services.documents.statements import correct_statement
from payments.models import Payment


def void_receipt(*, receipt: Receipt, reason: str, by: User) -> Receipt:
    """Declare that a document holds no longer, with nothing in its place.

    In one transaction, with its payment's row locked: the document is void by compare-and-set, with
    a row that says why and by whom; a year-end statement that counted it is corrected; the mail
    that tells the supporter is queued. A document that is void already stays as it is. Raises
    `ReceiptError` for one that another has replaced, for a statement of refund, without a reason.
    """
    reason = _reason(reason)
    with transaction.atomic():
        receipt = _locked(receipt)
        if receipt.kind == ReceiptKind.REFUND:
            raise ReceiptError(_("A statement of refund says what happened, and stays."))
        if receipt.status == ReceiptStatus.VOID:
            return receipt
        move_receipt(receipt, to=ReceiptStatus.VOID, reason=reason, by=by)
        correct_statement(receipt)
        if receipt.supporter_email:
            queue_mail(
                key=f"receipt-void:{receipt.uuid}",
                template="donations/emails/receipt_void",
                to=receipt.supporter_email,
                language=receipt.facts["language"],
                context={"receipt": receipt, "document": read_out(receipt)},
            )
    return receipt


def replace_receipt(
    *, receipt: Receipt, name: str, email: str, reason: str, by: User | None
) -> Receipt:
    """Put a document with another name or address in the place of one that is wrong, or of one that
    was declared void by hand.

    In one transaction, with its payment's row locked: the document is superseded; one with the next
    number says what is true of the payment today, for that name; its mail is queued where there is
    an address; a year-end statement is corrected. Raises `ReceiptError` for a document that another
    has replaced, and without a name or reason.
    """
    name, reason = " ".join(name.split()), _reason(reason)
    if not name:
        raise ReceiptError(_("Enter the name that the document should carry."), "name")
    with transaction.atomic():
        receipt = _locked(receipt)
        facts = facts_of(receipt.payment, OrganisationSettings.load())
        keep_facts(facts, receipt)
        facts["supporter"] = {"name": name, "email": email.strip().lower()}
        move_receipt(receipt, to=ReceiptStatus.SUPERSEDED, reason=reason, by=by)
        made = write_receipt(receipt.payment, facts, supersedes=receipt)
        queue_receipt_mail(made)
        correct_statement(made)
    return made


def resend_receipt(*, token: UUID, receipt: Receipt, email: str, is_to_be_kept: bool) -> OutboxMail:
    """Send a copy of a document, to another address if need be.

    In one transaction: the mail is queued, once per `token`; where `is_to_be_kept`, the supporter
    has that address from now on. Raises `ReceiptError` for a document that holds no longer, and
    when the address is another supporter's.
    """
    email = email.strip().lower()
    with transaction.atomic():
        receipt = _locked(receipt)
        if not receipt.is_issued:
            raise ReceiptError(_("This document holds no longer. Replace it first."))
        if is_to_be_kept:
            _keep_address(receipt, email)
        return queue_mail(
            key=f"receipt-copy:{token}",
            template="donations/emails/receipt",
            to=email,
            language=receipt.facts["language"],
            context={"receipt": receipt, "document": read_out(receipt, is_copy=True)},
            attachment=("receipt-copy", str(receipt.uuid)),
        )


def _keep_address(receipt: Receipt, email: str) -> None:
    supporter = receipt.payment.supporter
    assert supporter is not None  # money that arrived has one
    try:
        with transaction.atomic():
            Supporter.objects.filter(pk=supporter.pk).update(email=email)
    except IntegrityError:
        raise ReceiptError(
            _("This address is that of another supporter. Send it without keeping the address."),
            "email",
        ) from None


def _reason(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise ReceiptError(_("Say why: the books keep it for good."), "reason")
    return reason


def _locked(receipt: Receipt) -> Receipt:
    """The document as it is now, its payment locked, so that refunds and clerks wait their turn."""
    Payment.objects.select_for_update().get(pk=receipt.payment_id)
    receipt = Receipt.objects.select_related("payment").get(pk=receipt.pk)
    if hasattr(receipt, "superseded_by") and guarded("replaced receipt"):
        raise ReceiptError(
            _("%(code)s has taken the place of this document. Correct that one.")
            % {"code": receipt.superseded_by.code}
        )
    return receipt
