"""All that we have with an organisation, on paper: for a meeting, or for the board."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.dates import date_format
from core.models import OrganisationSettings
from core.money import format_amount
from donations.models import GrantReport, Organisation
from donations.services.documents.typesetting import table, typeset
from donations.services.funders.standings import gifts_of, instalments_of, standings_of
from donations.services.funds.gift_funds import FundsOfGifts

Row = list[str]


def render_history(organisation: Organisation) -> bytes:
    """One PDF in the reader's language."""
    now = timezone.now()
    ours = OrganisationSettings.load()
    supporter = organisation.supporter
    words = {
        "language": (get_language() or "en").partition("-")[0],
        "title": organisation.name,
        "author": ours.legal_name,
        "made": _("%(organisation)s, made on %(date)s")
        % {"organisation": ours.name, "date": _day(ours.day_of(now))},
        "about": [
            capfirst(organisation.get_kind_display()),
            ", ".join(filter(None, [*supporter.address_lines(), supporter.email])),
            *organisation.note.splitlines(),
        ],
        "none": _("None."),
        "tables": [
            _standings(organisation),
            _contacts(organisation),
            _grants(organisation),
            _instalments(organisation),
            _reports(organisation),
            _gifts(organisation),
        ],
    }
    return typeset("tables.typ", words, timestamp=now)


def _day(day: date | None) -> str:
    return date_format(day) if day else "–"


def _amount(minor: int, currency: str) -> str:
    return format_amount(minor, currency, get_language() or "en")


def _standings(organisation: Organisation) -> dict[str, Any]:
    rows = []
    for one in standings_of(organisation):
        held = one.standing
        amounts = [one.given, held.expected, held.late, held.waiting, held.written_off]
        rows.append([one.currency, *(_amount(minor, one.currency) for minor in amounts)])
    columns = [
        _("Currency"),
        "$" + _("Received, all gifts"),
        "$" + _("Still expected"),
        "$" + _("of that late"),
        "$" + _("Waits for a condition or an award"),
        "$" + _("Written off"),
    ]
    return table(_("Where it stands"), columns, rows)


def _contacts(organisation: Organisation) -> dict[str, Any]:
    rows = [
        [contact.name, contact.role, contact.email, contact.phone]
        for contact in organisation.contacts.all()
    ]
    return table(_("Contacts"), [_("Name"), _("Role"), _("E-mail"), _("Phone")], rows)


def _grants(organisation: Organisation) -> dict[str, Any]:
    rows = [
        [
            grant.title,
            str(grant.get_status_display()),
            grant.fund.local_name,
            *(
                _amount(minor, grant.currency)
                for minor in (grant.amount, grant.received, grant.expected, grant.waiting)
            ),
        ]
        for grant in organisation.grants.with_plan()
    ]
    columns = [
        _("Title"),
        "." + _("Status"),
        _("Fund"),
        "$" + _("Amount"),
        "$" + _("Received"),
        "$" + _("Still expected"),
        "$" + _("Waits"),
    ]
    return table(_("Grants"), columns, rows)


def _instalments(organisation: Organisation) -> dict[str, Any]:
    rows = [
        [
            _day(one.due_on),
            str(one.grant or _("pledge")),
            one.standing,
            _amount(one.amount, one.currency),
        ]
        for one in instalments_of(organisation)
    ]
    columns = ["." + _("Expected on"), _("Of"), "." + _("Status"), "$" + _("Amount")]
    return table(_("Instalments"), columns, rows)


def _reports(organisation: Organisation) -> dict[str, Any]:
    reports = GrantReport.objects.filter(grant__organisation=organisation)
    rows = [
        [
            str(report.get_kind_display()),
            report.grant.title,
            _day(report.due_on),
            _day(report.sent_on),
        ]
        for report in reports.select_related("grant")
    ]
    columns = [_("Kind"), _("Grant"), "." + _("Due on"), "." + _("Sent on")]
    return table(_("Reports"), columns, rows)


def _gifts(organisation: Organisation) -> dict[str, Any]:
    gifts = gifts_of(organisation).select_related("payment").order_by("-received_on", "-pk")
    told = FundsOfGifts(gifts)
    rows = [
        [
            _day(gift.received_on),
            str(gift.payment.get_method_display()),
            told.with_parts(gift.pk, gift.fund_id, gift.currency),
            _amount(gift.kept, gift.currency),
        ]
        for gift in gifts
    ]
    columns = ["." + _("Received on"), _("Method"), _("Fund"), "$" + _("Amount")]
    return table(_("Gifts"), columns, rows)
