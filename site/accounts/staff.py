from typing import Any

from wagtail.users.views.users import UserViewSet

from accounts.forms import UserCreationForm, UserEditForm


class StaffViewSet(UserViewSet):
    def get_form_class(self, for_update: bool = False) -> Any:
        return UserEditForm if for_update else UserCreationForm
