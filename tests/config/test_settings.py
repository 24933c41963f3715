"""Settings are read when a process starts, so each case is a process of its own."""

import os
import subprocess
import sys

import pytest

from config import ROOT

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "k" * 50,
    "ALLOWED_HOSTS": "www.example.org",
    "BASE_URL": "https://www.example.org",
    "DATABASE_URL": "postgres://db/mali",
    "CACHE_URL": "rediscache://cache",
    "EMAIL_URL": "smtp://mail:25",
    "DEFAULT_FROM_EMAIL": "Mali Health <hello@example.org>",
    "STRIPE_SECRET_KEY": "sk_test_key",
    "STRIPE_WEBHOOK_SECRETS": "whsec_one,whsec_two",
}
CLEAN = {name: value for name, value in os.environ.items() if name not in PRODUCTION}
CLEAN.pop("STRIPE_API_BASE", None)


def read(environment: dict[str, str], expression: str) -> subprocess.CompletedProcess[str]:
    """Print an expression about settings in a new process."""
    code = f"from django.conf import settings as s; print({expression})"
    return subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, 'site'); {code}"],
        cwd=ROOT,
        env=CLEAN | {"PYTHONPATH": ""} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_starts_with_all_its_secrets() -> None:
    answer = read(PRODUCTION, "(s.STRIPE_WEBHOOK_SECRETS, s.DEBUG, s.SESSION_COOKIE_SECURE)")
    assert answer.stderr == ""
    assert answer.stdout == "(['whsec_one', 'whsec_two'], False, True)\n"


def test_pictures_may_come_from_the_storage_that_is_set() -> None:
    elsewhere = {"MEDIA_URL_S3": "https://s3.example.org/", "MEDIA_URL_S3_BUCKET": "pictures"}
    names = ("img-src", "media-src", "script-src")
    policies = f"[[p.get(n) for n in {names}] for p in (s.CSP_DIRECTIVES, s.WAGTAIL_ADMIN_CSP)]"
    answer = read(PRODUCTION | elsewhere, policies)
    own, there, inline = "\"'self'\"", "'https://s3.example.org'", "\"'unsafe-inline'\""
    assert answer.stdout == (
        f"[[[{own}, 'data:', {there}], [{own}, {there}], [{own}]], "
        f"[[{own}, 'data:', 'blob:', {there}], [{own}, {there}], [{own}, {inline}]]]\n"
    )


@pytest.mark.parametrize("name", sorted(PRODUCTION.keys() - {"DJANGO_SETTINGS_MODULE"}))
def test_production_refuses_to_start_without(name: str) -> None:
    answer = read(PRODUCTION | {name: ""}, "s.DEBUG")
    assert answer.returncode == 1
    assert f"Set these variables before starting in production: {name}." in answer.stderr


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"STRIPE_SECRET_KEY": "sk_live_key", "STRIPE_API_BASE": "http://127.0.0.1:12111"},
            "A live Stripe key is only ever sent to Stripe",
        ),
        ({"STRIPE_SECRET_KEY": "rk_live_key", "STRIPE_API_BASE": "https://example.org"}, "A live"),
        ({"BASE_URL": "http://www.example.org"}, "BASE_URL must begin with https://"),
    ],
)
def test_production_refuses_what_is_dangerous(change: dict[str, str], message: str) -> None:
    answer = read(PRODUCTION | change, "s.DEBUG")
    assert answer.returncode == 1
    assert message in answer.stderr


def test_live_key_is_refused_with_another_base_on_a_laptop_too() -> None:
    environment = {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "STRIPE_SECRET_KEY": "sk_live_key",
    }
    answer = read(environment, "s.DEBUG")
    assert answer.returncode == 1
    assert "A live Stripe key is only ever sent to Stripe" in answer.stderr


def test_laptop_points_at_the_sandbox_by_its_ports() -> None:
    environment = {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "PORT": "8001",
        "SANDBOX_PORT": "12112",
    }
    answer = read(environment, "(s.BASE_URL, s.STRIPE_API_BASE)")
    assert answer.stdout == "('http://127.0.0.1:8001', 'http://127.0.0.1:12112')\n"


def test_sqlite_takes_its_write_lock_at_once() -> None:
    answer = read(
        PRODUCTION | {"DATABASE_URL": "sqlite:////var/lib/mali/db.sqlite3"},
        "s.DATABASES['default']['OPTIONS']['transaction_mode']",
    )
    assert answer.stdout == "IMMEDIATE\n"
