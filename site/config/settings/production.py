"""Production: refuses to start without its secrets; HTTPS only; hashed static files; a worker."""

from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

REQUIRED = (
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "BASE_URL",
    "DATABASE_URL",
    "CACHE_URL",
    "EMAIL_URL",
    "DEFAULT_FROM_EMAIL",
    "STRIPE_SECRET_KEY",
    "STRIPE_WEBHOOK_SECRETS",
)
env = environ.Env()
missing = [name for name in REQUIRED if not env.str(name, default="")]
if missing:
    raise ImproperlyConfigured(
        f"Set these variables before starting in production: {', '.join(missing)}. "
        "Each is explained in .env.example."
    )

from .base import *  # noqa: E402, F403
from .base import (  # noqa: E402
    BASE_URL,
    CSP_DIRECTIVES,
    INSTALLED_APPS,
    SELF,
    STORAGES,
    WAGTAIL_ADMIN_CSP,
)

if not BASE_URL.startswith("https://"):
    raise ImproperlyConfigured("BASE_URL must begin with https:// in production.")

SECRET_KEY = env("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", default=True)

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True

INSTALLED_APPS = [*INSTALLED_APPS, "django_tasks_db"]
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
if env.str("MEDIA_URL_S3", default=""):
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "endpoint_url": env("MEDIA_URL_S3"),
            "bucket_name": env("MEDIA_URL_S3_BUCKET"),
            "addressing_style": "path",  # so that pages name this host, which the policy allows
            "querystring_auth": False,
        },
    }
    media = "{0.scheme}://{0.netloc}".format(urlsplit(env("MEDIA_URL_S3")))
    for policy in (CSP_DIRECTIVES, WAGTAIL_ADMIN_CSP):
        policy["img-src"] = [*policy["img-src"], media]
        policy["media-src"] = [SELF, media]
