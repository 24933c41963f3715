"""What a year-end statement says, in its own language, and the PDF that says it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.mail import Attachment
from core.money import format_amount
from core.zones import city_of
from donations.models import GivingStatement
from donations.services.documents.receipt_documents import day_in_words, organisation_in_words
from donations.services.documents.typesetting import typeset
from payments.enums import PaymentMethod


def read_out_statement(statement: GivingStatement, *, is_copy: bool = False) -> dict[str, Any]:
    """Every word and figure of the statement as text, in its language."""
    facts: dict[str, Any] = statement.facts
    language, year = facts["language"], facts["year"]
    name = facts["supporter"]["name"]
    with translation.override(language):
        return {
            "language": language,
            "code": statement.code,
            "title": _("Statement of your gifts in %(year)s") % {"year": year},
            "copy": pgettext("receipt", "Copy") if is_copy else "",
            "mark": "" if statement.is_issued else pgettext("statement", "Replaced"),
            "organisation": organisation_in_words(facts["organisation"]),
            "supporter": facts["supporter"],
            "address": [name, *facts["supporter"]["address"]],
            "thanks": _("Thank you, %(name)s.") % {"name": name} if name else _("Thank you."),
            "body": _body(facts),
            "issued": _("Issued on %(date)s")
            % {"date": day_in_words(str(statement.issued_on), language)},
            "zone": _("Dates are those of %(zone)s.")
            % {"zone": city_of(facts["organisation"]["time_zone"], language)},
            "headings": {
                "day": _("Received on"),
                "receipt": _("Receipt"),
                "paid": _("Paid"),
                "goods": _("Goods"),
                "gift": _("Gift"),
            },
            "gifts": [_gift(gift, language) for gift in facts["gifts"]],
            "totals": [_total(total, language) for total in facts["totals"]],
            "total": _("In all"),
            "statements": _statements(facts),
            "regards": _("With warm regards,"),
        }


def _body(facts: dict[str, Any]) -> str:
    if not facts["gifts"]:
        return _("Of what you gave in %(year)s nothing is left with us.") % {"year": facts["year"]}
    return _(
        "This is what reached us from you in %(year)s, less what was given back. It goes to work "
        "beside the women whose groups we support."
    ) % {"year": facts["year"]}


def _gift(gift: dict[str, Any], language: str) -> dict[str, Any]:
    figures = dict.fromkeys(("paid", "goods", "gift"), "")
    if "currency" in gift:
        figures = _figures(gift, language)
    about = [gift["thing"]] if "thing" in gift else []
    if gift["method"] not in {PaymentMethod.CARD, *PaymentMethod.DESCRIBED}:
        about.append(str(PaymentMethod(gift["method"]).label))
    return {
        "day": day_in_words(gift["received_on"], language),
        "receipt": gift["receipt"],
        "about": " · ".join([*about, *gift["funds"]]),
        "has_goods": bool(gift.get("goods_value")),
        **figures,
    }


def _total(total: dict[str, Any], language: str) -> dict[str, str]:
    return _figures(total, language)


def _figures(row: dict[str, Any], language: str) -> dict[str, str]:
    currency = row["currency"]
    return {
        "paid": format_amount(row["paid"], currency, language),
        "goods": format_amount(row["goods_value"], currency, language)
        if row["goods_value"]
        else "–",
        "gift": format_amount(row["deductible"], currency, language),
    }


def _statements(facts: dict[str, Any]) -> list[str]:
    """The sentences that a tax office reads."""
    organisation = facts["organisation"]
    words = {"organisation": organisation["legal_name"], "ein": organisation["ein"]}
    sentences = []
    if "supersedes" in facts:
        sentences.append(
            _("This statement takes the place of the one of %(date)s, which no longer holds.")
            % {"date": day_in_words(facts["supersedes"], facts["language"])}
        )
    if not facts["gifts"]:
        sentences.append(_("No part of it is tax-deductible."))
    elif any(total["goods_value"] for total in facts["totals"]):
        sentences.append(
            _(
                "For some payments you received goods and services; their fair market value, "
                "which we estimate in good faith, stands under “Goods”. Only what stands under "
                "“Gift” is tax-deductible in the United States, as far as the law allows. For "
                "everything else %(organisation)s gave you no goods or services in return."
            )
            % words
        )
    else:
        sentences.append(
            _("%(organisation)s gave you no goods or services in return for these gifts.") % words
        )
    if any("thing" in gift for gift in facts["gifts"]):
        sentences.append(
            _("Things and securities are described and not valued; they are in no sum.")
        )
    if facts["gifts"]:
        sentences.append(
            _("This statement sums up the receipts named in it. It is not one more receipt.")
        )
    if words["ein"]:
        sentences.append(
            _(
                "%(organisation)s is a charity under section 501(c)(3) of the United States "
                "Internal Revenue Code, EIN %(ein)s."
            )
            % words
        )
    disclosure = organisation["disclosure"].strip()
    return [*sentences, disclosure] if disclosure else sentences


def render_statement(statement: GivingStatement, *, is_copy: bool = False) -> bytes:
    """The statement as PDF/UA-1, made from its facts alone: the same bytes today and in a year.

    The original is stored the first time it is made. A copy says so and is made afresh, and so is a
    statement that holds no longer.
    """
    is_copy = is_copy or not statement.is_issued
    if statement.pdf and not is_copy:
        return bytes(statement.pdf)
    content = render_statements([statement], printed_at=statement.issued_at, is_copy=is_copy)
    if is_copy:
        return content
    if not GivingStatement.objects.filter(pk=statement.pk, pdf__isnull=True).update(pdf=content):
        statement.refresh_from_db(fields=["pdf"])
        return bytes(statement.pdf or content)
    statement.pdf = content
    return content


def render_statements(
    statements: Sequence[GivingStatement], *, printed_at: datetime, is_copy: bool = False
) -> bytes:
    """One PDF for many, each beginning on a page of its own, the address in the window of the
    envelope."""
    letters = [read_out_statement(statement, is_copy=is_copy) for statement in statements]
    return typeset("statements.typ", {"letters": letters}, timestamp=printed_at)


def statement_attachment(reference: str) -> Attachment:
    """The original, as the statement's own mail carries it."""
    statement = GivingStatement.objects.get(uuid=reference)
    return Attachment(statement.file_name, render_statement(statement), "application/pdf")
