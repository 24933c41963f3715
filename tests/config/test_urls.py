import pytest
from django.urls import resolve, reverse
from django.utils import translation


@pytest.mark.parametrize(
    "path",
    [
        "/basket/",
        "/basket/add/",
        "/basket/gift/",
        "/checkout/",
        "/donate/start/",
        "/payments/stripe/webhook/",
        "/my/",
        "/accounts/login/",
        "/admin/",
        "/healthz",
        "/readyz",
        "/sitemap.xml",
        "/search/",
    ],
)
def test_contract_address_has_a_view_of_its_own(path: str) -> None:
    assert resolve(path).url_name != "wagtail_serve"


@pytest.mark.parametrize("name", ["account_login", "accounts:my"])
def test_french_addresses_begin_with_fr(name: str) -> None:
    with translation.override("en"):
        english = reverse(name)
    with translation.override("fr"):
        assert reverse(name) == f"/fr{english}"
