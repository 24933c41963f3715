"""The frame of the admin: packed as Wagtail packs it, in less time."""

import inspect
import json
import re
from itertools import permutations
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock, patch

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.serializers.json import DjangoJSONEncoder
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation
from telepath import Adapter
from wagtail.admin import localization
from wagtail.admin.menu import admin_menu
from wagtail.admin.telepath import JSContext, WagtailAdapterRegistry, registry
from wagtail.admin.templatetags import wagtailadmin_tags
from wagtail.admin.ui import sidebar
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission
from wagtail.users.models import UserProfile

from core.sidebar import PARTS, SidebarAdapter
from tests.factories.accounts import make_staff, make_superuser
from tests.factories.core import make_page


class WagtailsAdapter(Adapter):
    """What `wagtail.admin.telepath.adapter` makes of a class."""

    def __init__(self, js_constructor: str) -> None:
        self.js_constructor = js_constructor

    def js_args(self, obj: Any) -> Any:
        return obj.js_args()


def wagtails_constructors() -> dict[str, str]:
    """Class → constructor, as Wagtail's source says."""
    found = re.findall(r'@adapter\("([\w.]+)".*\)\nclass (\w+)', inspect.getsource(sidebar))
    return {name: constructor for constructor, name in found}


def unpacked(packed: Any, known: dict[int, Any]) -> Any:
    """What a browser makes of it: what was said once and referred to again is there again."""
    if isinstance(packed, list):
        return [unpacked(item, known) for item in packed]
    if not isinstance(packed, dict):
        return packed
    if "_ref" in packed:
        return known[packed["_ref"]]
    values = {key: unpacked(value, known) for key, value in packed.items() if key != "_id"}
    value = next((values[key] for key in ("_val", "_list", "_dict") if key in values), values)
    if "_id" in packed:
        known[packed["_id"]] = value
    return value


def levels(entries: list[Any]) -> Any:
    """The names of each menu, the main one and those within."""
    yield [entry["_args"][0]["name"] for entry in entries]
    for entry in entries:
        if len(entry["_args"]) > 1 and isinstance(entry["_args"][1], list):
            yield from levels(entry["_args"][1])


@pytest.mark.django_db
def test_sidebar_is_packed_as_wagtail_packs_it(rf: RequestFactory) -> None:
    request = rf.get(reverse("wagtailadmin_home"))
    request.user = make_superuser()
    account = [
        sidebar.LinkMenuItem("account", "Account", reverse("wagtailadmin_account")),
        sidebar.ActionMenuItem("logout", "Log out", reverse("wagtailadmin_logout")),
    ]
    modules = [
        sidebar.WagtailBrandingModule(),
        sidebar.SearchModule(SimpleNamespace(url=reverse("wagtailadmin_explore_root"))),
        sidebar.MainMenuModule(admin_menu.render_component(request), account, request.user),
    ]
    theirs = WagtailAdapterRegistry(telepath_js_path=None)
    for part, constructor in wagtails_constructors().items():
        theirs.register(WagtailsAdapter(constructor), getattr(sidebar, part))
    assert set(wagtails_constructors()) == {part.__name__ for part in PARTS}
    assert all(isinstance(registry.adapters[part], SidebarAdapter) for part in PARTS)

    ours, wagtails = (
        unpacked(json.loads(json.dumps(context.pack(modules), cls=DjangoJSONEncoder)), {})
        for context in (JSContext(), theirs.js_context_class())
    )
    assert ours == wagtails
    # The sidebar marks every entry whose name the present one begins with.
    for names in levels(ours[2]["_args"][0]):
        assert [pair for pair in permutations(names, 2) if pair[1].startswith(pair[0])] == []


def sidebar_of(user: Any) -> tuple[str, bool]:
    """The sidebar as a page of the admin carries it, and whether the menu was gone through."""
    request = RequestFactory().get("/")
    request.user = type(user).objects.get(pk=user.pk)
    template = Template("{% load wagtailadmin_tags %}{% sidebar_props %}")
    asked = Mock(wraps=admin_menu.render_component)
    with patch.object(admin_menu, "render_component", asked):
        kept = template.render(Context({"request": request}))
    assert kept == wagtailadmin_tags.sidebar_props({"request": request})
    return kept, bool(asked.called)


@pytest.mark.django_db
def test_sidebar_is_kept_until_somebody_may_do_something_else() -> None:
    user, group = make_staff(), Group.objects.create(name="Sample")
    user.groups.add(group)
    change = Permission.objects.get(codename="change_page")
    page = make_page()
    seen = [sidebar_of(user)[0]]

    def require_another(name: str) -> None:
        kept, is_made_anew = sidebar_of(user)
        assert (kept not in seen, is_made_anew) == (True, True), name
        seen.append(kept)
        assert sidebar_of(user) == (kept, False), name

    group.permissions.add(Permission.objects.get(codename="view_givingtotal"))
    require_another("a right")
    GroupPagePermission.objects.create(group=group, page=page, permission=change)
    require_another("a right to pages")
    GroupCollectionPermission.objects.create(
        group=group,
        collection=Collection.get_first_root_node(),
        permission=Permission.objects.get(codename="add_collection"),
    )
    require_another("a right to a collection")
    type(user).objects.filter(pk=user.pk).update(first_name="Awa")
    require_another("another name")
    profile = UserProfile.get_for_user(user)
    profile.dismissibles = {"whats-new": True}
    profile.save()
    sidebar_of(user)
    type(user).objects.filter(pk=user.pk).update(is_superuser=True)
    require_another("all rights")
    with translation.override("fr"):
        require_another("French")
    user.groups.clear()
    type(user).objects.filter(pk=user.pk).update(is_superuser=False, first_name="")
    assert sidebar_of(user)[0] == seen[0]


def test_shortcuts_are_kept_for_each_language() -> None:
    for word in ("Search", "Rechercher", "Search"):
        shortcuts = {("admin", "Application"): [(word, "/")]}
        html = render_to_string(
            "wagtailadmin/shared/keyboard_shortcuts_dialog.html", {"shortcuts": shortcuts}
        )
        assert html.count('<th scope="row">') == html.count(f'<th scope="row">{word}</th>') == 1


@pytest.mark.django_db
def test_words_of_scripts_are_wagtails_in_each_language(rf: RequestFactory) -> None:
    for language in ("en", "fr", "en"):
        with translation.override(language):
            request = rf.get("/")
            request.user = Mock(spec=[])
            told = wagtailadmin_tags.wagtail_config({"request": request})["STRINGS"]
            assert told == localization.get_js_translation_strings()
            assert told["MONTHS"][0] == {"en": "January", "fr": "janvier"}[language]
