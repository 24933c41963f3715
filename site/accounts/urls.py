from django.urls import path
from django.views.generic import RedirectView

from accounts import news_views, views

app_name = "accounts"
urlpatterns = [
    path("my/", views.my, name="my"),
    path("my/news/", news_views.choose, name="choose_news"),
    path("news/<str:token>/", news_views.end, name="end_news"),
    path("accounts/login/password/", views.password_sign_in, name="password_sign_in"),
    # allauth's second page for asking a code: the first one does the same.
    path(
        "accounts/login/code/",
        RedirectView.as_view(pattern_name="account_login", query_string=True),
    ),
]
