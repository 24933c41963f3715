"""The instalments of grants and pledges: received as gifts, matched, written off."""

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import Supporter, User
from core.guards import guarded
from core.models import OrganisationSettings
from donations.enums import GrantStatus, InstalmentStatus
from donations.exceptions import PromiseError
from donations.models import Donation, Grant, Instalment, Pledge
from donations.models.promises import Promise
from donations.services.funders.grants import move_grant


def require_receivable(instalment: Instalment, *, currency: str, fund: int) -> None:
    """Raise the `PromiseError` that says why no gift can be received for it; write nothing."""
    promise = instalment.promise
    if not instalment.is_expected:
        raise PromiseError(_("This instalment is not expected any more."), "instalment")
    if instalment.waits and guarded("condition met"):
        raise PromiseError(
            _(
                "This money waits for a condition, or for the award. Record that first, on the "
                "page of the grant: until then it is not ours."
            ),
            "instalment",
        )
    if currency != instalment.currency:
        raise PromiseError(
            _("This instalment is in %(currency)s.") % {"currency": instalment.currency},
            "instalment",
        )
    if fund != promise.fund_id and guarded("fund of the promise"):
        raise PromiseError(
            _("It was promised for the fund “%(fund)s”; enter it there.")
            % {"fund": promise.fund.local_name},
            "fund",
        )


def receive_instalment(
    instalment: Instalment, gift: Donation, *, by: User | None = None
) -> Instalment:
    """Say that a gift is this instalment. No money is booked: the gift did that.

    One transaction, with the gift's row locked. Side effects, in order: the instalment becomes
    received by compare-and-set, with the part of the gift that no other instalment has; where that
    is less, another instalment of the same day expects the rest; a grant that was awarded runs from
    now on. Raises `PromiseError`.
    """
    with transaction.atomic():
        gift = Donation.objects.select_for_update().get(pk=gift.pk)
        instalment = Instalment.objects.with_promise().get(pk=instalment.pk)
        require_receivable(instalment, currency=gift.currency, fund=gift.fund_id)
        free = unmatched_part(gift)
        if not gift.has_arrived or free < 1:
            raise PromiseError(_("Nothing of this gift is left to be matched."), "gift")
        amount = min(free, instalment.amount)
        waiting = Instalment.objects.filter(pk=instalment.pk, status=InstalmentStatus.EXPECTED)
        if not waiting.update(status=InstalmentStatus.RECEIVED, donation=gift, amount=amount):
            raise PromiseError(_("Somebody else was faster. Look at it again."))
        if rest := instalment.amount - amount:
            instalment.promise.instalments.create(
                due_on=instalment.due_on, amount=rest, currency=instalment.currency
            )
        if instalment.grant and instalment.grant.status == GrantStatus.AWARDED:
            move_grant(
                instalment.grant,
                GrantStatus.ACTIVE,
                by=by,
                note=gettext_noop("first instalment received"),
            )
    instalment.refresh_from_db()
    return instalment


def unmatched_part(gift: Donation) -> int:
    """What of a gift no instalment has."""
    matched = gift.instalments.aggregate(total=Sum("amount", default=0))["total"]
    return max(0, gift.kept - int(matched))


def release_gift(instalment: Instalment) -> None:
    """Undo `receive_instalment`: it was another gift. The instalment is expected again."""
    _move(
        instalment,
        InstalmentStatus.RECEIVED,
        InstalmentStatus.EXPECTED,
        donation=None,
    )


def write_off(instalment: Instalment, *, reason: str, by: User) -> None:
    """Expect it no longer, and say why. It stays in sight, apart from what is expected."""
    if not reason.strip():
        raise PromiseError(_("Say why: it is kept with the instalment."), "reason")
    _move(
        instalment,
        InstalmentStatus.EXPECTED,
        InstalmentStatus.WRITTEN_OFF,
        reason=reason.strip(),
        written_off_on=OrganisationSettings.today(),
        written_off_by=by,
    )


def expect_again(instalment: Instalment) -> None:
    """Undo `write_off`."""
    _move(
        instalment,
        InstalmentStatus.WRITTEN_OFF,
        InstalmentStatus.EXPECTED,
        reason="",
        written_off_on=None,
        written_off_by=None,
    )


def _move(
    instalment: Instalment, before: InstalmentStatus, after: InstalmentStatus, **values: object
) -> None:
    waiting = Instalment.objects.filter(pk=instalment.pk, status=before)
    if not waiting.update(status=after, **values):
        raise PromiseError(_("Somebody else was faster. Look at it again."))
    instalment.refresh_from_db()


def promise_supporter(promise: Promise) -> Supporter:
    """Whose gifts its instalments are."""
    if isinstance(promise, Grant):
        return promise.organisation.supporter
    assert isinstance(promise, Pledge)
    return promise.supporter


def gifts_for(instalment: Instalment) -> QuerySet[Donation]:
    """Gifts that may be this instalment: of the same giver or owed to them, in its currency and
    fund; the latest first. A gift that other instalments have whole is left out by the form."""
    supporter = promise_supporter(instalment.promise)
    gifts = Donation.objects.arrived().filter(currency=instalment.currency)
    mine = gifts.filter(supporter=supporter) | gifts.filter(soft_credits__supporter=supporter)
    return mine.filter(fund=instalment.promise.fund_id).distinct().order_by("-received_on", "-pk")
