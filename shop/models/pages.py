from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Prefetch
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from core.blocks import BodyBlock
from core.cards import cards_from
from core.generation import remember
from core.models.listing import ListingFields
from core.money import format_plain
from stories.models import WomensGroup
from stories.models.lock import agrees

from .products import Product, Variant


class ShopIndexPage(ListingFields, Page):
    """All soaps."""

    introduction = models.TextField(
        _("introduction"),
        blank=True,
        max_length=500,
        help_text=_("Two or three sentences above the soaps."),
    )

    page_description = _("The list of all soaps: one in each language. Soap pages go below it.")
    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    search_fields = [*Page.search_fields, index.SearchField("introduction")]
    parent_page_types = ["core.HomePage"]
    subpage_types = ["shop.SoapPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("shop")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["soaps"] = remember(f"soaps of {self.pk}", self._load_soaps)
        return context

    def _load_soaps(self) -> list[Page]:
        return cards_from(SoapPage.objects.child_of(self).live().public())


class SoapPageQuerySet(PageQuerySet):
    def with_consent(self) -> "SoapPageQuerySet":
        """With the answer whether the makers agree to be named, at no further query."""
        return self.annotate(makers_agree=agrees("group", "product__group", to="covers_story"))

    def for_page(self) -> "SoapPageQuerySet":
        """With all that the soap's own page reads beside its body."""
        return (
            self.select_related("product__group", "listing_image", "locale")
            .with_consent()
            .prefetch_related(_sizes("translations"))
        )

    def for_cards(self) -> "SoapPageQuerySet":
        """With all that a card shows, in a number of queries that does not grow with the cards."""
        return (
            self.select_related("product__group", "listing_image")
            .defer_streamfields()
            .with_consent()
            .prefetch_related(_sizes())
            .order_by("path")
        )


def _sizes(*with_more: str) -> Prefetch:
    sizes = Variant.objects.filter(is_active=True).order_by("price", "pk")
    return Prefetch("product__variants", sizes.prefetch_related(*with_more), to_attr="sizes")


class SoapPageManager(PageManager.from_queryset(SoapPageQuerySet)):  # type: ignore[misc]
    def by_product(self, products: Iterable[int]) -> dict[int, "SoapPage"]:
        """The live page of each product in the current language."""
        language = (get_language() or "en").split("-")[0]
        keys = set(products)
        if not keys:
            return {}

        def read() -> list["SoapPage"]:
            pages = self.live().filter(locale__language_code=language).defer_streamfields()
            return list(pages.order_by("-pk"))

        known = remember(f"soap pages {language}", read)
        return {page.product_id: page for page in known if page.product_id in keys}


class SoapPage(ListingFields, Page):
    """A soap in words and pictures. Price and stock are its product's: one for all languages."""

    product = models.ForeignKey(
        Product,
        on_delete=models.PROTECT,
        related_name="pages",
        verbose_name=_("soap"),
        help_text=_("Sizes, prices, stock and ingredients come from Shop → Soaps."),
    )
    introduction = models.TextField(
        _("introduction"),
        blank=True,
        max_length=400,
        help_text=_(
            "What it is and whose hands made it, in two sentences. No promises of healing."
        ),
    )
    made_of = models.CharField(
        _("made of"),
        max_length=250,
        blank=True,
        help_text=_("In plain words: shea butter, coconut oil, lye, water."),
    )
    body = StreamField(
        BodyBlock(),
        blank=True,
        verbose_name=_("body"),
        help_text=_("Below the soap: how it is made, by whom, with pictures. It may stay empty."),
    )

    objects = SoapPageManager()

    is_found_first = True

    page_description = _(
        "A soap in words and pictures. Enter the soap itself under Shop → Soaps first, with its "
        "sizes and prices."
    )
    content_panels = [
        *Page.content_panels,
        FieldPanel("product"),
        FieldPanel("introduction"),
        FieldPanel(
            "listing_image",
            heading=_("Picture"),
            help_text=_("The bar, square, on a plain ground."),
        ),
        FieldPanel("made_of"),
        FieldPanel("body", help_text=_("How it is made and how to use it; pictures; her story.")),
    ]
    promote_panels = [*Page.promote_panels, FieldPanel("listing_summary")]
    search_fields = [
        *Page.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
        index.SearchField("made_of"),
    ]
    override_translatable_fields = [SynchronizedField("product", overridable=False)]
    parent_page_types = ["shop.ShopIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("soap page")
        verbose_name_plural = _("soap pages")

    @property
    def share_eyebrow(self) -> str:
        return self.maker.name if self.maker else ""

    @property
    def share_motif(self) -> str:
        return self.maker.motif if self.maker else ""

    @property
    def share_photo(self) -> Any:
        return self.listing_image  # the bar on a plain ground: nobody is in it

    def structured_data(self, address: str) -> dict[str, Any]:
        """A product with an offer for each size."""
        return {
            "@type": "Product",
            "brand": {"@type": "Brand", "name": self.maker.name} if self.maker else None,
            "material": self.made_of,
            "offers": [
                {
                    "@type": "Offer",
                    "sku": size.sku,
                    "name": size.local_name,
                    "price": format_plain(size.price, size.currency),
                    "priceCurrency": size.currency,
                    "availability": "https://schema.org/"
                    + ("InStock" if size.available and self.product.is_active else "OutOfStock"),
                    "url": address,
                }
                for size in self.sizes
            ],
        }

    @property
    def sizes(self) -> list[Variant]:
        """What can be chosen, the cheapest first; prefetched by `for_cards`."""
        if not hasattr(self.product, "sizes"):
            self.product.sizes = list(
                self.product.variants.filter(is_active=True).order_by("price", "pk")
            )
        return list(self.product.sizes)

    @property
    def maker(self) -> WomensGroup | None:
        """The women's group that makes it, while it agrees to be named."""
        group = self.product.group
        if group is None:
            return None
        if not hasattr(self, "makers_agree"):
            self.makers_agree = SoapPage.objects.with_consent().get(pk=self.pk).makers_agree
        return group if self.makers_agree else None

    @property
    def maker_url(self) -> str:
        """Where the makers tell of themselves, "" when there is no such page to be shown."""
        return self.maker.url_in(self.locale) if self.maker else ""

    @property
    def price_from(self) -> int | None:
        """The lowest price in minor units, None when there is nothing to choose."""
        return self.sizes[0].price if self.sizes else None

    @property
    def has_one_price(self) -> bool:
        """Nothing costs more than `price_from`."""
        return len({size.price for size in self.sizes}) == 1

    @property
    def currency(self) -> str:
        return self.sizes[0].currency if self.sizes else ""

    @property
    def can_be_bought(self) -> bool:
        return self.product.is_active and self.first_available is not None

    @property
    def first_available(self) -> Variant | None:
        return next((size for size in self.sizes if size.available), None)
