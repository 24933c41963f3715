"""Texts of rows that exist once for all languages."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from core.languages import in_language
from core.models import CustomImage, OrganisationSettings
from core.templatetags.core_tags import picture_of
from tests.factories.accounts import make_superuser
from tests.factories.core import make_image
from tests.factories.donations import make_give_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(make_superuser())
    return client


@pytest.mark.parametrize(
    ("language", "found"),
    [
        ("fr", ("deux", "fr")),
        ("fr-ca", ("deux", "fr")),
        ("en", ("two", "en")),
        ("bm", ("two", "en")),
    ],
)
def test_text_is_found_with_its_language(language: str, found: tuple[str, str]) -> None:
    assert in_language("two", {"fr": "deux", "bm": ""}, language) == found


def test_picture_is_described_in_the_language_of_the_page() -> None:
    image = make_image(
        description="A woman stirs a pot", descriptions={"fr": "Une femme remue une marmite"}
    )
    assert 'alt="A woman stirs a pot"' in str(picture_of(image))
    with translation.override("fr"):
        assert 'alt="Une femme remue une marmite"' in str(picture_of(image))
    plain = make_image(description="A basin")
    with translation.override("fr"):
        assert 'alt="A basin"' in str(picture_of(plain))


def test_picture_is_described_in_the_admin_in_each_language(staff: Client) -> None:
    image = make_image(descriptions={"fr": "Une bassine"})
    url = reverse("wagtailimages:edit", args=[image.pk])
    form = staff.get(url).context["form"]
    assert form["description_fr"].value() == "Une bassine"
    names = list(form.fields)
    assert names.index("description_fr") == names.index("description") + 1
    values = {"title": "A pot", "description": "A pot", "description_fr": "Une marmite", "tags": ""}
    assert staff.post(url, values).status_code == 302
    assert CustomImage.objects.get(pk=image.pk).descriptions == {"fr": "Une marmite"}


def test_disclosure_and_bank_details_are_written_in_each_language(staff: Client) -> None:
    make_give_page()
    make_give_page("fr", title="Donner")
    organisation = OrganisationSettings.load()
    url = reverse("wagtailsettings:edit", args=["core", "organisationsettings", organisation.pk])
    form = staff.get(url).context["form"]
    values = {name: form[name].value() or "" for name in form.fields}
    values.pop("payments_are_closed")
    assert staff.post(url, {**values, "disclosure": "As the law asks"}).status_code == 302
    assert '<p class="caption" lang="en">As the law asks' in page(staff, "/fr/donate/")
    french = {"disclosure": "As the law asks", "disclosure_fr": "Comme la loi le veut"}
    bank = {"bank_details": "Account: 1", "bank_details_fr": "Compte : 1\n"}
    bank["address"] = "P.O. Box 51632\r\nDurham"
    assert staff.post(url, {**values, **french, **bank}).status_code == 302
    assert '<p class="caption" lang="fr">Comme la loi le veut' in page(staff, "/fr/donate/")
    assert "Comme la loi" not in page(staff, "/donate/")
    organisation.refresh_from_db()
    lines = [organisation.bank_lines_in(language) for language in ("en", "fr")]
    assert lines == [["Account: 1"], ["Compte : 1"]]
    assert organisation.address == "P.O. Box 51632\nDurham"


def page(client: Client, path: str) -> str:
    return client.get(path).content.decode()
