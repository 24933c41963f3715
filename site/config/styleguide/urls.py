from django.urls import path

from . import views

app_name = "styleguide"
urlpatterns = [
    path("", views.index, name="index"),
    path("pages/<slug:name>/", views.whole_page, name="page"),
    path("mails/<int:pk>/", views.mail, name="mail"),
    path("<slug:name>/", views.section, name="section"),
]
