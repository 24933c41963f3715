"""What it costs to send a parcel."""

from dataclasses import dataclass

from django_countries import countries
from django_countries.fields import Country

from shop.exceptions import NoRateError
from shop.models import ShippingRate, ShippingZone


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippingQuote:
    """The price of one parcel to one country, in minor units."""

    country: str
    zone: str
    weight_grams: int
    amount: int
    currency: str

    @property
    def country_name(self) -> str:
        return str(Country(self.country).name)


def quote(*, country: str, weight_grams: int, currency: str) -> ShippingQuote:
    """The rate for that country and weight. Raises `NoRateError`: then the buyer asks us."""
    zones = ShippingZone.objects.all()
    zone = next((zone for zone in zones if country in zone.country_codes), None)
    rate = (
        ShippingRate.objects.filter(zone=zone, currency=currency, up_to_grams__gte=weight_grams)
        .order_by("up_to_grams")
        .first()
        if zone
        else None
    )
    if zone is None or rate is None:
        raise NoRateError(country, weight_grams)
    return ShippingQuote(
        country=country,
        zone=zone.name,
        weight_grams=weight_grams,
        amount=rate.amount,
        currency=currency,
    )


def shippable_countries() -> list[tuple[str, str]]:
    """(code, name) of every country in a zone, by name in the current language."""
    codes = {code for zone in ShippingZone.objects.all() for code in zone.country_codes}
    return [(code, str(name)) for code, name in countries if code in codes]
