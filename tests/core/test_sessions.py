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
