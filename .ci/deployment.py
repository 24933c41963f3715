"""Run Django's deployment checks with production settings and made-up secrets."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": secrets.token_urlsafe(64),
    "ALLOWED_HOSTS": "www.example.org",
    "BASE_URL": "https://www.example.org",
    "DATABASE_URL": "sqlite:////nonexistent/db.sqlite3",
    "CACHE_URL": "dbcache://cache",
    "EMAIL_URL": "dummymail://",
    "STAFF_EMAILS": "staff@example.org",
    "DEFAULT_FROM_EMAIL": "Mali Health <hello@example.org>",
    "STRIPE_SECRET_KEY": "sk_test_made_up",
    "STRIPE_WEBHOOK_SECRETS": "whsec_made_up",
    "TRUSTED_PROXY_COUNT": "1",
}


def main() -> int:
    command = [sys.executable, ROOT / "manage.py", "check", "--deploy", "--fail-level=WARNING"]
    return subprocess.run(command, env=os.environ | ENVIRONMENT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
