from typing import Any

import pytest
from django.test import Client
from wagtail.models import Locale, Page, PageViewRestriction, Site

from core.models import HomePage, StandardPage
from tests.factories.stories import make_home

pytestmark = pytest.mark.django_db


def make_page(parent: Page, slug: str, **fields: Any) -> Page:
    return parent.add_child(instance=StandardPage(title=slug.title(), slug=slug, **fields))


def test_deep_page_costs_what_a_shallow_one_costs(
    client: Client, django_assert_num_queries: Any
) -> None:
    page = make_page(make_home(), "one")
    for slug in ("two", "three"):
        page = make_page(page, slug)
    client.get("/one/")

    for path, queries in (("/one/", 4), ("/one/two/", 4), ("/one/two/three/", 5)):
        with django_assert_num_queries(queries):
            assert client.get(path).status_code == 200


def test_same_slug_elsewhere_is_another_page(client: Client) -> None:
    home = make_home()
    make_page(make_page(home, "one"), "same", introduction="Inner")
    make_page(home, "same", introduction="Outer")

    assert b"Inner" in client.get("/one/same/").content
    assert b"Outer" in client.get("/same/").content
    assert client.get("/two/same/").status_code == 404


def test_page_in_its_language(client: Client) -> None:
    home = make_home()
    french = Locale.objects.get_or_create(language_code="fr")[0]
    page = make_page(home, "mission", introduction="For health")
    copy = page.copy_for_translation(french, copy_parents=True)
    copy.introduction = "Pour la santé"
    copy.save_revision().publish()

    assert "For health" in client.get("/mission/").content.decode()
    assert "Pour la santé" in client.get("/fr/mission/").content.decode()
    assert HomePage.objects.count() == 2


def test_draft_is_not_found(client: Client) -> None:
    make_page(make_home(), "draft", live=False)

    assert client.get("/draft/").status_code == 404


def test_private_page_asks_for_its_password(client: Client) -> None:
    parent = make_page(make_home(), "board")
    make_page(parent, "minutes", introduction="Secret words")
    PageViewRestriction.objects.create(page=parent, restriction_type="password", password="x")

    assert b"Secret words" not in client.get("/board/minutes/").content


def test_site_changed_in_the_admin_is_noticed(client: Client) -> None:
    home = make_home()
    make_page(home, "old")
    assert client.get("/old/").status_code == 200

    other = Page.get_first_root_node().add_child(instance=HomePage(title="New", slug="new-home"))
    make_page(other, "new")
    site = Site.objects.get()
    site.root_page = other
    site.save()

    assert client.get("/new/").status_code == 200
    assert client.get("/old/").status_code == 404
