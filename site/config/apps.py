from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Installed so that commands which span every app (`demo`) have a home."""

    name = "config"
    default_auto_field = "django.db.models.BigAutoField"
