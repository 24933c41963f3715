"""What a receipt says, in its own language, and the PDF that says it.

PDF, mail and web page all read the same words: `read_out` makes them from the frozen facts.
"""

from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.dates import long_date
from core.mail import Attachment
from core.money import format_amount
from core.zones import city_of
from donations.enums import ReceiptKind, ReceiptStatus
from donations.models import Receipt
from donations.services.documents.typesetting import typeset
from donations.tribute_wishes import in_words
from ledger.enums import Restriction
from payments.enums import LineKind, PaymentMethod

# The kinds of lines that are gifts: their fund is named, and they make a document a gift receipt.
GIVING = (LineKind.GIFT, LineKind.IN_KIND, LineKind.FEE_COVER)
TRIBUTES = (LineKind.GIFT, LineKind.IN_KIND)


def read_out(receipt: Receipt, *, is_copy: bool = False) -> dict[str, Any]:
    """Every word and figure of the document as text, in the language of the receipt."""
    facts: dict[str, Any] = receipt.facts
    language = facts["language"]
    with translation.override(language):
        return {
            "language": language,
            "code": receipt.code,
            "title": str(ReceiptKind(receipt.kind).label).capitalize(),
            "is_gift": receipt.is_gift_receipt,
            "copy": pgettext("receipt", "Copy") if is_copy else "",
            "mark": _mark(receipt),
            "organisation": organisation_in_words(facts["organisation"]),
            "supporter": facts["supporter"],
            "thanks": _thanks(receipt),
            "received": _received(receipt),
            "issued": _("Issued on %(date)s")
            % {"date": day_in_words(str(receipt.issued_on), language)},
            "zone": _("Dates are those of %(zone)s.")
            % {"zone": city_of(facts["organisation"]["time_zone"], language)},
            "headings": {
                "item": _("For"),
                "quantity": _("Quantity") if _counts_goods(facts) else "",
                "value": _("Fair market value"),
                "amount": "" if receipt.is_described else _("Paid"),
            },
            "lines": [
                *(_line(line, facts, receipt) for line in facts["lines"]),
                *(
                    _refunded_line(line, refund, facts, receipt)
                    for refund in facts.get("refunds", [])
                    for line in refund["lines"]
                ),
            ],
            "has_values": any(line["fair_market_value"] for line in facts["lines"]),
            "totals": _totals(receipt),
            "statements": _statements(receipt),
        }


def _counts_goods(facts: dict[str, Any]) -> bool:
    """A “1” beside forty shares would say that one was given."""
    return any(line["kind"] == LineKind.GOODS for line in facts["lines"])


def day_in_words(iso: str, language: str) -> str:
    return long_date(date.fromisoformat(iso), language)


def _amount(facts: dict[str, Any], total: str) -> str:
    return format_amount(facts["totals"][total], facts["currency"], facts["language"])


def _mark(receipt: Receipt) -> str:
    """What is printed on a document that holds no longer."""
    if receipt.status == ReceiptStatus.ISSUED:
        return ""
    later = getattr(receipt, "superseded_by", None)
    if receipt.status == ReceiptStatus.VOID or later is None:
        return str(ReceiptStatus(receipt.status).label).capitalize()
    return _("Replaced by %(code)s") % {"code": later.code}


def _received(receipt: Receipt) -> str:
    """What came, how, and when: of a thing what it is, never its value."""
    facts: dict[str, Any] = receipt.facts
    remittance = facts.get("remittance", {})
    values = {
        "amount": _amount(facts, "paid"),
        "date": day_in_words(facts["received_on"], facts["language"]),
        "thing": remittance.get("description", ""),
        "reference": remittance.get("reference", ""),
        "organisation": remittance.get("organisation", ""),
    }
    return _how_it_came(facts.get("method"), values) % values


def _how_it_came(method: str | None, values: dict[str, str]) -> str:
    if method == PaymentMethod.CHEQUE and values["reference"]:
        return _("%(amount)s by cheque %(reference)s, received on %(date)s")
    if method == PaymentMethod.PAYROLL and values["organisation"]:
        return _("%(amount)s from your pay at %(organisation)s, received on %(date)s")
    return {
        PaymentMethod.STOCK: _("%(thing)s, in our account on %(date)s"),
        PaymentMethod.IN_KIND: _("%(thing)s, received on %(date)s"),
        PaymentMethod.CHEQUE: _("%(amount)s by cheque, received on %(date)s"),
        PaymentMethod.WIRE: _("%(amount)s by bank transfer, received on %(date)s"),
        PaymentMethod.MOBILE_MONEY: _("%(amount)s by mobile money, received on %(date)s"),
        PaymentMethod.CASH: _("%(amount)s in cash, received on %(date)s"),
        PaymentMethod.DONOR_ADVISED: _("%(amount)s from %(organisation)s, received on %(date)s"),
        PaymentMethod.EMPLOYER_MATCH: _("%(amount)s as a matching gift, received on %(date)s"),
    }.get(method, _("%(amount)s, received on %(date)s"))  # type: ignore[call-overload]


def _tribute(line: dict[str, Any], facts: dict[str, Any]) -> str:
    """In whose honour or memory it was given, beside the gift."""
    if "tribute" not in facts or line["kind"] not in TRIBUTES:
        return ""
    return in_words(facts["tribute"]["kind"], facts["tribute"]["honouree"])


def _thanks(receipt: Receipt) -> str:
    if receipt.kind == ReceiptKind.REFUND:
        if receipt.is_described:
            return _("We have given back what you gave.")
        return _("We have given your payment back.")
    name = receipt.supporter_name
    return _("Thank you, %(name)s.") % {"name": name} if name else _("Thank you.")


def organisation_in_words(organisation: dict[str, str]) -> dict[str, str]:
    signed = [organisation["signatory_name"], organisation["signatory_title"]]
    return {
        **organisation,
        "address": "\n".join(filter(None, map(str.strip, organisation["address"].splitlines()))),
        "ein": _("EIN %(ein)s") % {"ein": organisation["ein"]} if organisation["ein"] else "",
        "signed": ", ".join(filter(None, signed)),
    }


def _line(line: dict[str, Any], facts: dict[str, Any], receipt: Receipt) -> dict[str, Any]:
    currency, language = facts["currency"], facts["language"]
    value = line["fair_market_value"]
    return {
        "description": line["description"],
        "label": _with_number(line["description"], line),
        "fund": " · ".join(filter(None, [_funds(line, facts), _tribute(line, facts)])),
        "quantity": str(line["quantity"] or "–"),
        "value": format_amount(value, currency, language) if value else "–",
        "amount": "" if receipt.is_described else format_amount(line["amount"], currency, language),
    }


def _refunded_line(
    line: dict[str, Any], refund: dict[str, Any], facts: dict[str, Any], receipt: Receipt
) -> dict[str, Any]:
    taken = {name: -line[name] for name in ("amount", "fair_market_value")}
    # Its year would stand at the head of a line, before what was given back.
    day = day_in_words(refund["on"], facts["language"]).replace(" ", "\N{NO-BREAK SPACE}")
    description, label = (
        _("Given back on %(date)s: %(line)s") % {"date": day, "line": what}
        for what in (line["description"], _with_number(line["description"], line))
    )
    read = _line({**line, **taken, "description": description}, facts, receipt) | {"label": label}
    if any("split" in given for given in facts["lines"]):
        # It went back out of all the funds that the line of the gift names.
        read["fund"] = _tribute(line, facts)
    return read


def _with_number(description: str, line: dict[str, Any]) -> str:
    """As it is said in one line, where its number has no column."""
    return f"{line['quantity']}\u00a0× {description}" if line["quantity"] > 1 else description


def _funds(line: dict[str, Any], facts: dict[str, Any]) -> str:
    """The fund of a gift, or the funds over which its giver split it, each with its part."""
    if line["kind"] not in GIVING:
        return ""
    parts = [
        f"{_fund(part)}, {format_amount(part['amount'], facts['currency'], facts['language'])}"
        for part in line.get("split", [])
    ]
    if parts:
        return " · ".join(parts)
    return "" if _is_named(line["fund"], line["description"]) else _fund(line["fund"])


def _is_named(fund: dict[str, str], description: str) -> bool:
    """Whether the line says already all that is to be said of its fund."""
    is_free = fund["restriction"] == Restriction.NONE
    return is_free and description.casefold().endswith(fund["name"].casefold())


def _fund(fund: dict[str, str]) -> str:
    if fund["restriction"] == Restriction.NONE:
        return _("Fund: %(fund)s") % {"fund": fund["name"]}
    return _("Fund: %(fund)s, %(class)s") % {
        "fund": fund["name"],
        "class": Restriction(fund["restriction"]).label,
    }


def _totals(receipt: Receipt) -> list[dict[str, str]]:
    """Label and amount, the last one being what the reader looks for."""
    facts: dict[str, Any] = receipt.facts
    if receipt.is_described:
        return []
    paid = [{"label": _("Paid in all"), "amount": _amount(facts, "paid")}]
    if given_back := facts["totals"].get("refunded", 0):
        kept = facts["totals"]["paid"] - given_back
        paid += [
            {"label": _("Given back"), "amount": _amount(facts, "refunded")},
            {
                "label": _("What is left"),
                "amount": format_amount(kept, facts["currency"], facts["language"]),
            },
        ]
    if not receipt.is_gift_receipt:
        return paid
    return [
        *paid,
        {"label": _("Worth of what you received"), "amount": _amount(facts, "goods_value")},
        {"label": _("Your gift"), "amount": _amount(facts, "deductible")},
    ]


def _statements(receipt: Receipt) -> list[str]:
    """The sentences that a tax office reads."""
    facts: dict[str, Any] = receipt.facts
    organisation, totals = facts["organisation"], facts["totals"]
    words = {
        "organisation": organisation["legal_name"],
        "ein": organisation["ein"],
        "goods": _amount(facts, "goods_value"),
        "gift": _amount(facts, "deductible"),
    }
    if receipt.is_thanks or receipt.is_described:
        sentences = _statements_without_amount(receipt, words)
    elif receipt.kind == ReceiptKind.REFUND:
        sentences = [_("Nothing is left of this payment, so no part of it is tax-deductible.")]
    elif not receipt.is_gift_receipt:
        sentences = [
            _(
                "This confirms a purchase at market price. It is no gift receipt: no part of it "
                "is tax-deductible."
            )
        ]
    elif totals["goods_value"] == 0:
        sentences = [
            _("%(organisation)s gave you no goods or services in return for this gift.") % words,
            _how_much_is_deductible(totals) % words,
        ]
    elif totals["deductible"]:
        sentences = [
            _(
                "In return you received goods and services that we value in good faith at "
                "%(goods)s, their fair market value. Only what you paid above that, %(gift)s, is "
                "tax-deductible in the United States as far as the law allows."
            )
            % words
        ]
    else:
        sentences = [
            _(
                "In return you received goods and services that we value in good faith at "
                "%(goods)s, their fair market value. You paid no more than that, so no part of "
                "this payment is tax-deductible."
            )
            % words
        ]
    if receipt.is_gift_receipt and words["ein"]:
        sentences.append(
            _(
                "%(organisation)s is a charity under section 501(c)(3) of the United States "
                "Internal Revenue Code, EIN %(ein)s."
            )
            % words
        )
    if "supersedes" in facts:
        sentences.insert(
            0,
            _("This document takes the place of %(code)s, which no longer holds.")
            % {"code": facts["supersedes"]},
        )
    disclosure = organisation["disclosure"].strip()
    return [*sentences, disclosure] if disclosure else sentences


def _how_much_is_deductible(totals: dict[str, int]) -> str:
    if totals.get("refunded", 0):
        return _(
            "What is left, %(gift)s, is tax-deductible in the United States as far as the law "
            "allows."
        )
    return _("The whole amount is tax-deductible in the United States as far as the law allows.")


def _statements_without_amount(receipt: Receipt, words: dict[str, str]) -> list[str]:
    """Of a thing, and of a gift whose legal donor is another."""
    if receipt.kind == ReceiptKind.REFUND:
        return [_("Nothing is left of this gift, so no part of it is tax-deductible.")]
    remittance: dict[str, Any] = receipt.facts["remittance"]
    if receipt.is_thanks:
        return [
            _(
                "%(sponsor)s is the legal donor of this gift. This letter is our thanks for your "
                "recommendation; it is no tax receipt."
            )
            % {"sponsor": remittance["organisation"]}
        ]
    if receipt.facts["method"] == PaymentMethod.STOCK:
        value = _(
            "We describe the securities and do not value them. What they were worth on that day is "
            "for you to establish with your broker or tax adviser."
        )
    else:
        value = _(
            "We describe what you gave and do not value it. What it was worth is for you to "
            "establish, as the tax rules for gifts in kind ask."
        )
    return [
        _("%(organisation)s gave you no goods or services in return for this gift.") % words,
        value,
    ]


def render_pdf(receipt: Receipt, *, is_copy: bool = False) -> bytes:
    """The document as PDF/UA-1, made from its facts alone: the same bytes today and in a year.

    The original is stored the first time it is made and only read from then on. A copy says so
    and is made afresh, and so is a document that holds no longer.
    """
    is_copy = is_copy or receipt.status != ReceiptStatus.ISSUED
    if receipt.pdf and not is_copy:
        return bytes(receipt.pdf)
    words = read_out(receipt, is_copy=is_copy)
    content = typeset("receipt.typ", words, timestamp=receipt.issued_at)
    if is_copy:
        return content
    if not Receipt.objects.filter(pk=receipt.pk, pdf__isnull=True).update(pdf=content):
        receipt.refresh_from_db(fields=["pdf"])
        return bytes(receipt.pdf or content)
    receipt.pdf = content
    return content


def receipt_attachment(reference: str) -> Attachment:
    """The original, as the receipt's own mail carries it."""
    receipt = Receipt.objects.get(uuid=reference)
    return Attachment(receipt.file_name, render_pdf(receipt), "application/pdf")


def copy_attachment(reference: str) -> Attachment:
    """A copy, as it is sent once more."""
    receipt = Receipt.objects.get(uuid=reference)
    return Attachment(receipt.file_name, render_pdf(receipt, is_copy=True), "application/pdf")
