"""A month of the journal in the shape that an accounting program imports.

What goes out is what the ledger holds, to the cent: every leg of the month, of one currency, summed
or not. Each entry of the file balances, also by fund.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from django.db import transaction
from django.db.models import Q, Sum

from core.money import format_plain
from core.spreadsheets import inert
from ledger.enums import EntryKind, ExportDetail, ExportProgram, ExportTerm
from ledger.models import Account, ExportName, Fund, Line

# What a term is called until somebody writes another name.
USUAL = {
    ExportTerm.FUNDS: "Fund",
    ExportTerm.NET_ASSETS: "Net assets",
    ExportTerm.WITHOUT: "Without donor restrictions",
    ExportTerm.WITH: "With donor restrictions",
    ExportTerm.TAX_RATE: "Tax Exempt (0%)",
}


@dataclass(frozen=True, slots=True)
class Leg:
    """One row of the export: minor units, debit positive. `number` is the same for the legs of one
    entry and no other."""

    number: str
    booked_on: date
    memo: str
    account: int
    fund: int
    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class Names:
    """What the program calls accounts and funds (by primary key), and its other words."""

    accounts: Mapping[int, str]
    funds: Mapping[int, str]
    restricted: frozenset[int]
    terms: Mapping[ExportTerm, str]

    def net_assets(self, fund: int) -> str:
        return self.terms[ExportTerm.WITH if fund in self.restricted else ExportTerm.WITHOUT]


def legs_of(*, month: date, currency: str, detail: ExportDetail) -> Iterator[Leg]:
    """The legs of a month in order: payouts first, one entry each, then the others. Reads as it
    goes, so that a year's size does not matter."""
    lines = Line.objects.filter(
        entry__booked_on__gte=month, entry__booked_on__lt=month_after(month), currency=currency
    )
    payouts = Q(entry__kind=EntryKind.PAYOUT)
    others = lines.exclude(payouts)
    if detail == ExportDetail.ENTRY:
        return chain(_by_entry(lines.filter(payouts)), _by_entry(others))
    # In the language of whoever asks: a response that streams has no language any more.
    labels = {kind: str(EntryKind(kind).label) for kind in EntryKind.values}
    return chain(_by_entry(lines.filter(payouts)), _by_day(others, labels))


def month_after(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _by_entry(lines: Any) -> Iterator[Leg]:
    rows = lines.order_by("entry__booked_on", "entry_id", "pk").values_list(
        "entry_id",
        "entry__booked_on",
        "entry__description",
        "account_id",
        "fund_id",
        "amount",
        "currency",
    )
    for number, booked_on, description, account, fund, amount, currency in rows.iterator(2000):
        # An entry of two currencies becomes two: each of them balances by itself.
        yield Leg(f"{number}-{currency}", booked_on, description, account, fund, amount, currency)


def _by_day(lines: Any, labels: Mapping[str, str]) -> Iterator[Leg]:
    rows = (
        lines.values_list("entry__booked_on", "entry__kind", "account_id", "fund_id", "currency")
        .annotate(total=Sum("amount"))
        .exclude(total=0)
        .order_by("entry__booked_on", "entry__kind", "account__code", "fund__code")
    )
    for booked_on, kind, account, fund, currency, total in rows.iterator(2000):
        number = f"{booked_on:%y%m%d}-{kind}-{currency}"
        yield Leg(number, booked_on, labels[kind], account, fund, total, currency)


def names_for(program: ExportProgram) -> Names:
    """The names of a program, ours where it has none: QuickBooks goes by names, Xero by codes."""
    known = list(ExportName.objects.filter(program=program))
    accounts = {
        account.pk: account.code if program == ExportProgram.XERO else account.name
        for account in Account.objects.all()
    }
    funds = list(Fund.objects.all())
    return Names(
        accounts=accounts | {row.account_id: row.name for row in known if row.account_id},
        funds={fund.pk: fund.name for fund in funds}
        | {row.fund_id: row.name for row in known if row.fund_id},
        restricted=frozenset(fund.pk for fund in funds if fund.is_restricted),
        terms=USUAL | {ExportTerm(row.term): row.name for row in known if row.term},
    )


def rows_for(program: ExportProgram, legs: Iterator[Leg]) -> Iterator[list[str]]:
    """The file's rows, its headings first. Texts cannot be run by a spreadsheet."""
    names = names_for(program)
    write = {ExportProgram.QUICKBOOKS: _quickbooks, ExportProgram.XERO: _xero}[program]
    headings = {ExportProgram.QUICKBOOKS: QUICKBOOKS, ExportProgram.XERO: XERO}[program]
    yield list(headings)
    for leg in legs:
        yield write(leg, names)


QUICKBOOKS = (
    "JournalNo",
    "JournalDate",
    "Currency",
    "Memo",
    "AccountName",
    "Debits",
    "Credits",
    "Description",
    "Class",
    "NetAssets",
)
XERO = (
    "*Narration",
    "*Date",
    "Description",
    "*AccountCode",
    "*TaxRate",
    "*Amount",
    "TrackingName1",
    "TrackingOption1",
    "TrackingName2",
    "TrackingOption2",
)


def _quickbooks(leg: Leg, names: Names) -> list[str]:
    """Debits and credits apart, dates the American way."""
    amount = format_plain(abs(leg.amount), leg.currency)
    return [
        leg.number,
        f"{leg.booked_on:%m/%d/%Y}",
        leg.currency,
        inert(leg.memo),
        inert(names.accounts[leg.account]),
        amount if leg.amount > 0 else "",
        amount if leg.amount < 0 else "",
        inert(leg.memo),
        inert(names.funds[leg.fund]),
        inert(names.net_assets(leg.fund)),
    ]


def _xero(leg: Leg, names: Names) -> list[str]:
    """Signed amounts; lines of the same narration and date are one journal, so the narration
    carries the number."""
    return [
        inert(f"{leg.number} {leg.memo}"),
        f"{leg.booked_on:%d/%m/%Y}",
        inert(leg.memo),
        inert(names.accounts[leg.account]),
        inert(names.terms[ExportTerm.TAX_RATE]),
        format_plain(leg.amount, leg.currency),
        inert(names.terms[ExportTerm.FUNDS]),
        inert(names.funds[leg.fund]),
        inert(names.terms[ExportTerm.NET_ASSETS]),
        inert(names.net_assets(leg.fund)),
    ]


class Echo:
    """A file that hands back what is written to it, so that rows leave as they are made."""

    def write(self, text: str) -> str:
        return text


def csv_of(rows: Iterator[list[str]]) -> Iterator[str]:
    writer = csv.writer(Echo())
    return map(writer.writerow, rows)


@transaction.atomic
def save_names(*, program: ExportProgram, names: Mapping[Account | Fund | ExportTerm, str]) -> None:
    """Keep what a program calls things; an empty name goes back to ours."""
    for thing, name in names.items():
        which: dict[str, Any] = {"program": program}
        if isinstance(thing, Account):
            which["account"] = thing
        elif isinstance(thing, Fund):
            which["fund"] = thing
        else:
            which["term"] = thing
        if name.strip():
            ExportName.objects.update_or_create(**which, defaults={"name": name.strip()})
        else:
            ExportName.objects.filter(**which).delete()


def currencies() -> list[str]:
    """Those that the journal has ever held."""
    return list(Line.objects.order_by("currency").values_list("currency", flat=True).distinct())
