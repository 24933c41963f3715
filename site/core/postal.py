"""Postal addresses as people and envelopes write them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries import countries
from django_countries.fields import CountryField

# Where the town stands before the postcode, not behind it.
TOWN_FIRST = frozenset("AU CA GB IE IN NZ US ZA".split())


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
        place = " ".join(filter(None, [self.postcode, self.city]))
        if code in TOWN_FIRST or not code:
            town = ", ".join(filter(None, [self.city, self.region]))
            place = " ".join(filter(None, [town, self.postcode]))
        abroad = countries.name(code).upper() if code and code != home else ""
        lines = [*self.street.splitlines(), place, abroad]
        return [line.strip() for line in lines if line.strip()]


def postcode_key(postcode: str) -> str:
    """A postcode as it is compared: of an American one the five figures that everybody knows."""
    key = "".join(filter(str.isalnum, postcode.upper()))
    return key[:5] if key.isdigit() and len(key) == 9 else key
