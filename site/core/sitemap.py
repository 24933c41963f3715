"""The sitemap, with each page's other languages."""

from collections import defaultdict
from typing import Any

from wagtail.contrib.sitemaps.sitemap_generator import Sitemap


class LanguagesSitemap(Sitemap):
    def items(self) -> Any:
        """The pages of every language: Wagtail's own sitemap stops at the first one's home page."""
        pages = super().items().model.objects.live().public().filter(depth__gt=1)
        return pages.order_by("path").select_related("locale").defer_streamfields().specific()

    def _urls(self, page: Any, protocol: Any, domain: Any) -> list[dict[str, Any]]:
        found = [
            (item, info)
            for item in self.paginator.page(page).object_list
            for info in item.get_sitemap_urls(self.request)
        ]
        languages: dict[Any, list[dict[str, Any]]] = defaultdict(list)
        for item, info in found:
            languages[item.translation_key].append(
                {"lang_code": item.locale.language_code, "location": info["location"]}
            )
        for item, info in found:
            if len(languages[item.translation_key]) > 1:
                info["alternates"] = languages[item.translation_key]
        return [info for _item, info in found]
