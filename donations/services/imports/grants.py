"""Grants from a file, with the organisation, the instalments, conditions and reports of each; and
undone while nothing was built on them."""

import hashlib
from collections.abc import Sequence
from uuid import UUID, uuid4

from django.db.models import Sum
from django.db.models.deletion import ProtectedError
from django.utils.translation import gettext as _

from accounts.models import Supporter, User
from accounts.services.supporters import find_or_make_supporter
from core.models import OrganisationSettings
from donations.enums import GrantStatus, InstalmentStatus, OrganisationKind, RowState
from donations.exceptions import BuiltOnError, PromiseError
from donations.models import (
    Donation,
    Grant,
    GrantCondition,
    GrantReport,
    Import,
    ImportRow,
    Instalment,
    Organisation,
)
from donations.services.exports.grants import row_of
from donations.services.funders.grants import add_grant, award_grant, move_grant
from donations.services.funders.organisations import namesakes
from donations.services.imports.columns import GRANTS
from donations.services.imports.grant_rows import GrantValues, InstalmentValues
from donations.services.imports.supporters import points_at
from donations.services.offline.duplicates import name_key
from ledger.models import Fund

Pair = tuple[ImportRow, GrantValues]
RENEWS, FREE_ON = GRANTS.own.index("renews"), GRANTS.own.index("fund_free_on")


def judge_grants(pairs: Sequence[Pair], batch: Import) -> None:
    """Say of each row whether its grant is new or known; a new one that points at gifts, or at a
    grant, that are not there cannot be imported yet."""
    keys = {row.key for row, _values in pairs}
    done = ImportRow.objects.filter(key__in=keys, state=RowState.DONE)
    known = set(done.values_list("key", flat=True))
    numbers = {values.uuid for _row, values in pairs if values.uuid}
    ours = Grant.objects.filter(uuid__in=numbers).values_list("uuid", flat=True)
    known |= {f"grant:{uuid}" for uuid in ours}
    gifts = _gifts_of(pairs)
    followed = {values.renews for _row, values in pairs if values.renews}
    grants = {grant.uuid: grant for grant in Grant.objects.filter(uuid__in=followed)}
    earlier = batch.rows.filter(line__lt=min(row.line for row, _values in pairs))
    before = set(
        earlier.filter(
            key__in={f"grant:{uuid}" for uuid in followed},
            state__in=[*RowState.WAITING, RowState.DONE],
        ).values_list("key", flat=True)
    )
    for row, values in pairs:
        if row.key in known:
            row.state = RowState.KNOWN
            continue
        problems = _problems_of_gifts(values, gifts)
        if values.renews in grants:
            if hasattr(grants[values.renews], "renewed_by"):
                problems.append(("renews", _("Another grant follows that one already.")))
        elif values.renews and f"grant:{values.renews}" not in before:
            problems.append(("renews", _("The grant that it follows is not here yet.")))
        row.problems = [list(problem) for problem in problems]
        row.state = RowState.BAD if problems else RowState.NEW
        if not problems:
            before.add(row.key)


def _gifts_of(pairs: Sequence[Pair]) -> dict[UUID, Donation]:
    numbers = {one.gift for _row, values in pairs for one in values.instalments if one.gift}
    gifts = Donation.objects.arrived().filter(uuid__in=numbers)
    return {
        gift.uuid: gift
        for gift in gifts.select_related("fund").annotate(
            matched=Sum("instalments__amount", default=0)
        )
    }


def _problems_of_gifts(values: GrantValues, gifts: dict[UUID, Donation]) -> list[tuple[str, str]]:
    problems = []
    for one in values.instalments:
        if one.gift is None:
            continue
        gift = gifts.get(one.gift)
        if gift is None:
            words = _("There is no gift with the number %(number)s. Import the gifts first.")
            problems.append(("instalments", words % {"number": one.gift}))
        elif gift.currency != values.currency or gift.fund != values.fund.fund:
            words = _("The gift %(number)s is in another currency or fund.")
            problems.append(("instalments", words % {"number": one.gift}))
        elif gift.matched + one.amount > gift.amount:  # type: ignore[attr-defined]
            words = _("Of the gift %(number)s less is left than that.")
            problems.append(("instalments", words % {"number": one.gift}))
        else:
            gift.matched += one.amount  # type: ignore[attr-defined]
    return problems


def record_grant(row: ImportRow, values: GrantValues, fund: Fund, batch: Import) -> None:
    """Write the grant of a row, in a transaction with the row judged in it.

    Side effects, in order: the organisation is found or made; the grant is applied for and, where
    it was, awarded with its instalments; conditions and reports are written; instalments are
    received by their gifts or written off; the grant moves to where it stands, with a history row.
    The row points at it and keeps what it was. Raises `PromiseError`.
    """
    by = batch.uploaded_by
    noted: dict[str, object] = {}
    organisation = _organisation_of(values, noted)
    applied_on = values.dates["applied_on"]
    assert applied_on is not None
    grant = add_grant(
        organisation=organisation,
        title=values.title,
        amount=values.amount,
        currency=values.currency,
        fund=fund,
        responsible=values.responsible or by,
        applied_on=applied_on,
        uuid=values.uuid or uuid4(),
        renews=Grant.objects.get(uuid=values.renews) if values.renews else None,
        **{name: getattr(values, name) for name in ("donor_words", "reference", "note")},
        **{name: day for name, day in values.dates.items() if name != "applied_on"},
    )
    instalments = _award(grant, values, by=by, note=f"import {batch.pk}")
    _add_conditions(grant, values, instalments, by=by)
    _add_reports(grant, values, by=by)
    for told, instalment in zip(values.instalments, instalments, strict=True):
        _settle(instalment, told, by=by)
    if grant.status != values.status:
        move_grant(grant, values.status, by=by, note=f"import {batch.pk}")
    row.grant = grant
    row.noted = noted | {"was": digest_of(grant)}


def _organisation_of(values: GrantValues, noted: dict[str, object]) -> Organisation:
    """Who has the number; else the e-mail address; else, when it is the only one, the name."""
    supporter: Supporter | None = None
    if values.organisation:
        supporter = Supporter.objects.filter(uuid=values.organisation).first()
    if supporter is None and values.email:
        supporter = Supporter.objects.filter(email=values.email).first()
    if supporter is None and values.name and not values.email:
        supporter = _only_one_called(values.name)
    if supporter is None:
        if not values.name and not values.email:
            raise PromiseError(_("The organisation is not here yet. Import the supporters first."))
        supporter = _make_supporter(values)
        noted["supporter"] = supporter.pk
    found = Organisation.objects.filter(supporter=supporter).first()
    if found is None:
        kind = values.organisation_kind or OrganisationKind.FOUNDATION
        found = Organisation.objects.create(supporter=supporter, kind=kind)
        noted["organisation"] = found.pk
    return found


def _only_one_called(name: str) -> Supporter | None:
    organisations = Organisation.objects.filter(supporter__name__iexact=name)
    called = [one.supporter for one in organisations if name_key(one.name) == name_key(name)]
    if not called:
        called = list(namesakes(name)[:2])
    if len(called) > 1:
        raise PromiseError(
            _("Several are called so. Give the e-mail address or the number."), "name"
        )
    return called[0] if called else None


def _make_supporter(values: GrantValues) -> Supporter:
    if values.organisation is None:
        return find_or_make_supporter(email=values.email, name=values.name, language="en")
    return Supporter.objects.create(uuid=values.organisation, email=values.email, name=values.name)


def _award(grant: Grant, values: GrantValues, *, by: User, note: str) -> list[Instalment]:
    """The instalments, in the order of the row."""
    awarded_on = values.dates["awarded_on"]
    if values.status not in GrantStatus.GRANTED or awarded_on is None:
        return []
    award_grant(
        grant,
        amount=values.amount,
        awarded_on=awarded_on,
        by=by,
        parts=[(one.due_on, one.amount) for one in values.instalments],
        note=note,
        starts_on=values.dates["starts_on"],
        ends_on=values.dates["ends_on"],
    )
    planned = sorted(grant.instalments.all(), key=lambda one: (one.due_on, one.amount, one.pk))
    places = sorted(
        range(len(planned)),
        key=lambda place: (values.instalments[place].due_on, values.instalments[place].amount),
    )
    return [one for _place, one in sorted(zip(places, planned, strict=True))]


def _add_conditions(
    grant: Grant, values: GrantValues, instalments: Sequence[Instalment], *, by: User
) -> None:
    for told in values.conditions:
        GrantCondition.objects.create(
            grant=grant,
            instalment=instalments[told.instalment - 1] if told.instalment else None,
            text=told.text,
            deadline=told.deadline,
            met_on=told.met_on,
            met_note=told.met_note,
            met_by=by if told.met_on else None,
        )


def _add_reports(grant: Grant, values: GrantValues, *, by: User) -> None:
    contacts = {contact.name: contact for contact in grant.organisation.contacts.all()}
    for told in values.reports:
        GrantReport.objects.create(
            grant=grant,
            kind=told.kind,
            due_on=told.due_on,
            contact=contacts.get(told.contact),
            note=told.note,
            sent_on=told.sent_on,
            sent_by=by if told.sent_on else None,
        )


def _settle(instalment: Instalment, told: InstalmentValues, *, by: User) -> None:
    """What became of it. Its gift was compared when the row was judged."""
    if told.gift is not None:
        gift = Donation.objects.select_for_update().get(uuid=told.gift)
        Instalment.objects.filter(pk=instalment.pk).update(status=told.status, donation=gift)
    elif told.status == InstalmentStatus.WRITTEN_OFF:
        Instalment.objects.filter(pk=instalment.pk).update(
            status=told.status,
            written_off_on=told.written_off_on or OrganisationSettings.today(),
            reason=told.reason,
            written_off_by=by,
        )


def digest_of(grant: Grant) -> str:
    """What a grant is now, whichever grant it follows; the end of a restriction is its fund's."""
    told = row_of(Grant.objects.get(pk=grant.pk))
    told[RENEWS] = ""
    del told[FREE_ON]
    return hashlib.sha256("\x00".join(told).encode()).hexdigest()


def undo_grant(row: ImportRow) -> None:
    """Take out the grant that this row made, and whom it made for it unless something points there
    by now. Call it in a transaction with the row locked. Raises `ImportStepError` when the grant
    was changed or something was built on it."""
    grant = row.grant
    if grant is None:
        return
    if is_built_on(row):
        raise BuiltOnError
    Grant.objects.filter(renews=grant).update(renews=None)
    grant.conditions.all().delete()
    try:
        grant.instalments.all().delete()
        grant.delete()
    except ProtectedError:
        raise BuiltOnError from None
    _take_out_organisation(row.batch_id, grant.organisation)


def _take_out_organisation(batch: int, organisation: Organisation) -> None:
    """Where a row of this import made it, once no other grant of it is left."""
    rows = ImportRow.objects.filter(batch=batch)
    if rows.filter(noted__organisation=organisation.pk).exists():
        Organisation.objects.exclude(points_at(Organisation)).filter(pk=organisation.pk).delete()
    if rows.filter(noted__supporter=organisation.supporter_id).exists():
        nobody = Supporter.objects.exclude(points_at(Supporter))
        nobody.filter(pk=organisation.supporter_id).delete()


def is_built_on(row: ImportRow) -> bool:
    """Whether the grant was changed since, or a grant that was not in the file follows it, or a
    report pack was made for it."""
    grant = row.grant
    if grant is None:
        return False
    follows = Grant.objects.filter(renews=grant).exclude(import_row__batch=row.batch_id)
    is_changed = digest_of(grant) != row.noted.get("was")
    return is_changed or follows.exists() or grant.packs.exists()
