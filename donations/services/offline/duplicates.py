"""Who a gift without a card may be from. The same e-mail address is the same supporter; anything
else is suggested, and a person decides."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from accounts.models import Supporter
from core.postal import postcode_key
from donations.models import BatchRow
from payments.enums import PaymentMethod
from payments.models import Remittance

MOST = 5  # suggestions; more would not be read


class Suggestion(NamedTuple):
    supporter: Supporter
    reason: str

    @property
    def described(self) -> str:
        """All that is known of them, and why it may be they."""
        known = [self.supporter.name, self.supporter.email, *self.supporter.address_lines()]
        return _("%(supporter)s (%(reason)s)") % {
            "supporter": ", ".join(filter(None, known)),
            "reason": self.reason,
        }


def suggest_supporters(rows: Sequence[BatchRow]) -> dict[int, list[Suggestion]]:
    """For each row of which nobody knows yet who gave: whom it may be from, the likeliest first.

    The same name with the same postcode, the same name where one of both has no postcode, or a
    cheque of an account with the same ending. Three queries, however many rows.
    """
    open_rows = [row for row in rows if not row.supporter_id and not row.is_new_supporter]
    known = _known_by_email(open_rows)
    open_rows = [row for row in open_rows if giver_email(row) not in known]
    by_name = _by_name(open_rows)
    by_account = _by_account(open_rows)
    return {
        row.pk: found[:MOST]
        for row in open_rows
        if (found := list(_suggestions(row, by_name, by_account)))
    }


def giver_email(row: BatchRow) -> str:
    """The address by which the giver is known; of a donor-advised fund it is the adviser's."""
    return "" if row.method == PaymentMethod.DONOR_ADVISED else row.email.strip().lower()


def name_key(name: str) -> str:
    return " ".join(name.split()).lower()


def email_of_namesake(row: BatchRow, rows: Sequence[BatchRow]) -> str:
    """The address on another of the rows with the same name and postcode, where this row has none
    and nobody said yet whose it is. Who reads at that address would see this gift as theirs, so
    rows without an address alone are taken for the same giver by themselves."""
    postcode = postcode_key(row.postcode)
    if row.supporter_id or row.is_new_supporter or giver_email(row) or not postcode:
        return ""
    key = name_key(row.donor_name)
    return next(
        (
            email
            for other in rows
            if (email := giver_email(other))
            and name_key(other.donor_name) == key
            and postcode_key(other.postcode) == postcode
        ),
        "",
    )


def _known_by_email(rows: Sequence[BatchRow]) -> set[str]:
    emails = {giver_email(row) for row in rows} - {""}
    if not emails:
        return set()
    return set(Supporter.objects.filter(email__in=emails).values_list("email", flat=True))


def _by_name(rows: Sequence[BatchRow]) -> dict[str, list[Supporter]]:
    names = {name_key(row.donor_name) for row in rows} - {""}
    found: dict[str, list[Supporter]] = defaultdict(list)
    if names:
        supporters = Supporter.objects.annotate(key=Lower("name")).filter(key__in=names)
        for supporter in supporters.order_by("pk"):
            found[supporter.key].append(supporter)
    return found


def _by_account(rows: Sequence[BatchRow]) -> dict[str, list[Supporter]]:
    endings = {row.account_ending for row in rows if row.method == PaymentMethod.CHEQUE} - {""}
    found: dict[str, list[Supporter]] = defaultdict(list)
    if endings:
        remittances = Remittance.objects.filter(
            account_ending__in=endings,
            payment__method=PaymentMethod.CHEQUE,
            payment__supporter__isnull=False,
        ).select_related("payment__supporter")
        for remittance in remittances.order_by("-pk"):
            supporter = remittance.payment.supporter
            if supporter and supporter not in found[remittance.account_ending]:
                found[remittance.account_ending].append(supporter)
    return found


def _suggestions(
    row: BatchRow, by_name: dict[str, list[Supporter]], by_account: dict[str, list[Supporter]]
) -> list[Suggestion]:
    postcode = postcode_key(row.postcode)
    sure, likely = [], []
    for supporter in by_name.get(name_key(row.donor_name), []):
        theirs = postcode_key(supporter.postcode)
        if postcode and theirs == postcode:
            sure.append(Suggestion(supporter, _("same name and postcode")))
        elif not postcode or not theirs:
            likely.append(Suggestion(supporter, _("same name")))
    named = {suggestion.supporter for suggestion in [*sure, *likely]}
    cheques = [
        Suggestion(supporter, _("a cheque of an account with the same ending"))
        for supporter in by_account.get(row.account_ending, [])
        if row.method == PaymentMethod.CHEQUE and supporter not in named
    ]
    return [*sure, *cheques, *likely]
