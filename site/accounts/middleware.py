from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

GetResponse = Callable[[HttpRequest], HttpResponse]


def staff_door(get_response: GetResponse) -> GetResponse:
    """Who may go on into the admin.

    Supporters who are signed in are told so with a 403: Wagtail would send them to a sign-in page
    that sends them straight back. Staff without a second step must set one up first, where
    `STAFF_SECOND_FACTOR` says so. Strangers go Wagtail's own way, to the sign-in page.
    """
    prefix = reverse("wagtailadmin_home")
    way_out = reverse("wagtailadmin_logout")

    def middleware(request: HttpRequest) -> HttpResponse:
        inside = request.path_info.startswith(prefix) and request.path_info != way_out
        if inside and request.user.is_authenticated:
            if not request.user.has_perm("wagtailadmin.access_admin"):
                return render(request, "accounts/no_access.html", status=403)
            if settings.STAFF_SECOND_FACTOR and not is_mfa_enabled(request.user):
                return redirect("mfa_activate_totp")
        return get_response(request)

    return middleware
