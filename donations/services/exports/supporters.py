"""Every supporter, as a file that imports into an empty platform without change. Of organisations
what is kept of them goes along, and whom we know there."""

from collections.abc import Iterator

from django.db.models import Prefetch

from accounts.models import Supporter
from donations.models import Contact, Organisation
from donations.services.exports.files import in_lines, in_one_line
from donations.services.imports.columns import SUPPORTERS
from donations.services.imports.lists import write_list


def supporter_rows() -> Iterator[list[str]]:
    """The headings, then a row for each supporter, in an order that is the same wherever they
    are."""
    yield list(SUPPORTERS.own)
    organisations = Organisation.objects.select_related("responsible").prefetch_related(
        Prefetch("contacts", Contact.objects.order_by("name", "role", "email", "pk"))
    )
    kept = {organisation.supporter_id: organisation for organisation in organisations}
    columns = ("uuid", "name", "email", "language")
    address = ("street", "city", "region", "postcode", "country")
    supporters = Supporter.objects.order_by("created_at", "uuid")
    nothing = [""] * 5
    for pk, uuid, name, email, language, street, *place, since in supporters.values_list(
        "pk", *columns, *address, "created_at"
    ).iterator(2000):
        yield [
            str(uuid),
            in_one_line(name),
            in_one_line(email),
            language,
            in_lines(street),
            *(in_one_line(one) for one in place),
            since.isoformat(),
            *(_organisation(kept[pk]) if pk in kept else nothing),
        ]


def _organisation(organisation: Organisation) -> list[str]:
    responsible = organisation.responsible
    return [
        organisation.kind,
        in_one_line(organisation.website),
        in_lines(organisation.note),
        responsible.email if responsible else "",
        write_list(
            [
                in_one_line(contact.name),
                in_one_line(contact.role),
                contact.email,
                in_one_line(contact.phone),
                "yes" if contact.gets_reports else "",
                "yes" if contact.gets_letters else "",
                in_lines(contact.note),
            ]
            for contact in organisation.contacts.all()
        ),
    ]
