import pytest
from django.test import Client

from core.stylesheet import stylesheet

POLICY = (
    "default-src 'self'; base-uri 'self'; form-action 'self' {checkout}; frame-ancestors 'self'; "
    "img-src 'self' data:; object-src 'none'; script-src 'self'; style-src 'self'"
)


def directives(header: str) -> set[str]:
    return {part.strip() for part in header.split(";")}


@pytest.mark.django_db
def test_public_policy_allows_own_files_and_the_payment_page(client: Client, settings) -> None:
    response = client.get("/")
    expected = POLICY.format(checkout=settings.STRIPE_API_BASE)
    expected += f" {stylesheet().source}"  # the one in the page, by its hash
    assert directives(response["Content-Security-Policy"]) == directives(expected)


@pytest.mark.django_db
def test_admin_policy_allows_inline_scripts_and_styles_and_no_more(
    admin_client: Client, settings
) -> None:
    response = admin_client.get("/admin/")
    assert response.status_code == 200
    expected = (
        POLICY.format(checkout=settings.STRIPE_API_BASE)
        .replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")
        .replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
        .replace("data:", "data: blob:")
    )
    assert directives(response["Content-Security-Policy"]) == directives(expected)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "SAMEORIGIN"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        (
            "Permissions-Policy",
            "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
        ),
    ],
)
def test_every_page_carries(client: Client, name: str, value: str) -> None:
    assert client.get("/")[name] == value
