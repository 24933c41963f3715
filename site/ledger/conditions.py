"""When the books need a person."""

from collections.abc import Iterator
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core.attention import Condition, Item, Step, register_condition
from core.dates import date_format
from core.enums import Audience, Severity
from core.models import OrganisationSettings
from core.money import format_amount
from ledger.enums import Restriction
from ledger.models import Fund, Line, Proof
from ledger.services.balances import balances_now


class Amount(NamedTuple):
    minor: int
    currency: str

    @property
    def text(self) -> str:
        return format_amount(self.minor, self.currency, get_language() or "en")


def register_conditions() -> None:
    register_condition(
        Condition(
            name="books_do_not_verify",
            title=gettext_lazy("The books are not right"),
            find=books_do_not_verify,
            permission="ledger.view_proof",
            audience=Audience.TREASURER,
        )
    )
    register_condition(
        Condition(
            name="restricted_time_has_come",
            title=gettext_lazy("Restricted money whose time has come"),
            find=restricted_time_has_come,
            permission="ledger.view_fund",
            audience=Audience.TREASURER,
            severity=Severity.SOON,
        )
    )
    register_condition(
        Condition(
            name="restricted_fund_overdrawn",
            title=gettext_lazy("Restricted funds with less than nothing in them"),
            find=restricted_fund_overdrawn,
            permission="ledger.view_fund",
            audience=Audience.TREASURER,
            severity=Severity.SOON,
        )
    )


def books_do_not_verify() -> Iterator[Item]:
    """What the last proof found. The books are proved by the timer, and by `verify_books`."""
    proof = Proof.objects.first()
    if proof is None or not proof.problem_count:
        return
    right = Proof.objects.filter(problem_count=0).first()
    wrong = Proof.objects.order_by("proved_at")
    begin = wrong.filter(proved_at__gt=right.proved_at).first() if right else wrong.first()
    page = reverse("proofs:inspect", args=[proof.pk])
    for sentence in proof.sentences:
        yield Item(
            text=sentence,
            since=(begin or proof).proved_at,
            url=page,
            step=Step(_("Find out why before correcting"), page),
        )


def restricted_time_has_come() -> Iterator[Item]:
    """Proposed, not posted by the timer: only a person can read the letter it follows from."""
    today = OrganisationSettings.today()
    funds = list(Fund.objects.filter(restriction=Restriction.TIME, free_on__lte=today))
    for fund, amount in _balances(funds):
        if amount.minor > 0:
            assert fund.free_on is not None
            page = reverse("funds:inspect", args=[fund.pk])
            yield Item(
                text=_("%(amount)s in “%(fund)s” are free to use since %(day)s.")
                % {
                    "amount": amount.text,
                    "fund": fund.local_name,
                    "day": date_format(fund.free_on),
                },
                since=OrganisationSettings.noon_of(fund.free_on),
                url=page,
                step=Step(
                    _("Release them"),
                    reverse("fund-movements:time", args=[fund.pk]),
                    permission="ledger.add_fundmovement",
                ),
            )


def restricted_fund_overdrawn() -> Iterator[Item]:
    """A fee that came late, or a dispute: money without restrictions has to make up for it."""
    for fund, amount in _balances(list(Fund.objects.restricted())):
        if amount.minor < 0:
            page = reverse("funds:inspect", args=[fund.pk])
            default = Fund.objects.default()
            last = Line.objects.filter(fund=fund, currency=amount.currency).latest("pk")
            yield Item(
                text=_("“%(fund)s” is at %(amount)s.")
                % {"fund": fund.local_name, "amount": amount.text},
                since=last.entry.created_at,
                url=page,
                step=Step(
                    _("Move what it lacks from a fund without restrictions"),
                    reverse("fund-movements:transfer", args=[default.pk]),
                    permission="ledger.add_fundmovement",
                ),
            )


def _balances(funds: list[Fund]) -> Iterator[tuple[Fund, Amount]]:
    held = balances_now(funds) if funds else {}
    for fund in funds:
        for currency, minor in held.get(fund.pk, {}).items():
            yield fund, Amount(minor, currency)
