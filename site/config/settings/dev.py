"""A laptop: debug pages, SQLite, `.env` if there is one, the local Stripe sandbox."""

import os

import environ

from config import ROOT

environ.Env.read_env(ROOT / ".env")
os.environ.setdefault(
    "STRIPE_API_BASE", f"http://127.0.0.1:{os.environ.get('SANDBOX_PORT', '12111')}"
)
os.environ.setdefault("BASE_URL", f"http://127.0.0.1:{os.environ.get('PORT', '8000')}")

from .base import *  # noqa: E402, F403
from .base import VAR, env  # noqa: E402

DEBUG = env.bool("DEBUG", default=True)
SECRET_KEY = env("SECRET_KEY", default="dev-only-never-for-production")
STYLEGUIDE = SERVE_FILES = WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
VAR.mkdir(exist_ok=True)  # database, media
if not env.str("EMAIL_URL", default=""):
    EMAIL_BACKEND = "config.mail_folder.EmailBackend"
INTERNAL_IPS = ["127.0.0.1"]
