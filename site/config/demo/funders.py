"""Two foundations with their grants, and a pledge, all of them invented: written down, awarded and
received as staff do it, through the services. Their days are counted from the day on which they are
made, so that something has come, something is expected and a report is due."""

from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from accounts.models import User
from accounts.services.supporters import find_or_make_supporter
from core.models import OrganisationSettings
from donations.enums import OrganisationKind, ReportKind
from donations.models import BatchRow, Grant, Instalment, Pledge
from donations.services.funders.grants import add_condition, add_grant, add_report, award_grant
from donations.services.funders.instalments import promise_supporter
from donations.services.funders.organisations import add_organisation, letter_contact
from donations.services.funders.plans import in_equal_parts
from donations.services.funders.pledges import promise_gift
from donations.services.offline.batches import enter_row, open_batch, post_batch
from ledger.models import Fund
from payments.enums import PaymentMethod

from .progress import console, quiet_logs

CLERK = "sample.clerk@example.org"  # who posts a batch has not entered it
FREE, CONDITIONAL, PLEDGE = (
    uuid5(NAMESPACE_URL, f"https://example.org/demo/{name}")
    for name in ("general-support", "matching", "pledge")
)
NOTE = "Sample: invented. / Exemple inventé."


def take_sample_promises(*, by: User) -> None:
    """Write all of them once; what is there stays as staff have left it."""
    if Grant.objects.filter(uuid=FREE).exists():
        return
    console.print("Grants and a pledge")
    with quiet_logs(), transaction.atomic():
        free = _general_support(by)
        _matching(by)
        pledge = _pledge(by)
        for promise in (free, pledge):
            _receive(promise.instalments.earliest("due_on"), by=by)


def _general_support(by: User) -> Grant:
    """$10,000 without conditions in two parts; the first is here, a report is due soon."""
    today = OrganisationSettings.today()
    foundation = add_organisation(
        name="Sample Family Foundation",
        kind=OrganisationKind.FOUNDATION,
        email="sample.foundation@example.org",
        website="https://foundation.example.org/",
        address={
            "street": "10 Sample Avenue",
            "city": "Durham",
            "region": "NC",
            "postcode": "27701",
            "country": "US",
        },
        note=NOTE,
        responsible=by,
    )
    foundation.contacts.create(
        name="Sample Olive",
        role="Programme officer",
        email="sample.olive@example.org",
        gets_reports=True,
    )
    foundation.contacts.create(
        name="Sample Peter",
        role="Grants office",
        email="sample.peter@example.org",
        gets_letters=True,
    )
    grant = add_grant(
        uuid=FREE,
        organisation=foundation,
        title="General support",
        amount=1_000_000,
        currency=OrganisationSettings.load().currency,
        fund=Fund.objects.default(),
        responsible=by,
        applied_on=today - timedelta(days=150),
        donor_words="For whatever you judge to be needed most.",
        reference="SFF-0042",
        ask_again_on=today + timedelta(days=240),
        note=NOTE,
    )
    award_grant(
        grant,
        amount=1_000_000,
        awarded_on=today - timedelta(days=60),
        starts_on=today - timedelta(days=30),
        ends_on=today + timedelta(days=335),
        parts=[(today - timedelta(days=30), 500_000), (today + timedelta(days=150), 500_000)],
        by=by,
    )
    add_report(grant, kind=ReportKind.INTERIM, due_on=today + timedelta(days=25))
    add_report(grant, kind=ReportKind.FINAL, due_on=today + timedelta(days=350))
    return grant


def _matching(by: User) -> Grant:
    """$5,000 that wait for a condition, and so are in no total."""
    today = OrganisationSettings.today()
    foundation = add_organisation(
        name="Fondation Exemple",
        kind=OrganisationKind.FOUNDATION,
        email="sample.fondation@example.org",
        language="fr",
        address={
            "street": "11, rue de l’Exemple",
            "city": "Montréal",
            "region": "QC",
            "postcode": "H2X 1Y4",
            "country": "CA",
        },
        note=NOTE,
        responsible=by,
    )
    foundation.contacts.create(
        name="Camille Exemple",
        role="Chargée de programme",
        email="sample.camille@example.org",
        gets_reports=True,
        gets_letters=True,
    )
    grant = add_grant(
        uuid=CONDITIONAL,
        organisation=foundation,
        title="Cinquante nouveaux dons mensuels",
        amount=500_000,
        currency=OrganisationSettings.load().currency,
        fund=Fund.objects.default(),
        responsible=by,
        applied_on=today - timedelta(days=90),
        note=NOTE,
    )
    award_grant(
        grant,
        amount=500_000,
        awarded_on=today - timedelta(days=20),
        parts=[(today + timedelta(days=100), 500_000)],
        by=by,
    )
    add_condition(
        grant,
        text="Cinquante personnes de plus donnent chaque mois.",
        deadline=today + timedelta(days=90),
    )
    return grant


def _pledge(by: User) -> Pledge:
    """$1,000 in four quarters; the first is here."""
    today = OrganisationSettings.today()
    first = today - timedelta(days=20)
    return promise_gift(
        uuid=PLEDGE,
        supporter=find_or_make_supporter(
            email="sample.ida@example.org", name="Sample Ida", language="en"
        ),
        amount=100_000,
        currency=OrganisationSettings.load().currency,
        fund=Fund.objects.default(),
        promised_on=today - timedelta(days=45),
        parts=in_equal_parts(100_000, parts=4, first=first, months=3),
        responsible=by,
        note=NOTE,
    )


def _receive(instalment: Instalment, *, by: User) -> None:
    """A transfer on its day, in a batch of its own: entered by the clerk, posted by staff."""
    clerk = make_clerk()
    promise = instalment.promise
    supporter = promise_supporter(promise)
    contact = letter_contact(supporter)
    batch = open_batch(
        method=PaymentMethod.WIRE,
        deposited_on=instalment.due_on,
        currency=instalment.currency,
        expected_count=1,
        expected_total=instalment.amount,
        note=NOTE,
        by=clerk,
    )
    row = BatchRow(
        batch=batch,
        method=batch.method,
        name="" if contact else supporter.name,
        organisation=supporter.name if contact else "",
        amount=instalment.amount,
        received_on=instalment.due_on,
        reference=f"SAMPLE-{instalment.pk}",
        fund=promise.fund,
        email=contact.email if contact else supporter.email,
        language=supporter.language,
        supporter=supporter,
        instalment=instalment,
    )
    enter_row(row, by=clerk)
    post_batch(batch, by=by)


def make_clerk() -> User:
    """Who enters what staff post."""
    return User.objects.filter(email=CLERK).first() or User.objects.create_user(
        CLERK, first_name="Sample", last_name="Clerk"
    )
