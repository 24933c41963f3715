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
    rates = (
        ShippingRate.objects.filter(currency=currency, up_to_grams__gte=weight_grams)
        .select_related("zone")
        .order_by("up_to_grams")
    )
    rate = next((rate for rate in rates if country in rate.zone.country_codes), None)
    if rate is None:
        raise NoRateError(country, weight_grams)
    return ShippingQuote(
        country=country,
        zone=rate.zone.name,
        weight_grams=weight_grams,
        amount=rate.amount,
        currency=currency,
    )


def shippable_countries() -> list[tuple[str, str]]:
    """(code, name) of every country in a zone, by name in the current language."""
    codes = {code for zone in ShippingZone.objects.all() for code in zone.country_codes}
    return [(code, str(name)) for code, name in countries if code in codes]
