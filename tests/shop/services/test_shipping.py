import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from shop.exceptions import NoRateError
from shop.models import ShippingRate, ShippingZone
from shop.services.shipping import quote, shippable_countries
from tests.factories.shop import make_zone

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("weight", "amount"), [(1, 500), (200, 500), (201, 900), (1000, 900)])
def test_quote_takes_the_lightest_rate_that_carries(weight: int, amount: int) -> None:
    zone = make_zone("US,CA", amount=500, up_to_grams=200, name="North America")
    ShippingRate.objects.create(zone=zone, up_to_grams=1000, amount=900, currency="USD")
    found = quote(country="CA", weight_grams=weight, currency="USD")
    assert (found.zone, found.amount, found.country_name) == ("North America", amount, "Canada")


@pytest.mark.parametrize(
    ("country", "weight", "currency"),
    [
        ("US", 201, "USD"),
        ("FR", 100, "USD"),
        ("US", 100, "EUR"),
        ("", 100, "USD"),
        ("XX", 1, "USD"),
    ],
)
def test_quote_without_a_rate_is_never_free(country: str, weight: int, currency: str) -> None:
    make_zone("US", up_to_grams=200)
    make_zone("", up_to_grams=200)
    with pytest.raises(NoRateError):
        quote(country=country, weight_grams=weight, currency=currency)


def test_shippable_countries_are_those_of_the_zones_by_name() -> None:
    make_zone("US,CA")
    make_zone("DE")
    assert shippable_countries() == [
        ("CA", "Canada"),
        ("DE", "Germany"),
        ("US", "United States of America"),
    ]
    with translation.override("fr"):
        assert shippable_countries()[0] == ("DE", "Allemagne")
        assert shippable_countries()[-1] == ("US", "États-Unis")


def test_a_country_has_one_zone() -> None:
    make_zone("US,CA", name="North America")
    with pytest.raises(ValidationError) as error:
        ShippingZone(code="world", name="World", countries="CA,FR").full_clean()
    assert error.value.message_dict == {"countries": ["Canada: already in zone “North America”."]}
