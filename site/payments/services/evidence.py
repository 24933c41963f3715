"""The evidence pack: one PDF with all that a bank wants to know about a disputed payment.

Made when somebody asks for it, from what lies in the database, and kept nowhere: it holds names and
addresses. It says nothing of network addresses or devices, since we keep none.
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.dates import long_moment
from core.enums import MailStatus
from core.models import OrganisationSettings, OutboxMail
from core.money import format_amount
from core.zones import city_of
from payments.evidence import Section, sections_about
from payments.models import Dispute, Payment

MAILS = 12  # the newest; banks read few pages
EARLIER_PAYMENTS = 5


def render_evidence(dispute: Dispute, *, language: str) -> bytes:
    """The pack as PDF, in that language. Data goes in as JSON, never as source."""
    folders: Any = settings.TEMPLATES[0]["DIRS"]
    source = Path(folders[0]) / "payments" / "evidence.typ"
    words = json.dumps(read_out(dispute, language=language), ensure_ascii=False)
    return typst.compile(source.read_bytes(), sys_inputs={"data": words})


def read_out(dispute: Dispute, *, language: str) -> dict[str, Any]:
    """Every word of the pack as text."""
    payment = dispute.payment
    organisation = OrganisationSettings.load()
    with translation.override(language):
        sections = [
            *_about_payment(payment, language),
            *sections_about(payment),
            *_about_payer(payment, language),
            *_mails(payment, language),
        ]
        return {
            "language": language,
            "title": _("Evidence for dispute %(dispute)s") % {"dispute": dispute},
            "organisation": {
                "name": organisation.legal_name or organisation.name,
                "address": organisation.address,
                "email": organisation.email,
                "site": settings.BASE_URL,
            },
            "made": _("Made on %(date)s. Times are those of %(zone)s.")
            % {
                "date": moment(timezone.now(), language),
                "zone": city_of(organisation.time_zone, language),
            },
            "facts": [
                (_("Disputed"), format_amount(dispute.amount, dispute.currency, language)),
                (_("Reason given"), str(dispute.get_reason_display())),
                (_("Opened"), moment(dispute.opened_at, language)),
                *([(_("Answer by"), moment(dispute.due_by, language))] if dispute.due_by else []),
                (_("Payment at Stripe"), payment.stripe_payment_intent or "–"),
                (_("Charge at Stripe"), payment.stripe_charge or "–"),
            ],
            "sections": [
                {
                    "heading": section.heading,
                    "facts": [fact for fact in section.facts if fact[1]],
                    "table": section.table,
                    "has_amounts": section.has_amounts,
                    "paragraphs": section.paragraphs,
                }
                for section in sections
            ],
        }


def moment(at: datetime, language: str) -> str:
    """A time in the organisation's zone, as the language writes it."""
    zone = OrganisationSettings.load().zone
    return long_moment(at.astimezone(zone), language)


def _about_payment(payment: Payment, language: str) -> Iterator[Section]:
    yield Section(
        _("What was paid"),
        facts=[
            (_("Paid"), moment(payment.succeeded_at, language) if payment.succeeded_at else ""),
            (_("In all"), format_amount(payment.amount, payment.currency, language)),
            (_("Name"), payment.name),
            (_("E-mail"), payment.email),
        ],
        table=[
            [_("What"), _("Quantity"), _("Amount")],
            *(
                [
                    line.description,
                    str(line.quantity),
                    format_amount(line.amount, payment.currency, language),
                ]
                for line in payment.lines.all()
            ),
        ],
        has_amounts=True,
        paragraphs=[
            _(
                "The payer chose this on our site, saw the whole sum there and again on Stripe’s "
                "own payment page, and confirmed it there. We never see or keep card numbers."
            )
        ],
    )


def _about_payer(payment: Payment, language: str) -> Iterator[Section]:
    """Earlier payments that nobody disputed: the same person was content with us before."""
    if payment.supporter is None:
        return
    earlier = list(
        payment.supporter.payments.paid()
        .filter(disputes=None, succeeded_at__lt=payment.succeeded_at)
        .exclude(pk=payment.pk)
        .order_by("-succeeded_at")[:EARLIER_PAYMENTS]
    )
    if earlier:
        yield Section(
            _("Earlier payments of the same person, none of them disputed"),
            table=[
                [_("Paid"), _("Charge at Stripe"), _("Amount")],
                *(
                    [
                        moment(other.succeeded_at, language),
                        other.stripe_charge or "–",
                        format_amount(other.amount, other.currency, language),
                    ]
                    for other in earlier
                    if other.succeeded_at
                ),
            ],
            has_amounts=True,
        )


def _mails(payment: Payment, language: str) -> Iterator[Section]:
    """What we wrote to the payer since the payment began, word by word."""
    mails = list(
        OutboxMail.objects.filter(
            to__iexact=payment.email, status=MailStatus.SENT, created_at__gte=payment.created_at
        ).order_by("-sent_at", "-pk")[:MAILS]
    )
    for number, mail in enumerate(reversed(mails), start=1):
        yield Section(
            _("Mail %(number)s to the payer: %(subject)s")
            % {"number": number, "subject": mail.subject},
            facts=[
                (_("Sent"), moment(mail.sent_at, language) if mail.sent_at else ""),
                (_("To"), mail.to),
            ],
            paragraphs=_paragraphs(mail.text),
        )


def _paragraphs(text: str) -> list[str]:
    """A mail without its foot, and without links that open something for whoever has them."""
    ours = re.escape(settings.BASE_URL)
    shown = re.sub(rf"{ours}/\S+", f"{settings.BASE_URL}/…", text.partition("\n--\n")[0])
    return [part.strip("\n") for part in shown.split("\n\n") if part.strip()]
