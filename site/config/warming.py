"""What a process first does while somebody waits, done before: patterns compiled, templates and
words read, the parts of Stripe's SDK loaded. Workers have it from the server that they are forked
from, also one that replaces another in the middle of a rush."""

from django.conf import settings
from django.core.validators import validate_email
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation

from config import ROOT
from core.money import format_amount
from payments.gateway import warm_up as warm_up_gateway

# Of what is not kept whole: pages on which people pay, and what all pages share.
TEMPLATES = (
    "base.html",
    "includes/*.html",
    "shop/**/*.html",
    "donations/*.html",
    "payments/*.html",
)


def warm_up() -> None:
    """Asks neither the database nor Stripe: while one of them is down the site begins all the
    same."""
    validate_email("somebody@example.org")
    warm_up_gateway()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            reverse("shop:checkout")
            format_amount(0, "USD", language)
    folder = ROOT / "templates"
    for pattern in TEMPLATES:
        for path in folder.glob(pattern):
            get_template(path.relative_to(folder).as_posix())
