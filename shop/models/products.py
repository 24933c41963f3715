from collections.abc import Sequence
from typing import Self

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel

from shop.models.fields import AmountColumn
from stories.models import WomensGroup


class Product(ClusterableModel):
    """A soap, whatever its sizes: what all languages share. Its words are on its page."""

    name = models.CharField(
        _("name"), max_length=100, help_text=_("As staff call it. The page has its own title.")
    )
    group = models.ForeignKey(
        WomensGroup,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("made by"),
        help_text=_("Named on the page only while the group agrees to be."),
    )
    ingredients = models.TextField(
        _("ingredients (INCI)"),
        blank=True,
        help_text=_("The list for the label, most first, in INCI names."),
    )
    is_active = models.BooleanField(
        _("for sale"), default=True, help_text=_("Off: its page stays, nothing can be bought.")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    panels = [
        FieldPanel("name"),
        FieldPanel("group"),
        FieldPanel("ingredients"),
        FieldPanel("is_active"),
        InlinePanel("variants", heading=_("Sizes and prices"), label=_("Size"), min_num=1),
    ]

    class Meta:
        verbose_name = _("soap")
        verbose_name_plural = _("soaps")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class VariantQuerySet(models.QuerySet["Variant"]):
    def for_sale(self) -> Self:
        return self.filter(is_active=True, product__is_active=True)


class Variant(ClusterableModel):
    """One size of a soap: what is priced, weighed, counted and sold.

    `on_hand` is what lies on the shelf, `reserved` the part of it that open orders hold. Both are
    changed only by `services.stock`, each by one conditional UPDATE.
    """

    product = ParentalKey(
        Product, on_delete=models.CASCADE, related_name="variants", verbose_name=_("soap")
    )
    sku = models.CharField(
        _("SKU"),
        max_length=40,
        unique=True,
        validators=[
            RegexValidator(r"^[A-Z0-9][A-Z0-9-]*$", _("Use capital letters, digits and hyphens."))
        ],
        help_text=_("Short and never reused, such as KARITE-100."),
    )
    name = models.CharField(_("size"), max_length=60, help_text=_("Such as “100 g bar”."))
    price = AmountColumn(_("price"), help_text=_("What a buyer pays for one, without shipping."))
    fair_market_value = AmountColumn(
        _("fair market value"),
        help_text=_("What such a soap costs elsewhere. What is paid above it counts as a gift."),
    )
    fair_market_value_note = models.CharField(
        _("how it was estimated"),
        max_length=250,
        blank=True,
        help_text=_("Such as: three shops in Durham, October 2026."),
    )
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    weight_grams = models.PositiveIntegerField(
        _("net weight in grams"),
        validators=[MinValueValidator(1)],
        help_text=_("Of the soap without its wrapper. Shipping is priced by it."),
    )
    is_active = models.BooleanField(_("for sale"), default=True)
    on_hand = models.IntegerField(_("on hand"), default=0, editable=False)
    reserved = models.IntegerField(_("held"), default=0, editable=False)

    objects = VariantQuerySet.as_manager()

    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("sku")]),
        FieldRowPanel([FieldPanel("price"), FieldPanel("currency"), FieldPanel("weight_grams")]),
        MultiFieldPanel(
            [FieldPanel("fair_market_value"), FieldPanel("fair_market_value_note")],
            heading=_("Fair market value"),
        ),
        FieldPanel("is_active"),
        InlinePanel("translations", heading=_("Translations"), label=_("Translation")),
    ]

    class Meta:
        verbose_name = _("size")
        verbose_name_plural = _("sizes")
        ordering = ["product", "weight_grams", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(price__gt=0),
                name="variant_price_is_positive",
                violation_error_message=_("A price is more than nothing."),
            ),
            models.CheckConstraint(
                condition=Q(fair_market_value__gte=0),
                name="variant_fair_market_value_is_not_negative",
                violation_error_message=_("A fair market value cannot be negative."),
            ),
            models.CheckConstraint(
                condition=Q(weight_grams__gt=0),
                name="variant_weight_is_positive",
                violation_error_message=_("Shipping needs the weight of every soap."),
            ),
            models.CheckConstraint(condition=Q(reserved__gte=0), name="variant_held_not_negative"),
            models.CheckConstraint(
                condition=Q(reserved__lte=F("on_hand")), name="variant_held_is_on_hand"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.name}"

    @property
    def available(self) -> int:
        """What a new order may still hold."""
        return max(0, self.on_hand - self.reserved)

    @property
    def gift_part(self) -> int:
        """What its price holds above the fair market value."""
        return max(0, self.price - self.fair_market_value)

    @property
    def local_name(self) -> str:
        """The size in the current language, else as first written.

        English is what it is first written in, so English pages need no translations at all.
        """
        language = (get_language() or "en").split("-")[0]
        if language == "en":
            return self.name
        texts: Sequence[VariantTranslation] = self.translations.all()
        return next((text.name for text in texts if text.language == language), self.name)


class VariantTranslation(models.Model):
    variant = ParentalKey(Variant, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(_("language"), max_length=10)
    name = models.CharField(_("size"), max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["variant", "language"], name="variant_one_name_per_language"
            )
        ]
