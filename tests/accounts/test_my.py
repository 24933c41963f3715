import pytest
from django.test import Client

from accounts import sections
from accounts.models import Supporter
from accounts.sections import register_section
from tests.factories.accounts import make_supporter, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def notes(monkeypatch: pytest.MonkeyPatch) -> None:
    """One section of our own, so that this page is tested without the apps above."""
    monkeypatch.setattr(sections, "_sections", {})
    register_section(
        "notes",
        "Notes",
        "includes/_messages.html",  # any partial will do; this one shows `messages`
        lambda supporter: [f"Note of {supporter.name}"],
        "No note yet.",
    )


def rows_shown(client: Client, path: str = "/my/") -> dict[str, list[str]]:
    response = client.get(path)
    assert response.status_code == 200
    return {section.name: rows for section, rows in response.context["sections"]}


@pytest.mark.usefixtures("notes")
def test_my_lists_only_what_belongs_to_the_person_signed_in(client: Client) -> None:
    make_supporter(email="awa@example.org", name="Awa")
    make_supporter(email="oumou@example.org", name="Oumou")
    client.force_login(make_user(email="awa@example.org"))
    assert rows_shown(client) == {"notes": ["Note of Awa"]}
    assert rows_shown(client, "/fr/my/") == {"notes": ["Note of Awa"]}


@pytest.mark.usefixtures("notes")
def test_my_of_an_unverified_address_shows_nothing(client: Client) -> None:
    make_supporter(email="awa@example.org", name="Awa")
    client.force_login(make_user(email="awa@example.org", verified=False))
    assert rows_shown(client) == {"notes": []}
    page = client.get("/my/").content.decode()
    assert "No note yet." in page
    assert "Nothing has arrived under awa@example.org yet." in page


def test_my_asks_strangers_to_sign_in_and_comes_back(client: Client) -> None:
    response = client.get("/my/")
    assert response.status_code == 302
    assert response.url == "/accounts/login/?next=/my/"
    assert client.get("/fr/my/").url == "/fr/accounts/login/?next=/fr/my/"


def test_my_is_never_stored_by_caches(client: Client) -> None:
    client.force_login(make_user())
    for path in ("/my/", "/fr/my/"):
        assert client.get(path).headers["Cache-Control"] == "private, no-store"


def test_my_reads_only(client: Client) -> None:
    supporter = make_supporter(email="awa@example.org")
    client.force_login(make_user(email="awa@example.org"))
    client.get("/my/")
    assert Supporter.objects.get() == supporter
    assert Supporter.objects.get().user is None
    assert client.post("/my/", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 405
