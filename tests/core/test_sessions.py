import pytest
from django.http import SimpleCookie
from django.test import Client

from core.sessions import SessionStore


@pytest.mark.parametrize("key", ["a\0b45678", "é" * 8, "../../etc", "short", ""])
def test_key_that_is_none_of_ours_is_no_session(key: str) -> None:
    assert SessionStore(key).session_key is None


@pytest.mark.django_db
def test_hostile_session_cookie_is_no_session(client: Client) -> None:
    client.cookies = SimpleCookie({"sessionid": "a\0b45678"})  # goes out as "a\\000b45678"
    assert client.get("/basket/").status_code == 200


@pytest.mark.django_db
def test_key_that_is_taken_is_given_to_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    first = SessionStore()
    first["basket"] = "hers"
    first.save()
    keys = iter([first.session_key, "f" * 32])
    monkeypatch.setattr("core.sessions.get_random_string", lambda *_args: next(keys))

    second = SessionStore()
    second["basket"] = "his"
    second.save()

    assert second.session_key == "f" * 32
    assert SessionStore(first.session_key)["basket"] == "hers"
