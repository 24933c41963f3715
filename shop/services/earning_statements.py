"""What a group has earned, was paid and is owed, on paper and in words: what it is handed."""

from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core.dates import date_format
from core.models import OrganisationSettings
from core.money import format_amount
from donations.services.documents.typesetting import table, typeset
from shop.models import GROUP_CURRENCY, GroupPayment
from shop.services.earnings import GroupEarnings, earnings_of
from stories.models import WomensGroup


def render_earnings(group: WomensGroup) -> bytes:
    """One PDF in the active language, until today."""
    now = timezone.now()
    ours = OrganisationSettings.load()
    earnings = earnings_of(group)
    today = date_format(ours.day_of(now))
    words = {
        "language": (get_language() or "en").partition("-")[0],
        "title": _("The soap of %(group)s") % {"group": group.name},
        "author": ours.legal_name,
        "made": _("%(organisation)s, made on %(date)s")
        % {"organisation": ours.name, "date": today},
        "about": _sentences(earnings),
        "none": _("None."),
        "tables": [_sizes(earnings), _payments(group)],
    }
    return typeset("tables.typ", words, timestamp=now)


def _sentences(earnings: GroupEarnings) -> list[str]:
    """The three numbers as somebody would say them."""
    sold = ngettext(
        "One bar of your soap was sold.",
        "%(bars)s bars of your soap were sold.",
        earnings.bars,
    ) % {"bars": earnings.bars}
    earned = _("By them you earned %(amount)s.") % {"amount": _amount(earnings.earned)}
    lines = [
        f"{sold} {earned}",
        _("You were paid %(amount)s.") % {"amount": _amount(earnings.paid)},
    ]
    if earnings.open >= 0:
        lines.append(_("We still owe you %(amount)s.") % {"amount": _amount(earnings.open)})
    else:
        lines.append(
            _("You were paid %(amount)s in advance, for bars that are still to be sold.")
            % {"amount": _amount(-earnings.open)}
        )
    if earnings.unpriced:
        lines.append(
            ngettext(
                "For one of these bars no price is agreed yet; it is not in what you earned.",
                "For %(bars)s of these bars no price is agreed yet; they are not in what you "
                "earned.",
                earnings.unpriced,
            )
            % {"bars": earnings.unpriced}
        )
    return lines


def _sizes(earnings: GroupEarnings) -> dict[str, Any]:
    rows = [
        [
            f"{size.variant.product}, {size.variant.local_name}",
            str(size.bars),
            "–" if size.price is None else _amount(size.price),
            _amount(size.amount),
        ]
        for size in earnings.sizes
    ]
    columns = [_("Soap"), "$" + _("Bars"), "$" + _("For each bar"), "$" + _("Earned")]
    return table(_("What you earned"), columns, rows)


def _payments(group: WomensGroup) -> dict[str, Any]:
    payments = GroupPayment.objects.filter(group=group).order_by("paid_on", "pk")
    rows = [
        [
            date_format(payment.paid_on),
            payment.received_by,
            str(payment.get_method_display()),
            _amount(payment.amount),
        ]
        for payment in payments
    ]
    columns = ["." + _("Paid on"), _("Received by"), "." + _("How"), "$" + _("Amount")]
    return table(_("What you were paid"), columns, rows)


def _amount(minor: int) -> str:
    return format_amount(minor, GROUP_CURRENCY, get_language() or "en")
