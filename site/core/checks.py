"""What a deployment must have for somebody to hear of trouble."""

from django.conf import settings
from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning


def check_alert_emails(**_kwargs: object) -> list[CheckMessage]:
    """An alert that reaches nobody is none; `manage.py check --deploy` says so."""
    silent = [name for name, addresses in settings.ALERT_EMAILS.items() if not addresses]
    if not silent:
        return []
    return [
        CheckWarning(
            f"Nobody is told of alerts for: {', '.join(silent)}.",
            hint="Set STAFF_EMAILS, or ADMINISTRATOR_EMAILS, TREASURER_EMAILS, SHOPKEEPER_EMAILS.",
            id="core.W001",
        )
    ]
