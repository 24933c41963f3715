"""Year-end statements: what somebody gave in a year of the organisation, from the receipts that
hold. They add nothing to the receipts; they sum them up."""

from collections import defaultdict
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from accounts.models import Supporter, User
from core.mail import queue_mail
from core.models import OrganisationSettings
from donations.enums import ReceiptKind, ReceiptStatus
from donations.exceptions import NothingGivenError, YearNotOverError
from donations.models import GivingStatement, Receipt
from donations.services.documents.receipt_documents import GIVING
from donations.services.documents.receipt_facts import organisation_facts
from donations.services.documents.statement_documents import read_out_statement
from ledger.models import Fund

FIGURES = ("paid", "goods_value", "deductible")


def issue_statement(*, supporter: Supporter, year: int, by: User | None) -> GivingStatement:
    """State what a supporter gave in a year that is over, once.

    In one transaction, the caller's if there is one: freezes the facts; when they differ from those
    of an earlier statement of that year, that one is superseded; writes the statement and queues
    the one mail that carries it, to a known address. Where nothing has changed, the earlier one is
    returned and nothing happens. Raises `YearNotOverError`, or `NothingGivenError` where no
    receipt of that year holds and nothing was ever stated.
    """
    if year >= OrganisationSettings.today().year:
        raise YearNotOverError(year)
    with transaction.atomic():
        # The lock makes twins wait; the second one then finds the first one's statement.
        supporter = Supporter.objects.select_for_update().get(pk=supporter.pk)
        facts = _facts(supporter, year)
        statements = GivingStatement.objects.filter(supporter=supporter, year=year)
        earlier = statements.issued().first()
        if earlier and _content(earlier.facts) == _content(facts):
            return earlier
        if earlier is None and not facts["gifts"]:
            raise NothingGivenError(year)
        if earlier:
            facts["supersedes"] = str(earlier.issued_on)
            statements.issued().update(status=ReceiptStatus.SUPERSEDED)
        issued_at = timezone.now()
        statement = GivingStatement.objects.create(
            supporter=supporter,
            year=year,
            version=(statements.aggregate(last=Max("version"))["last"] or 0) + 1,
            email=supporter.email,
            facts=facts,
            issued_at=issued_at,
            issued_on=OrganisationSettings.load().day_of(issued_at),
            issued_by=by,
        )
        _queue_statement_mail(statement)
        return statement


def correct_statement(receipt: Receipt) -> None:
    """Issue a corrected statement when one was made of a year, and a receipt of it changes later:
    after a refund, or because a gift of that year was entered late."""
    year = date.fromisoformat(receipt.facts["received_on"]).year
    if year >= OrganisationSettings.today().year:
        return  # of a running year there is none
    stated = GivingStatement.objects.issued().filter(
        supporter=receipt.payment.supporter_id, year=year
    )
    if statement := stated.select_related("supporter").first():
        issue_statement(supporter=statement.supporter, year=year, by=None)


def receipts_of_year(year: int) -> QuerySet[Receipt]:
    """The gift receipts that hold, of money that came in that year of the organisation. What was
    thanked for only, sold or given back whole is not among them."""
    # The day on the receipt decides; the day of issue is never before it and has an index.
    return Receipt.objects.issued().filter(
        kind=ReceiptKind.RECEIPT,
        issued_on__gte=f"{year - 1}-12-30",
        facts__received_on__gte=f"{year}-01-01",
        facts__received_on__lte=f"{year}-12-31",
    )


def supporters_of_year(year: int) -> list[int]:
    """Who gets a statement of that year, by primary key."""
    ids = receipts_of_year(year).order_by().values_list("payment__supporter_id", flat=True)
    return sorted(pk for pk in ids.distinct() if pk)


def years_of(supporter: Supporter) -> list[int]:
    """The years that are over and of which the supporter has gift receipts, the latest first."""
    this_year = OrganisationSettings.today().year
    days = Receipt.objects.issued().filter(kind=ReceiptKind.RECEIPT, payment__supporter=supporter)
    years = {int(day[:4]) for day in days.order_by().values_list("facts__received_on", flat=True)}
    return sorted((year for year in years if year < this_year), reverse=True)


def _content(facts: dict[str, Any]) -> dict[str, Any]:
    """What a statement states: if this is the same, it need not be made anew."""
    return {name: facts[name] for name in ("supporter", "gifts", "totals")}


def _facts(supporter: Supporter, year: int) -> dict[str, Any]:
    receipts = receipts_of_year(year).filter(payment__supporter=supporter).defer("pdf")
    in_order = sorted(receipts, key=lambda one: (one.facts["received_on"], one.pk))
    organisation = OrganisationSettings.load()
    funds = {fund.code: fund for fund in Fund.objects.prefetch_related("translations")}
    gifts = [_gift_facts(receipt, funds, supporter.language) for receipt in in_order]
    address = supporter.address_lines() or next(
        (lines for one in reversed(in_order) if (lines := one.address_lines)), []
    )
    return {
        "language": supporter.language,
        "year": year,
        "organisation": organisation_facts(organisation, supporter.language),
        "supporter": {"name": supporter.name, "email": supporter.email, "address": address},
        "gifts": gifts,
        "totals": _totals(gifts),
    }


def _gift_facts(receipt: Receipt, funds: dict[str, Fund], language: str) -> dict[str, Any]:
    """One line: of a thing what it was, of money what is left of it and what is a gift in it."""
    facts = receipt.facts
    totals = receipt.totals
    gift = {
        "receipt": receipt.code,
        "received_on": facts["received_on"],
        "method": facts.get("method", ""),
        "funds": _fund_names(facts, funds, language),
    }
    if receipt.is_described:
        return gift | {"thing": facts["remittance"]["description"]}
    return gift | {
        "currency": facts["currency"],
        "paid": totals["paid"] - totals.get("refunded", 0),
        "goods_value": totals["goods_value"],
        "deductible": totals["deductible"],
    }


def _fund_names(facts: dict[str, Any], funds: dict[str, Fund], language: str) -> list[str]:
    named = [
        part
        for line in facts["lines"]
        if line["kind"] in GIVING
        for part in (line.get("split") or [line["fund"]])
    ]
    return list(
        dict.fromkeys(
            funds[part["code"]].in_language(language)[0] if part["code"] in funds else part["name"]
            for part in named
        )
    )


def _totals(gifts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Sums never cross currencies."""
    sums: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(FIGURES, 0))
    for gift in gifts:
        if "currency" in gift:
            for name in FIGURES:
                sums[gift["currency"]][name] += gift[name]
    return [{"currency": currency, **sums[currency]} for currency in sorted(sums)]


def _queue_statement_mail(statement: GivingStatement) -> None:
    """To those whose address we know; the others get a letter."""
    if not statement.email:
        return
    queue_mail(
        key=f"statement:{statement.uuid}",
        template="donations/emails/statement",
        to=statement.email,
        language=statement.facts["language"],
        context={
            "statement": statement,
            "document": read_out_statement(statement),
            "is_corrected": statement.version > 1,
        },
        attachment=("statement", str(statement.uuid)),
    )
