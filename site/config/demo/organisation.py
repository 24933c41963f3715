"""Who we are on receipts, what gifts may be given for, and what a parcel costs."""

from core.models import OrganisationSettings
from ledger.enums import Restriction
from ledger.models import Fund
from ledger.models.funds import FundTranslation
from shop.models import ShippingRate, ShippingZone

from .texts import Text

DISCLOSURE = Text(
    "Sample wording: Mali Health Organizing Project is a nonprofit organization. A copy of its "
    "latest financial report may be had by writing to us. Registration with a state "
    "does not imply endorsement by that state.",
    "Texte d'exemple : Mali Health Organizing Project est une organisation sans but lucratif. Son "
    "dernier rapport financier peut être demandé en nous écrivant. "
    "L'enregistrement auprès d'un État ne vaut pas approbation par cet État.",
)

# Code → name, description, reason. Each reason says whose wish it is, in which words.
FUNDS: dict[str, tuple[Text, Text, str]] = {
    "handwashing": (
        Text("Water and soap at schools", "L'eau et le savon à l'école"),
        Text(
            "Basins, water and soap for schools in the quarters where the groups live.",
            "Des bassines, de l'eau et du savon pour les écoles des quartiers où vivent les "
            "groupes.",
        ),
        (
            "Sample Donor, letter of 2 September 2026: “for water and soap at the schools of the "
            "quarter, and for nothing else”."
        ),
    ),
    "mothers-newborns": (
        Text("Care for mothers and newborns", "Les soins aux mères et aux nouveau-nés"),
        Text(
            "Visits before and after birth at the community clinics.",
            "Les consultations avant et après la naissance, dans les centres de santé "
            "communautaires.",
        ),
        (
            "Sample Foundation, agreement of 14 May 2026: “for care before and after birth in the "
            "community clinics of Sikoro”."
        ),
    ),
}

EUROPE = (
    "AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE "
    "SI SK"
)
WEST_AFRICA = "BF BJ CI CV GH GM GN GW ML MR NE NG SL SN TG"
WEIGHTS = (250, 500, 1000, 2000, 5000, 10000)  # grams, parcel included

# Code → name, countries, price in US cents for each of the weights.
ZONES: dict[str, tuple[str, str, tuple[int, ...]]] = {
    "us": ("United States", "US", (550, 700, 950, 1300, 2100, 3400)),
    "canada": ("Canada", "CA", (1200, 1450, 1800, 2500, 3800, 6200)),
    "europe": ("Europe", EUROPE, (1550, 1850, 2300, 3300, 5200, 8800)),
    "west-africa": ("Mali and West Africa", WEST_AFRICA, (350, 450, 650, 1000, 1800, 3000)),
}


def introduce_organisation() -> None:
    """Fill in what is still empty; what staff have entered stays."""
    organisation = OrganisationSettings.load()
    sample = {
        "ein": "00-0000000",
        "address": "P.O. Box 51632\nDurham, North Carolina 27717",
        "field_address": "Mali Health\nHamdallaye ACI 2000\nBamako, Mali",
        "email": "hello@example.org",
        "signatory_name": "Sample Signatory",
        "signatory_title": "Executive Director",
        "bank_details": "Sample Bank, Durham\nRouting number: 000 000 000\n"
        "Account number: 000 111 222 333\nSWIFT/BIC: SAMPUS00XXX",
        "bank_details_translated": {
            "fr": "Sample Bank, Durham\nCode de routage : 000 000 000\n"
            "Numéro de compte : 000 111 222 333\nSWIFT/BIC : SAMPUS00XXX"
        },
        "disclosure": DISCLOSURE.written_in("en"),
        "disclosures": {"fr": DISCLOSURE.written_in("fr")},
    }
    for name, value in sample.items():
        if not getattr(organisation, name):
            setattr(organisation, name, value)
    organisation.save()


def open_funds() -> None:
    for code, (name, description, reason) in FUNDS.items():
        fund, is_new = Fund.objects.get_or_create(
            code=code,
            defaults={
                "name": name.written_in("en"),
                "description": description.written_in("en"),
                "restriction": Restriction.PURPOSE,
                "restriction_reason": reason,
            },
        )
        if is_new:
            FundTranslation.objects.create(
                fund=fund,
                language="fr",
                name=name.written_in("fr"),
                description=description.written_in("fr"),
            )


def set_shipping() -> None:
    for code, (name, countries, amounts) in ZONES.items():
        zone, is_new = ShippingZone.objects.get_or_create(
            code=code, defaults={"name": name, "countries": countries.split()}
        )
        if is_new:
            ShippingRate.objects.bulk_create(
                ShippingRate(zone=zone, up_to_grams=grams, amount=amount)
                for grams, amount in zip(WEIGHTS, amounts, strict=True)
            )
