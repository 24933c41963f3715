from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls

from core.routing import serve as serve_page
from core.sitemap import LanguagesSitemap

urlpatterns = [
    # One sign-in for everybody: Wagtail's own form is never shown.
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("sitemap.xml", sitemap, {"sitemaps": {"pages": LanguagesSitemap}}),
    path("", include("core.urls")),
    path("payments/", include("payments.webhook_urls")),
]
if settings.SERVE_FILES:
    urlpatterns += [
        re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT}),
    ]

if settings.STYLEGUIDE:
    urlpatterns += i18n_patterns(
        path("styleguide/", include("config.styleguide.urls")), prefix_default_language=False
    )
urlpatterns += i18n_patterns(
    path("", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("ledger.urls")),
    path("", include("payments.urls")),
    path("", include("donations.urls")),
    path("", include("shop.urls")),
    path("", include("stories.urls")),
    path("", include("core.page_urls")),
    path("", include(wagtail_urls.urlpatterns[:-1])),  # all but Wagtail's own `serve`
    re_path(wagtail_urls.serve_pattern, serve_page, name="wagtail_serve"),
    prefix_default_language=False,
)
