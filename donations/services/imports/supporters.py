"""Supporters from a file: found or made, what is missing here filled, and all of it undone."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from accounts.models import Supporter
from core.postal import postcode_key
from core.rows import insert, update
from donations.enums import RowState
from donations.exceptions import BuiltOnError
from donations.models import Contact, Import, ImportRow, Organisation
from donations.services.imports.supporter_rows import SupporterValues
from donations.services.offline.duplicates import name_key

Pair = tuple[ImportRow, SupporterValues]
ADDRESS = ("street", "city", "region", "postcode", "country")


def judge_supporters(pairs: Sequence[Pair]) -> None:
    """Say of each row whether its supporter is new, known, or known with something missing here.
    Some queries, however many rows."""
    found = find_supporters(pairs)
    for row, values in pairs:
        supporter = found.get(row.pk)
        if supporter is None:
            row.state = RowState.NEW
        else:
            row.state = RowState.FILLS if missing_of(supporter, values) else RowState.KNOWN


def find_supporters(pairs: Sequence[Pair]) -> dict[int, Supporter]:
    """Row → who it is about: who has the e-mail address; else who has the number; else who was
    imported under this key; else, without any address, who has the same name and postcode."""
    every = [values for _row, values in pairs]
    people = Supporter.objects.select_related("organisation")
    by_email = {
        one.email: one for one in people.filter(email__in={values.email for values in every} - {""})
    }
    numbers = {values.uuid for values in every if values.uuid}
    by_number = {one.uuid: one for one in people.filter(uuid__in=numbers)}
    imported = ImportRow.objects.filter(
        key__in={values.key for values in every}, state=RowState.DONE, supporter__isnull=False
    ).select_related("supporter__organisation")
    by_key = {row.key: row.supporter for row in imported}
    unknown = [values for values in every if not values.email and not values.uuid]
    by_name = _by_name_and_postcode(unknown)
    found = {}
    for row, values in pairs:
        supporter = by_email.get(values.email) or by_number.get(values.uuid)  # type: ignore[arg-type]
        supporter = supporter or by_key.get(values.key)
        if supporter is None and not values.email and not values.uuid:
            supporter = by_name.get(_place_of(values.name, values.address["postcode"]))
        if supporter is not None:
            found[row.pk] = supporter
    return found


def _by_name_and_postcode(every: Iterable[SupporterValues]) -> dict[tuple[str, str], Supporter]:
    names = {name_key(values.name) for values in every if values.address["postcode"]}
    if not names:
        return {}
    named = Supporter.objects.select_related("organisation").annotate(key=Lower("name"))
    named = named.filter(key__in=names).exclude(postcode="").order_by("-pk")  # the oldest wins
    return {_place_of(one.name, one.postcode): one for one in named}


def _place_of(name: str, postcode: str) -> tuple[str, str]:
    return name_key(name), postcode_key(postcode)


def missing_of(supporter: Supporter, values: SupporterValues) -> dict[str, str]:
    """What the row knows and we do not: nothing that is here is ever overwritten."""
    missing = {
        name: told
        for name in ("name", "email")
        if (told := getattr(values, name)) and not getattr(supporter, name)
    }
    if not any(str(getattr(supporter, name)) for name in ADDRESS):
        missing |= {name: told for name, told in values.address.items() if told}
    if values.is_organisation and not hasattr(supporter, "organisation"):
        missing["organisation"] = str(values.organisation_kind)
    return missing


def record_supporters(pairs: Sequence[Pair], batch: Import) -> None:
    """Make or fill the supporters of these rows; each row keeps what an undo needs. Call it in a
    transaction, with rows that were judged in it."""
    new = [(row, values) for row, values in pairs if row.state == RowState.NEW]
    made = [_new_supporter(values) for _row, values in new]
    if made:
        since = [supporter.created_at for supporter in made]
        insert(made)
        _keep_since(made, since)
    for (row, values), supporter in zip(new, made, strict=True):
        row.supporter, row.noted = supporter, {"made": True}
        if values.is_organisation:
            row.noted["organisation"] = _add_organisation(supporter, values).pk
    found = find_supporters([pair for pair in pairs if pair[0].state == RowState.FILLS])
    for row, values in pairs:
        if row.state == RowState.FILLS and row.pk in found:
            _fill(row, values, found[row.pk], batch)


def _new_supporter(values: SupporterValues) -> Supporter:
    supporter = Supporter(
        email=values.email, name=values.name, language=values.language, **values.address
    )
    if values.uuid:
        supporter.uuid = values.uuid
    if values.since:
        supporter.created_at = values.since
    return supporter


def _keep_since(made: Sequence[Supporter], since: Sequence[datetime | None]) -> None:
    """Since when they are known is theirs, not the day of the import."""
    changed = []
    for supporter, moment in zip(made, since, strict=True):
        if moment is not None:
            supporter.created_at = moment
            changed.append(supporter)
    update(changed, "created_at")


def _fill(row: ImportRow, values: SupporterValues, supporter: Supporter, batch: Import) -> None:
    missing = missing_of(supporter, values)
    row.supporter = supporter
    # What somebody imported under this key stays theirs; this row only adds to it.
    row.key = f"{values.key[:180]}:{batch.pk}.{row.line}"
    row.noted = {}
    if missing.pop("organisation", None):
        row.noted["organisation"] = _add_organisation(supporter, values).pk
    empty = dict.fromkeys(missing, "")
    if missing and Supporter.objects.filter(pk=supporter.pk, **empty).update(**missing):
        row.noted["filled"] = missing


def _add_organisation(supporter: Supporter, values: SupporterValues) -> Organisation:
    assert values.organisation_kind is not None
    organisation = Organisation.objects.create(
        supporter=supporter,
        kind=values.organisation_kind,
        website=values.website,
        note=values.note,
        responsible=values.responsible,
    )
    for contact in values.contacts:
        Contact.objects.create(
            organisation=organisation,
            name=contact.name,
            role=contact.role,
            email=contact.email,
            phone=contact.phone,
            note=contact.note,
            gets_reports=contact.gets_reports,
            gets_letters=contact.gets_letters,
        )
    return organisation


def undo_supporter(row: ImportRow) -> None:
    """Take out whom this row made, or what it filled, unless that was changed since. Call it in a
    transaction with the row locked. Raises `BuiltOnError` when something points there by now."""
    supporter = row.supporter
    if supporter is None:
        return
    if supporters_built_on(ImportRow.objects.filter(pk=row.pk)).exists():
        raise BuiltOnError
    if organisation := row.noted.get("organisation"):
        Organisation.objects.filter(pk=organisation).delete()
    if row.noted.get("made"):
        Supporter.objects.filter(pk=supporter.pk).delete()
    elif filled := row.noted.get("filled"):
        Supporter.objects.filter(pk=supporter.pk, **filled).update(**dict.fromkeys(filled, ""))


def supporters_built_on(rows: QuerySet[ImportRow]) -> QuerySet[ImportRow]:
    """Rows on whose supporter, or on the organisation that it became, something points by now."""
    people = points_at(Supporter, "supporter__", but=Organisation)
    made = Q(noted__made=True) & (people | Q(supporter__user__isnull=False))
    funders = Q(noted__has_key="organisation") & points_at(
        Organisation, "supporter__organisation__", but=Contact
    )
    return rows.filter(made | funders, state=RowState.DONE)


def points_at(model: type[Model], path: str = "", *, but: type[Model] | None = None) -> Q:
    """Whether any row, but rows of imports and of one more kind, points at the object there."""
    found = Q(pk__in=[])
    for relation in model._meta.related_objects:
        if relation.related_model not in {ImportRow, but}:
            others: Any = relation.related_model._default_manager
            found |= Q(Exists(others.filter(**{relation.field.name: OuterRef(f"{path}pk")})))
    return found
