import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.test import Client
from wagtail.models import GroupApprovalTask

from accounts.models import User
from config.roles import ROLES, full_name, matching, setup_roles
from tests.factories.accounts import make_supporter, make_user

pytestmark = pytest.mark.django_db


def member_of(role: str) -> User:
    setup_roles()
    user = make_user()
    user.groups.add(Group.objects.get(name=role))
    return user


def test_roles_are_set_up_once(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("setup_roles")
    first = {group.name: group.permissions.count() for group in Group.objects.all()}
    call_command("setup_roles")
    assert first == {group.name: group.permissions.count() for group in Group.objects.all()}
    assert {role.name for role in ROLES} <= set(first)
    assert "Treasurer: " in capsys.readouterr().out


def test_roles_keep_what_an_administrator_added() -> None:
    setup_roles()
    extra = Permission.objects.get(codename="view_outboxmail")
    auditor = Group.objects.get(name="Auditor")
    auditor.permissions.add(extra)
    setup_roles()
    assert extra in auditor.permissions.all()


def test_every_pattern_of_a_role_grants_something() -> None:
    every = list(Permission.objects.select_related("content_type"))
    patterns = {pattern for role in ROLES for pattern in (*role.permissions, *role.files)}
    assert [pattern for pattern in patterns if not matching((pattern,), every)] == []


def test_auditor_may_only_look() -> None:
    setup_roles()
    names = {full_name(right) for right in Group.objects.get(name="Auditor").permissions.all()}
    assert {name.split(".")[1].split("_")[0] for name in names} == {"access", "view"}


def test_nobody_by_role_may_delete_or_make_administrators() -> None:
    setup_roles()
    names = {
        full_name(r) for role in ROLES for r in Group.objects.get(name=role.name).permissions.all()
    }
    assert [name for name in names if ".delete_" in name] == []
    assert [
        name for name in names if name.startswith(("auth.", "accounts.change", "accounts.add"))
    ] == []


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("Treasurer", 200),
        ("Auditor", 200),
        ("Fundraiser", 200),
        ("Story writer", 302),
        ("Shopkeeper", 302),
    ],
)
def test_supporters_are_shown_to_those_who_need_them(
    client: Client, role: str, status: int
) -> None:
    make_supporter()
    client.force_login(member_of(role))
    assert client.get("/admin/supporters/").status_code == status
    assert client.get("/admin/users/").status_code == 302


def test_story_writer_may_write_and_not_publish() -> None:
    user = member_of("Story writer")
    from wagtail.models import Page

    tester = Page.get_first_root_node().get_children().first().permissions_for_user(user)
    assert tester.can_edit()
    assert not tester.can_publish()


def test_approval_is_handed_to_the_consent_officer_once() -> None:
    setup_roles()
    setup_roles()
    groups = GroupApprovalTask.objects.get().groups.values_list("name", flat=True)
    assert sorted(groups) == ["Consent officer", "Moderators"]
