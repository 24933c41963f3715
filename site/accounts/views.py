from allauth.account.views import LoginView
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.forms import PasswordSignInForm
from accounts.models import User
from accounts.sections import registered_sections
from accounts.services.supporters import supporters_of


@require_safe
@cache_control(private=True, no_store=True)
@login_required
def my(request: HttpRequest) -> HttpResponse:
    """What somebody gave and bought, for that person only."""
    assert isinstance(request.user, User)
    supporters = supporters_of(request.user)
    found = [
        (section, [row for supporter in supporters for row in section.rows(supporter)])
        for section in registered_sections()
    ]
    sections = [(section, rows) for section, rows in found if rows or not section.is_rare]
    context = {
        "supporters": supporters,
        "sections": sections,
        "hears_of_stories": any(supporter.hears_of_stories for supporter in supporters),
    }
    return render(request, "accounts/my.html", context)


class PasswordSignInView(LoginView):
    """The second way in, for staff who set a password."""

    form_class = PasswordSignInForm
    template_name = "accounts/password_sign_in.html"

    def get_form_class(self) -> type[PasswordSignInForm]:
        return PasswordSignInForm


password_sign_in = PasswordSignInView.as_view()
