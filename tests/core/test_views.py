from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import path
from django.views.defaults import server_error
from PIL import Image

from config.urls import urlpatterns as site_urls
from core.models import OutboxMail
from core.stylesheet import stylesheet
from stories.models import Consent
from tests.core.html import inline_code_in
from tests.factories.core import make_home, make_mail, make_page, run_timer
from tests.factories.stories import make_story


def receive(request: Any) -> Any:
    """A form of tomorrow: says what it was sent."""
    from django.http import JsonResponse

    return JsonResponse(dict(request.POST.lists()))


urlpatterns = [path("form/", receive), path("broken/", server_error), *site_urls]


@pytest.fixture
def browser(db: None) -> Client:
    """A visitor whose posts are checked as in real life."""
    make_home()
    with override_settings(ROOT_URLCONF=__name__):
        yield Client(enforce_csrf_checks=True)


# --- Forms without a token on the page


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://testserver"}]
)
def test_post_that_proves_its_origin_needs_no_token(browser: Client, headers: dict) -> None:
    response = browser.post("/form/", {"amount": "40"}, headers=headers)
    assert response.json() == {"amount": ["40"]}


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
    ],
)
def test_post_from_elsewhere_is_refused(browser: Client, headers: dict) -> None:
    response = browser.post("/form/", {"amount": "40"}, headers=headers)
    assert response.status_code == 403
    assert "This form was not sent" in response.content.decode()
    assert 'value="40"' not in response.content.decode()


def test_post_of_an_old_browser_is_confirmed_and_arrives_whole(browser: Client) -> None:
    sent = {"amount": '4"0<b>', "note": "é ɲ", "pick": ["a", "b"]}
    page = browser.post("/form/?step=2", sent)
    html = page.content.decode()
    assert page.status_code == 200
    assert page["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert 'action="/form/?step=2"' in html
    assert '<input type="hidden" name="amount" value="4&quot;0&lt;b&gt;">' in html
    assert inline_code_in(html) == []
    token = html.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    answer = browser.post("/form/?step=2", sent | {"csrfmiddlewaretoken": token}).json()
    assert answer == {
        "amount": ['4"0<b>'],
        "note": ["é ɲ"],
        "pick": ["a", "b"],
        "csrfmiddlewaretoken": [token],
    }


def test_post_of_an_old_browser_that_hides_where_it_was_is_confirmed_over_https(
    browser: Client,
) -> None:
    html = browser.post("/form/", {"amount": "40"}, secure=True).content.decode()
    token = html.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    sent = {"amount": "40", "csrfmiddlewaretoken": token}
    assert browser.post("/form/", sent, secure=True).json()["amount"] == ["40"]


def test_post_of_an_old_browser_from_elsewhere_is_refused(browser: Client) -> None:
    headers = {"Referer": "https://elsewhere.example/"}
    response = browser.post("/form/", {"amount": "40"}, headers=headers, secure=True)
    assert response.status_code == 403


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/form/", {"csrfmiddlewaretoken": "x" * 64, "amount": "40"}),  # cookies are blocked
        ("/form/", {"password": "secret"}),
        ("/form/", {"new_password1": "secret"}),
        ("/form/", {"note": "x" * 70_000}),
        ("/form/", {f"field{number}": "" for number in range(300)}),
        ("/form/", {"file": SimpleUploadedFile("a.txt", b"secret")}),
        ("/admin/pages/", {"action": "delete"}),
    ],
    ids=["no cookies", "password", "new password", "long", "many", "file", "admin"],
)
def test_post_of_an_old_browser_that_is_not_repeated(
    browser: Client, path: str, sent: dict
) -> None:
    response = browser.post(path, sent)
    assert response.status_code == 403
    assert "secret" not in response.content.decode()


# --- Error pages


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "language"), [("/none/", "en"), ("/fr/rien/", "fr")])
def test_missing_page_looks_like_the_site(client: Client, address: str, language: str) -> None:
    make_page(title="Mission", slug="mission", show_in_menus=True)
    response = client.get(address)
    html = response.content.decode()
    assert response.status_code == 404
    assert f'<html lang="{language}">' in html
    assert stylesheet().text in html
    assert inline_code_in(html) == []


def test_broken_page_needs_no_database(rf: Any) -> None:
    response = server_error(rf.get("/"))
    html = response.content.decode()
    assert response.status_code == 500
    assert "Something broke on our side" in html
    assert inline_code_in(html) == []


# --- Search


@pytest.mark.django_db
@pytest.mark.usefixtures("indexed")
def test_search_finds_pages_of_the_language(client: Client) -> None:
    make_page(title="A box with locks", slug="box", introduction="Savings.")
    make_page(title="Another matter", slug="other")
    make_home("fr")
    html = client.get("/search/", {"q": "locks"}).content.decode()
    assert "1 page has “locks”." in html
    assert '<a href="/box/">A box with locks</a>' in html
    assert "Another matter" not in html
    assert "/box/" not in client.get("/fr/search/", {"q": "locks"}).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["", "   ", "\x00"])
def test_search_for_nothing_asks_for_words(client: Client, words: str) -> None:
    make_home()
    response = client.get("/search/", {"q": words})
    assert response.status_code == 200
    assert 'role="status"' not in response.content.decode()


@pytest.mark.django_db
def test_search_without_result_says_what_to_try(client: Client) -> None:
    make_home()
    html = client.get("/search/", {"q": "<b>zebra"}).content.decode()
    assert "No page has “&lt;b&gt;zebra”." in html
    assert "Try a shorter word" in html


@pytest.mark.django_db
@pytest.mark.usefixtures("indexed")
def test_search_tells_nothing_of_drafts_and_withheld_stories(client: Client) -> None:
    make_page(title="Canary draft", slug="draft", live=False)
    story = make_story(title="Canary story", summary="Canary words")
    assert "Canary story" in client.get("/search/", {"q": "canary"}).content.decode()
    Consent.objects.update(on_site=False)
    html = client.get("/search/", {"q": "canary"}).content.decode()
    assert "Canary" not in html
    assert story.url not in html


@pytest.mark.django_db
@pytest.mark.usefixtures("indexed")
def test_search_names_first_what_is_called_so_and_stories_before_pages_of_the_house(
    client: Client,
) -> None:
    make_page(title="Canary", slug="called", introduction="Of birds.")
    make_story(title="A morning", slug="told", summary="A canary sings.")
    make_page(title="Of the house", slug="speaking", introduction="Canary canary canary.")
    html = client.get("/search/", {"q": "canary"}).content.decode()
    places = [html.index(f"/{slug}/") for slug in ("called", "told", "speaking")]
    assert places == sorted(places)


@pytest.mark.django_db
@pytest.mark.usefixtures("indexed")
def test_search_is_parted_into_pages_that_keep_the_words(client: Client) -> None:
    for number in range(13):
        make_page(title=f"Savings {number}")
    html = client.get("/search/", {"q": "savings"}).content.decode()
    assert html.count("<li>\n            <h2>") == 12
    assert 'href="?q=savings&amp;page=2"' in html
    last = client.get("/search/", {"q": "savings", "page": "x9"}).content.decode()
    assert last.count("<li>\n            <h2>") == 12


# --- For machines


@pytest.mark.django_db
def test_process_is_ready(client: Client) -> None:
    run_timer()
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {
        "ready": True,
        "database": True,
        "migrations": True,
        "cache": True,
        "oldest_queued_mail_seconds": 0,
        "mail": True,
        "attention": {},
        "healthy": True,
    }


@pytest.mark.django_db
def test_late_mail_is_told_but_takes_no_site_away(client: Client) -> None:
    mail = make_mail()
    OutboxMail.objects.filter(pk=mail.pk).update(created_at="2020-01-01T00:00:00Z")
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["mail"] is False
    assert response.json()["oldest_queued_mail_seconds"] > 3600


@pytest.mark.django_db
def test_process_with_a_dead_cache_is_not_ready(client: Client, settings: Any) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:9",
        }
    }
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["cache"] is False


def test_process_is_alive_without_a_database(client: Client) -> None:
    assert client.get("/healthz").json() == {"ok": True}


def test_favicon_is_where_browsers_look_for_it(client: Client) -> None:
    answer = client.get("/favicon.ico")
    assert answer.headers["Content-Type"] == "image/x-icon"
    assert Image.open(BytesIO(answer.content)).size == (32, 32)


def test_robots_stay_out_of_private_places(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /fr/my/\n" in text
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in text
