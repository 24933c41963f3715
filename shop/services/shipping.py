"""What it costs to send a parcel."""

from dataclasses import dataclass

from django_countries import countries
from django_countries.fields import Country

from core.generation import remember
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
        rate
        for rate in _rates()
        if rate.currency == currency
        and rate.up_to_grams >= weight_grams
        and country in rate.zone.country_codes
    )
    rate = next(rates, None)
    if rate is None:
        raise NoRateError(country, weight_grams)
    return ShippingQuote(
        country=country,
        zone=rate.zone.name,
        weight_grams=weight_grams,
        amount=rate.amount,
        currency=currency,
    )


def _rates() -> list[ShippingRate]:
    """Every rate with its zone, the lightest first; requests remember them."""

    def read() -> list[ShippingRate]:
        return list(ShippingRate.objects.select_related("zone").order_by("up_to_grams", "pk"))

    return remember("shipping rates", read)


def shippable_countries() -> list[tuple[str, str]]:
    """(code, name) of every country in a zone, by name in the current language."""
    zones = remember("shipping zones", lambda: list(ShippingZone.objects.all()))
    codes = {code for zone in zones for code in zone.country_codes}
    return [(code, str(name)) for code, name in countries if code in codes]
