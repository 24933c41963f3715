"""Asking for news of stories on one's own page, and ending it from a mail."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts.enums import NewsCause
from accounts.models import Supporter, User
from accounts.services.news import choose_news, choose_news_for_all
from accounts.services.supporters import supporters_of
from accounts.tokens import read_news_token

ONE_CLICK = "List-Unsubscribe"  # what a mail program posts (RFC 8058)


@require_POST
@login_required
def choose(request: HttpRequest) -> HttpResponse:
    """The box on `/my/`, ticked or not."""
    assert isinstance(request.user, User)
    is_wanted = "news" in request.POST
    choose_news_for_all(
        supporters=supporters_of(request.user), is_wanted=is_wanted, cause=NewsCause.OWN_PAGE
    )
    said = _("You hear of new stories.") if is_wanted else _("You no longer hear of new stories.")
    messages.success(request, said)
    return redirect("accounts:my")


@csrf_exempt  # a mail server posts here by itself; who has the link may do this one thing anyway
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def end(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether to end the news, and end it on a POST, whoever sends it. Needs no sign-in and
    shows nothing of the supporter: a mail may have been passed on."""
    supporter = get_object_or_404(Supporter, uuid=_uuid_in(token))
    if request.method == "POST":
        cause = NewsCause.MAIL_PROGRAM if ONE_CLICK in request.POST else NewsCause.MAIL
        choose_news(supporter=supporter, is_wanted=False, cause=cause)
    response = render(request, "accounts/end_news.html", {"hears": supporter.hears_of_stories})
    response["Referrer-Policy"] = "no-referrer"
    return response


def _uuid_in(token: str) -> object:
    uuid = read_news_token(token)
    if uuid is None:
        raise Http404("no such link")
    return uuid
