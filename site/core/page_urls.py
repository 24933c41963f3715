"""Addresses that exist once per language."""

from django.urls import URLPattern

app_name = "core"
urlpatterns: list[URLPattern] = []
