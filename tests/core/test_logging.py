"""Logs hold no personal data and no keys: canaries go in, none may come out."""

import json
import logging

import pytest
from django.core import mail
from django.test import Client

from core.logging import JsonFormatter, scrub
from tests.factories.accounts import make_superuser, make_supporter, make_user


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("mail to awa.canary@example.org failed", "mail to [e-mail] failed"),
        ("<Awa Canary <awa+x@mali.example.org>>", "<Awa Canary <[e-mail]>>"),
        ("key sk_live_Canary123 and rk_test_Canary1", "key [secret] and [secret]"),
        ("whsec_Canary cs_test_a1Canary", "[secret] [secret]"),
        ("GET /fr/thanks/canary-token/ 200", "GET /fr/thanks/[token]/ 200"),
        ("POST /fr/news/c.anary/ 200", "POST /fr/news/[token]/ 200"),
        (
            "/my/gift/c.anary/pay/ /statements/c.anary/",
            "/my/gift/[token]/pay/ /statements/[token]/",
        ),
        ("GET /admin/supporters/?q=Awa+Canary&p=2 200", "GET /admin/supporters/?[query] 200"),
        ("nothing to hide: 3 mails, 2 @ once", "nothing to hide: 3 mails, 2 @ once"),
    ],
)
def test_scrub(text: str, scrubbed: str) -> None:
    assert scrub(text) == scrubbed


def log_line(message: str, *args: object, error: Exception | None = None) -> dict[str, str]:
    exc_info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("shop", logging.ERROR, __file__, 1, message, args, exc_info)
    line = JsonFormatter().format(record)
    assert "\n" not in line
    return json.loads(line)


def test_log_line_is_one_json_object_with_time_and_place() -> None:
    entry = log_line("Order %s of %s", 12, "awa@example.org")
    assert entry.pop("time").endswith("+00:00")
    assert entry == {"level": "ERROR", "logger": "shop", "message": "Order 12 of [e-mail]"}


def test_log_line_of_an_exception_tells_type_and_place_and_not_what_people_typed() -> None:
    with pytest.raises(ValueError, match="duplicate") as caught:
        raise ValueError("duplicate key (email)=(canary@example.org) name=Canary")
    entry = log_line("Failed", error=caught.value)
    assert entry["error"] == "ValueError"
    assert "test_logging.py" in entry["at"]
    assert "anary" not in json.dumps(entry)


def test_log_line_keeps_a_forged_line_break_inside_the_message() -> None:
    assert log_line('GET /x\n{"level":"INFO"}')["message"] == 'GET /x\n{"level":"INFO"}'


@pytest.mark.django_db
def test_requests_leave_no_canary_in_the_logs(
    client: Client, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.INFO)
    make_user(email="canary-user@example.org", first_name="Canaryfirst")
    make_supporter(email="canary-giver@example.org", name="Canaryname")
    for email in ("canary-user@example.org", "canary-giver@example.org", "canary-x@example.org"):
        Client().post("/accounts/login/", {"login": email})
    client.post("/accounts/login/code/confirm/", {"code": "CANA-RYYY"})
    client.post(
        "/accounts/login/password/", {"login": "canary-user@example.org", "password": "Canarypass"}
    )
    client.get("/thanks/canarytoken/nothing/")
    client.get("/nowhere/?email=canary-query@example.org")
    client.post("/my/", {"name": "Canary"}, headers={"Sec-Fetch-Site": "cross-site"})
    monkeypatch.setattr(mail, "get_connection", _broken)
    Client().post("/accounts/login/", {"login": "canary-user@example.org"})
    client.force_login(make_superuser(email="canary-admin@example.org"))
    client.get("/admin/supporters/?q=Canaryname")
    client.get("/admin/supporters/inspect/999/")
    lines = [JsonFormatter().format(record) for record in caplog.records]
    assert any("A sign-in mail was not sent (ConnectionRefusedError)" in line for line in lines)
    assert any("/thanks/[token]/" in line for line in lines)
    assert [line for line in lines if "canary" in line.lower()] == []


def _broken(*args: object, **kwargs: object) -> None:
    raise ConnectionRefusedError("canary-user@example.org refused")


def test_requests_refused_for_coming_too_often_leave_no_line_each() -> None:
    asked = logging.getLogger("django.request")
    lines = [
        logging.makeLogRecord({"name": asked.name, "msg": "A response", "status_code": status})
        for status in (403, 429, 500)
    ]
    assert [line.status_code for line in lines if asked.filter(line)] == [403, 500]  # type: ignore[attr-defined]
