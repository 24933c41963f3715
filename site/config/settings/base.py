"""What every environment shares. Values that differ between installations come from the
environment (12-factor) and are explained in `.env.example`."""

from typing import Any

import environ
from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from config import ROOT

env = environ.Env()

# How many proxies in front of us add to X-Forwarded-For: limits count the address before them.
TRUSTED_PROXY_COUNT: int = env.int("TRUSTED_PROXY_COUNT", default=0)
BASE_URL: str = env("BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
DEBUG = False

# Apps, top of the tower first: templates and commands of a higher layer win over a lower one.
INSTALLED_APPS = [
    "config",
    "shop",
    "donations",
    "stories",
    "payments",
    "ledger",
    "accounts.apps.AccountsConfig",
    "core",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.settings",
    "wagtail.contrib.sitemaps",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "accounts.apps.StaffConfig",  # wagtail.users
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_countries",
    "django_tasks",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "core.page_cache.keep_pages",
    "core.compression.compress_text",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "core.middleware.SameOriginMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.staff_door",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "core.middleware.permissions_policy",
    "csp.middleware.CSPMiddleware",
    "core.middleware.page_csp",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "core.context_processors.site",
            ],
            "builtins": ["core.templatetags.date_tags"],
        },
    },
]

FORM_RENDERER = "core.form_renderer.FormRenderer"

# --- Data stores -----------------------------------------------------------------------------

VAR = ROOT / "var"
VAR.mkdir(exist_ok=True)
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR / 'db.sqlite3'}")
}


def tune_database(database: dict[str, Any]) -> None:
    """Set the options without which writers collide. SQLite needs IMMEDIATE transactions: its
    default upgrades a read lock late, which fails at once in spite of any timeout. `config.sqlite`
    has writers wait their turn."""
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["ENGINE"] = "config.sqlite"
        database["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            **database.get("OPTIONS", {}),
        }
    else:
        database["CONN_HEALTH_CHECKS"] = True
    database["CONN_MAX_AGE"] = 60  # opening costs many times what a kept page costs


tune_database(DATABASES["default"])

CACHES: dict[str, dict[str, Any]] = {
    "default": env.cache_url("CACHE_URL", default="locmemcache://"),
    # Whole pages, in each process's own memory: see core/generation.py.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 1000},
    },
}
if CACHES["default"]["BACKEND"].endswith((".LocMemCache", ".FileBasedCache", ".DatabaseCache")):
    # Django's own 300 would throw out the places that limits count while an attack fills them.
    CACHES["default"].setdefault("OPTIONS", {}).setdefault("MAX_ENTRIES", 100_000)

STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ROOT / "site" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"

# True on a laptop and in tests: static files from where they lie, and media, by Django itself.
SERVE_FILES = False
# True on a laptop and in tests: /styleguide/ shows every component.
STYLEGUIDE = False

# Tasks run at once unless a worker is there (production).
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

# --- Language and time -----------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", _("English")), ("fr", _("French"))]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = WAGTAIL_I18N_ENABLED = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- People ----------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = reverse_lazy("accounts:my")
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_CHANGE_EMAIL = True  # one address at a time; a new one counts once it is confirmed
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "signup": "accounts.forms.SignUpForm",
    "add_email": "accounts.forms.ChangeEmailForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "confirm_login_code": "accounts.forms.ConfirmCodeForm",
    "confirm_email_verification_code": "accounts.forms.ConfirmEmailCodeForm",
}
ACCOUNT_RATE_LIMITS = {"confirm_code": "10/m/ip"}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ADAPTER = "accounts.adapter.SecondStepAdapter"
MFA_FORMS = {
    "authenticate": "accounts.forms.AuthenticateForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
    "activate_totp": "accounts.forms.ActivateSecondStepForm",
}
MFA_TOTP_ISSUER = "Mali Health"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
# Staff must set up a second step before the admin opens.
STAFF_SECOND_FACTOR: bool = env.bool("STAFF_SECOND_FACTOR", default=False)

# --- Wagtail ---------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Mali Health"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILADMIN_LOGIN_URL = reverse_lazy("account_login")
WAGTAIL_FRONTEND_LOGIN_URL = reverse_lazy("account_login")
# Passwords and addresses are kept in one place, the sign-in pages, where an address is verified.
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
# Who may only begin a translation must not publish by it: a translated page begins as a draft.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
WAGTAILIMAGES_IMAGE_MODEL = "core.CustomImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "core.image_forms.ImageForm"
WAGTAILIMAGES_AVIF_QUALITY = 50  # measured: 0.4 of the JPEG's bytes at the same width
PICTURE_FORMATS = ["avif", "jpeg"]  # small for new browsers, readable for all
MAKE_RENDITIONS_AHEAD = True  # in a task when a picture is uploaded
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]  # no SVG: it can script
WAGTAILDOCS_EXTENSIONS = [
    *("csv", "docx", "ods", "odt", "pdf", "txt", "xlsx"),
    *("m4a", "mp3", "mp4", "vtt", "webm"),  # voices, films and their captions
]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []  # no request to third parties, ever
# Three switches that keep the admin from calling third parties.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_USER_TIME_ZONES = ["America/New_York", "Africa/Bamako", "UTC"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Country names as people write them, with our apostrophes; our catalogue wins over the package's.
COUNTRIES_OVERRIDE = {
    "CI": _("Côte d’Ivoire"),
    "IO": _("British Indian Ocean Territory"),
    "SZ": _("Eswatini"),
    "US": _("United States of America"),
}

# --- Stripe ----------------------------------------------------------------------------------

STRIPE_SECRET_KEY: str = env("STRIPE_SECRET_KEY", default="rk_test_local")
STRIPE_WEBHOOK_SECRETS: list[str] = env.list("STRIPE_WEBHOOK_SECRETS", default=["whsec_local"])
STRIPE_LIVE_API_BASE = "https://api.stripe.com"
STRIPE_API_BASE: str = env("STRIPE_API_BASE", default=STRIPE_LIVE_API_BASE).rstrip("/")
if "_live_" in STRIPE_SECRET_KEY and STRIPE_API_BASE != STRIPE_LIVE_API_BASE:
    raise ImproperlyConfigured(
        "A live Stripe key is only ever sent to Stripe: unset STRIPE_API_BASE."
    )

# Closes giving and buying, as the box in the admin does; for when the admin cannot be reached.
PAYMENTS_CLOSED: bool = env.bool("PAYMENTS_CLOSED", default=False)
# So many payments may begin within a minute; then everybody answers a question first.
PAYMENTS_PER_MINUTE: int = env.int("PAYMENTS_PER_MINUTE", default=60)

# --- Mail ------------------------------------------------------------------------------------

vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
MAIL_FOLDER = VAR / "mail"  # where config.mail_folder writes
DEFAULT_FROM_EMAIL: str = env("DEFAULT_FROM_EMAIL", default="Mali Health <hello@example.org>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 10
STAFF_EMAILS: list[str] = env.list("STAFF_EMAILS", default=[])
# Who is told of an alert, by `core.enums.Audience`.
ALERT_EMAILS: dict[str, list[str]] = {
    "administrator": env.list("ADMINISTRATOR_EMAILS", default=STAFF_EMAILS),
    "treasurer": env.list("TREASURER_EMAILS", default=STAFF_EMAILS),
    "shopkeeper": env.list("SHOPKEEPER_EMAILS", default=STAFF_EMAILS),
}

# --- Safety ----------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_ENGINE = "core.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "core.views.confirm_form"
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail's preview frames its own pages

SILENCED_SYSTEM_CHECKS = [
    "security.W003",  # looks for CsrfViewMiddleware by name; SameOriginMiddleware is one
    "security.W019",  # wants X-Frame-Options DENY, which would break Wagtail's preview
]

# The browser follows the redirect after "Pay" under form-action, so Stripe's page is named.
CHECKOUT_ORIGIN = (
    "https://checkout.stripe.com" if STRIPE_API_BASE == STRIPE_LIVE_API_BASE else STRIPE_API_BASE
)
CSP_DIRECTIVES: dict[str, list[str]] = {
    "default-src": [SELF],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],
    "object-src": [NONE],
    "base-uri": [SELF],
    "form-action": [SELF, CHECKOUT_ORIGIN],
    "frame-ancestors": [SELF],
}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": CSP_DIRECTIVES}
# Measured: Wagtail's admin still has inline scripts and styles.
WAGTAIL_ADMIN_CSP: dict[str, list[str]] = CSP_DIRECTIVES | {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
}

# --- Logs: one JSON object a line, without personal data ---------------------------------------

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "core.logging.JsonFormatter"}},
    "filters": {"refusals": {"()": "core.logging.RefusalFilter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django.request": {"filters": ["refusals"]},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "stripe": {"level": "WARNING"},  # at INFO the SDK writes request paths and ids
    },
}
