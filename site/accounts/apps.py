from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    name = "accounts"


class StaffConfig(WagtailUsersAppConfig):
    """Wagtail's user administration with forms that fit our user."""

    user_viewset = "accounts.staff.StaffViewSet"
