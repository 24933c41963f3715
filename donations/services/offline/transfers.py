"""Gifts that somebody will send by bank transfer."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import astuple
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.mail import queue_mail
from core.models import OrganisationSettings
from core.money import format_amount
from donations.enums import TransferStatus
from donations.exceptions import TransferError
from donations.models import ExpectedTransfer
from donations.services.giving.gifts import require_acceptable
from donations.splits import write_shares
from donations.tribute_wishes import TributeWish, require_wish
from ledger.models import Fund
from payments.defence.admission import admit
from payments.defence.visitors import Visitor

# A transfer between countries takes days; people take longer. Afterwards it is late, not lost.
EXPECTED_WITHIN = timedelta(days=60)
TRIES = 5  # for a code that nobody has


def promise_transfer(
    *,
    amount: int,
    currency: str,
    fund: Fund,
    name: str,
    email: str,
    language: str,
    is_anonymous: bool = False,
    message: str = "",
    tribute: TributeWish | None = None,
    parts: Mapping[Fund, int] | None = None,
    visitor: Visitor | None = None,
) -> ExpectedTransfer:
    """Write down a gift that will come by bank transfer, and give it its code. Who is to hear of a
    `tribute` is told once the gift is here; `parts` says to which funds it goes where it is split.

    The visitor must be admitted as for a payment (`AdmissionError`); amount, fund and tribute are
    checked (`GiftError`). Side effects, in one transaction: the expected transfer is written, and
    the mail with the bank details and the code queued where there is an address. The same promise
    again while the first is open returns that one.
    """
    require_acceptable(amount=amount, currency=currency, fund=fund, parts=parts)
    shares = write_shares(parts) if parts else ""
    tribute = tribute or TributeWish()
    require_wish(tribute, giver=name)
    email = email.strip().lower()
    fingerprint = _fingerprint(
        *(amount, currency, fund.code, name, email, language, is_anonymous, message),
        *(() if tribute.is_empty else astuple(tribute)),
        *((shares,) if shares else ()),
    )
    if visitor is not None:
        admit(visitor=visitor, email=email or visitor.network, fingerprint=fingerprint)
    waiting = ExpectedTransfer.objects.expected().filter(fingerprint=fingerprint)
    for _try in range(TRIES):
        if existing := waiting.first():
            return existing
        try:
            with transaction.atomic():
                transfer = ExpectedTransfer.objects.create(
                    amount=amount,
                    currency=currency,
                    fund=fund,
                    shares=shares,
                    name=name.strip(),
                    email=email,
                    language=language,
                    is_anonymous=is_anonymous,
                    message=message,
                    fingerprint=fingerprint,
                    expected_by=OrganisationSettings.today() + EXPECTED_WITHIN,
                    **tribute.fields,
                )
                _queue_mail(transfer)
        except IntegrityError:  # a twin was faster, or the code is taken
            continue
        return transfer
    raise TransferError("no free code")


def withdraw(transfer: ExpectedTransfer) -> None:
    """Expect it no longer: the giver said so, or nothing came. Should it come, it is received."""
    _move(transfer, TransferStatus.OPEN, TransferStatus.WITHDRAWN)


def expect_again(transfer: ExpectedTransfer) -> None:
    """Undo `withdraw`, unless the same giver has promised the same again meanwhile."""
    try:
        with transaction.atomic():
            _move(transfer, TransferStatus.WITHDRAWN, TransferStatus.OPEN)
    except IntegrityError:
        raise TransferError(_("The giver has promised it again, with another code.")) from None


def _move(transfer: ExpectedTransfer, before: TransferStatus, after: TransferStatus) -> None:
    if not ExpectedTransfer.objects.filter(pk=transfer.pk, status=before).update(status=after):
        raise TransferError(_("Somebody else was faster. Look at it again."))
    transfer.refresh_from_db()


def _queue_mail(transfer: ExpectedTransfer) -> None:
    if not transfer.email:
        return
    queue_mail(
        key=f"expected-transfer:{transfer.uuid}",
        template="donations/emails/transfer",
        to=transfer.email,
        language=transfer.language,
        context={
            "transfer": transfer,
            "amount": format_amount(transfer.amount, transfer.currency, transfer.language),
            "details": OrganisationSettings.load().bank_lines_in(transfer.language),
        },
    )


def _fingerprint(*who_and_what: object) -> str:
    text = json.dumps(["transfer", *who_and_what], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
