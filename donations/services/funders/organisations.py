"""Foundations, companies, sponsors: supporters that are no persons, and whom we write to there."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from accounts.models import Supporter, User
from accounts.services.supporters import find_or_make_supporter
from donations.enums import OrganisationKind
from donations.exceptions import PromiseError
from donations.models import Contact, Organisation
from donations.services.offline.duplicates import name_key


def namesakes(name: str, email: str = "") -> QuerySet[Supporter]:
    """Supporters who may be this organisation: its gifts may have come before its record."""
    named = Supporter.objects.annotate(key=Lower("name")).filter(key=name_key(name))
    if email.strip():
        named = named | Supporter.objects.annotate(key=Lower("name")).filter(
            email=email.strip().lower()
        )
    return named.filter(organisation=None).order_by("pk")


def add_organisation(
    *,
    name: str,
    kind: OrganisationKind,
    email: str = "",
    language: str = "en",
    supporter: Supporter | None = None,
    website: str = "",
    note: str = "",
    responsible: User | None = None,
    address: dict[str, Any] | None = None,
) -> Organisation:
    """Keep an organisation, once for each supporter.

    Side effects, in one transaction: the supporter is found, by choice or by e-mail, or made; its
    address is filled where none was known; the organisation is written. Raises `PromiseError` when
    that supporter is an organisation already.
    """
    with transaction.atomic():
        if supporter is None:
            supporter = find_or_make_supporter(email=email, name=name, language=language)
        if Organisation.objects.filter(supporter=supporter).exists():
            raise PromiseError(
                _("“%(name)s” is in the list already.") % {"name": supporter}, "name"
            )
        if address and not supporter.has_address:
            Supporter.objects.filter(pk=supporter.pk).update(**address)
        return Organisation.objects.create(
            supporter=supporter,
            kind=kind,
            website=website,
            note=note,
            responsible=responsible,
        )


def change_organisation(
    organisation: Organisation,
    *,
    name: str,
    email: str,
    language: str,
    address: dict[str, Any],
    **values: Any,
) -> None:
    """Correct what is kept of it: name, e-mail and address at its supporter. What was issued to it
    before stays as it was. Raises `PromiseError` when the e-mail is another supporter's."""
    email = email.strip().lower()
    with transaction.atomic():
        taken = Supporter.objects.exclude(pk=organisation.supporter_id).filter(email=email)
        if email and taken.exists():
            raise PromiseError(_("Another supporter has this address."), "email")
        Supporter.objects.filter(pk=organisation.supporter_id).update(
            name=" ".join(name.split()), email=email, language=language, **address
        )
        Organisation.objects.filter(pk=organisation.pk).update(**values)
    organisation.refresh_from_db()


def letter_contact(supporter: Supporter) -> Contact | None:
    """Who at that organisation gets receipts and letters."""
    contacts = Contact.objects.filter(organisation__supporter=supporter, gets_letters=True)
    return contacts.exclude(email="").first()


def report_contact(organisation: Organisation) -> Contact | None:
    """Who there gets our reports, unless a report says otherwise."""
    return organisation.contacts.filter(gets_reports=True).first()
