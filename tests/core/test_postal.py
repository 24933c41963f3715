import pytest

from accounts.models import Supporter
from core.postal import town_lines
from shop.models import Order


@pytest.mark.parametrize(
    ("country", "postcode", "city", "region", "lines"),
    [
        ("FR", "69001", "Lyon", "", ["69001 Lyon"]),
        ("DE", "10115", "Berlin", "Berlin", ["10115 Berlin"]),
        ("ES", "28760", "Tres Cantos", "Madrid", ["28760 Tres Cantos", "Madrid"]),
        ("ML", "", "Bamako", "", ["Bamako"]),
        ("US", "27701", "Durham", "NC", ["Durham, NC 27701"]),
        ("CA", "K1A 0B1", "Ottawa", "ON", ["Ottawa, ON K1A 0B1"]),
        ("AU", "2600", "Canberra", "ACT", ["Canberra, ACT 2600"]),
        ("GB", "SW1A 1AA", "London", "", ["London SW1A 1AA"]),
        ("", "27701", "Durham", "", ["Durham 27701"]),
    ],
)
def test_town_stands_where_its_country_writes_it(
    country: str, postcode: str, city: str, region: str, lines: list[str]
) -> None:
    place = {"country": country, "postcode": postcode, "city": city, "region": region}
    assert [line for line in town_lines(**place) if line] == lines
    order = Order(name="Awa Sample", line1="1 Sample Street", **place)
    assert order.address_lines[2 : 2 + len(lines)] == lines
    supporter = Supporter(name="Awa Sample", street="1 Sample Street", **place)
    assert supporter.address_lines(home=country) == ["1 Sample Street", *lines]
