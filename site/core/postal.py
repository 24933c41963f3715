"""Postal addresses as people and envelopes write them.

The order of town and postcode is the one that the Universal Postal Union records for each country
("Postal addressing systems in member countries").
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries import countries
from django_countries.fields import CountryField

# Where the town stands before the postcode, and the state or region between the two. Everywhere
# else, most of Europe among it, the postcode stands first: "69001 Lyon".
TOWN_FIRST = frozenset("AU CA GB IE IN NZ US ZA".split())


def town_lines(*, city: str, region: str, postcode: str, country: str) -> list[str]:
    """The lines of an address between the street and the country. No region is lost that somebody
    took the trouble to write: where the postcode stands first, it has a line of its own."""
    if country in TOWN_FIRST or not country:
        town = ", ".join(filter(None, [city, region]))
        return [" ".join(filter(None, [town, postcode]))]
    place = " ".join(filter(None, [postcode, city]))
    return [place, region if region.casefold() != city.casefold() else ""]


class PostalAddress(models.Model):
    """Where letters go; empty when nobody told us."""

    street = models.TextField(_("street"), blank=True)
    city = models.CharField(_("town"), max_length=100, blank=True)
    region = models.CharField(_("state or region"), max_length=100, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    country = CountryField(_("country"), blank=True)

    class Meta:
        abstract = True

    @property
    def has_address(self) -> bool:
        return bool(self.street.strip() and self.city.strip())

    def address_lines(self, *, home: str = "US") -> list[str]:
        """The lines under the name, for the window of an envelope; the country in capitals when it
        is not the one we post in."""
        if not self.has_address:
            return []
        code = str(self.country)
        town = town_lines(city=self.city, region=self.region, postcode=self.postcode, country=code)
        abroad = countries.name(code).upper() if code and code != home else ""
        lines = [*self.street.splitlines(), *town, abroad]
        return [line.strip() for line in lines if line.strip()]


def postcode_key(postcode: str) -> str:
    """A postcode as it is compared: of an American one the five figures that everybody knows."""
    key = "".join(filter(str.isalnum, postcode.upper()))
    return key[:5] if key.isdigit() and len(key) == 9 else key
