"""Receipts: one document per payment, its facts frozen and its number given when it is issued."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core.mail import queue_mail
from core.models import OrganisationSettings
from donations.enums import ReceiptKind, ReceiptStatus
from donations.exceptions import NotPaidError
from donations.models import Receipt, ReceiptSeries
from donations.services.documents import GIVING, read_out
from payments.models import Payment, PaymentLine

SERIES_PREFIX = {ReceiptKind.RECEIPT: "R", ReceiptKind.CONFIRMATION: "C"}


def issue_receipt(payment: Payment) -> Receipt:
    """Write the one document of a paid payment, once.

    In one transaction, the caller's if there is one: freezes the facts, takes the next number of
    its series, writes the receipt and queues the one mail that carries it. A payment that has an
    issued receipt returns that one and nothing happens. Raises `NotPaidError` before money came.
    """
    with transaction.atomic():
        # The lock makes twins wait; the second one then finds the first one's receipt.
        payment = Payment.objects.select_for_update().get(pk=payment.pk)
        issued = payment.receipts.filter(status=ReceiptStatus.ISSUED).first()
        if issued:
            return issued
        if payment.succeeded_at is None or not payment.is_paid:
            raise NotPaidError(f"payment {payment.uuid} is {payment.status}")
        organisation = OrganisationSettings.load()
        lines = list(payment.lines.select_related("fund").prefetch_related("fund__translations"))
        kind = _kind_of(lines)
        issued_at = timezone.now()
        issued_on = issued_at.astimezone(organisation.zone).date()
        facts = _facts(payment, lines, organisation)
        series, number = _next_number(kind, issued_on)
        receipt = Receipt.objects.create(
            payment=payment,
            kind=kind,
            series_id=series,
            number=number,
            facts=facts,
            issued_at=issued_at,
            issued_on=issued_on,
        )
        _queue_receipt_mail(receipt)
        return receipt


def _kind_of(lines: list[PaymentLine]) -> ReceiptKind:
    """A gift receipt as soon as anything was given; a plain sale is never called one."""
    if any(line.kind in GIVING for line in lines) or _totals(lines)["deductible"]:
        return ReceiptKind.RECEIPT
    return ReceiptKind.CONFIRMATION


def _next_number(kind: ReceiptKind, issued_on: date) -> tuple[str, int]:
    """Advance the year's series by one UPDATE. It holds the row until the transaction ends, so
    that a rollback gives the number back and nobody ever sees a gap."""
    code = f"{SERIES_PREFIX[kind]}-{issued_on.year}"
    ReceiptSeries.objects.get_or_create(code=code)
    ReceiptSeries.objects.filter(code=code).update(last_number=F("last_number") + 1)
    return code, ReceiptSeries.objects.values_list("last_number", flat=True).get(code=code)


def _facts(
    payment: Payment, lines: list[PaymentLine], organisation: OrganisationSettings
) -> dict[str, Any]:
    """All that the document will ever say, as plain data."""
    received_at: datetime | None = payment.succeeded_at
    assert received_at is not None
    return {
        "payment": str(payment.uuid),
        "language": payment.language,
        "currency": payment.currency,
        "received_at": received_at.isoformat(),
        "received_on": received_at.astimezone(organisation.zone).date().isoformat(),
        "organisation": {
            "name": organisation.name,
            "legal_name": organisation.legal_name,
            "ein": organisation.ein,
            "address": organisation.address,
            "email": organisation.email,
            "signatory_name": organisation.signatory_name,
            "signatory_title": organisation.signatory_title,
            "disclosure": organisation.disclosure,
            "time_zone": organisation.time_zone,
        },
        "supporter": {"name": payment.name, "email": payment.email},
        "lines": [_line_facts(line, payment.language) for line in lines],
        "totals": _totals(lines),
    }


def _line_facts(line: PaymentLine, language: str) -> dict[str, Any]:
    return {
        "kind": line.kind,
        "description": line.description,
        "quantity": line.quantity,
        "amount": line.amount,
        "fair_market_value": line.fair_market_value,
        "deductible": line.deductible,
        "fund": {
            "code": line.fund.code,
            "name": line.fund.in_language(language)[0],
            "restriction": line.fund.restriction,
        },
    }


def _totals(lines: list[PaymentLine]) -> dict[str, int]:
    """The payment is tested as a whole: goods sold below their value use up part of a gift."""
    paid = sum(line.amount for line in lines)
    received = sum(line.fair_market_value for line in lines)
    return {"paid": paid, "goods_value": received, "deductible": max(0, paid - received)}


def _queue_receipt_mail(receipt: Receipt) -> None:
    language = receipt.facts["language"]
    queue_mail(
        key=f"receipt:{receipt.uuid}",
        template="donations/emails/receipt",
        to=receipt.facts["supporter"]["email"],
        language=language,
        context={"receipt": receipt, "document": read_out(receipt)},
        attachment=("receipt", str(receipt.uuid)),
    )
