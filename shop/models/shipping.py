from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import Country, CountryField
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel

from shop.models.fields import AmountColumn


class ShippingZone(ClusterableModel):
    """Countries that cost the same to ship to. A country in no zone is one we do not ship to."""

    code = models.SlugField(
        _("code"),
        max_length=20,
        unique=True,
        help_text=_("Short name for exports; never reused."),
    )
    name = models.CharField(
        _("name"), max_length=60, help_text=_("For staff, such as “Western Europe”.")
    )
    countries = CountryField(
        _("countries"),
        multiple=True,
        blank=True,
        help_text=_("Each country is in one zone; to one that is in none we do not ship."),
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("code"),
        FieldPanel("countries"),
        InlinePanel("rates", heading=_("Rates by weight"), label=_("Rate")),
    ]

    class Meta:
        verbose_name = _("shipping zone")
        verbose_name_plural = _("shipping zones")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def country_codes(self) -> list[str]:
        return [str(country) for country in self.countries]

    def clean(self) -> None:
        """A country has one zone, or its price would depend on luck."""
        mine = set(self.country_codes)
        for other in ShippingZone.objects.exclude(pk=self.pk):
            shared = sorted(str(Country(code).name) for code in mine & set(other.country_codes))
            if shared:
                raise ValidationError(
                    {
                        "countries": _("%(countries)s: already in zone “%(zone)s”.")
                        % {"countries": ", ".join(shared), "zone": other.name}
                    }
                )


class ShippingRate(models.Model):
    """The price of a parcel up to a weight. Beyond the heaviest rate, buyers are asked to write."""

    zone = ParentalKey(ShippingZone, on_delete=models.CASCADE, related_name="rates")
    up_to_grams = models.PositiveIntegerField(
        _("up to (grams)"),
        help_text=_(
            "Weight of all soaps of a parcel; above the highest, buyers are asked to write."
        ),
    )
    amount = AmountColumn(_("amount"), help_text=_("What shipping such a parcel costs the buyer."))
    currency = models.CharField(_("currency"), max_length=3, default="USD")

    panels = [
        FieldRowPanel([FieldPanel("up_to_grams"), FieldPanel("amount"), FieldPanel("currency")])
    ]

    class Meta:
        verbose_name = _("shipping rate")
        verbose_name_plural = _("shipping rates")
        ordering = ["zone", "up_to_grams", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "currency", "up_to_grams"], name="shipping_rate_one_per_weight"
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0),
                name="shipping_rate_is_positive",
                violation_error_message=_("Shipping is never free: enter what it costs."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.zone} ≤ {self.up_to_grams} g"
