"""Who may do what: one table, read top to bottom.

A role is a group. `setup_roles` gives it what is listed here and takes nothing away, so an
administrator may add to it by hand. A pattern such as "shop.view_*" covers what later versions
add. Superusers are administrators and need no role. Money is read-only in the admin whatever is
granted: "change" of a money model allows its actions, which call services.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import translate

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
)

# Wagtail asks for the rights of its own image model, whatever the custom one is called.
PICTURES = (
    "wagtailimages.add_image",
    "wagtailimages.change_image",
    "wagtailimages.choose_image",
)
DOCUMENTS = (
    "wagtaildocs.add_document",
    "wagtaildocs.change_document",
    "wagtaildocs.choose_document",
)


@dataclass(frozen=True)
class Role:
    """`pages`: page type → what may be done to such pages and all below them; "" is the root.

    `approves`: names of the workflow tasks that are handed to this role.
    """

    name: str
    permissions: tuple[str, ...] = ()
    pages: dict[str, tuple[str, ...]] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    approves: tuple[str, ...] = ()


ROLES = (
    Role(
        "Story writer",
        (
            "stories.add_*",
            "stories.change_person",
            "stories.change_womensgroup",
            "stories.view_*",
            "wagtail_localize.submit_translation",
        ),
        pages={"": ("add", "change")},
        files=PICTURES + DOCUMENTS,
    ),
    Role(
        "Consent officer",
        (
            "stories.add_*",
            "stories.change_*",
            "stories.view_*",
            "stories.send_storymailing",
        ),
        pages={"": ("change", "publish")},
        files=PICTURES,
        approves=(
            "Moderators approval",
        ),  # Wagtail's own task, else only of a group without members
    ),
    Role(
        "Shopkeeper",
        ("shop.add_*", "shop.change_*", "shop.view_*", "core.view_outboxmail"),
        pages={"shop.ShopIndexPage": ("add", "change", "publish")},
        files=PICTURES,
    ),
    Role(
        "Fundraiser",
        (
            "accounts.view_supporter",
            "accounts.stop_news",
            "stories.view_storymailing",
            "stories.send_storymailing",
            "donations.view_*",
            "donations.change_*",
            "donations.add_giftbatch",
            "donations.resend_receipt",
            "donations.list_top_supporters",
            "donations.add_grant",
            "donations.add_organisation",
            "donations.add_pledge",
            "donations.add_reportpack",
            "ledger.view_fund",
            "payments.view_*",
            "core.view_outboxmail",
            "core.change_outboxmail",
        ),
        # Drafts of campaigns, which lie below the home page; the consent officer publishes them.
        pages={"donations.GivePage": ("change", "publish"), "core.HomePage": ("add",)},
        files=PICTURES,
    ),
    Role(
        "Treasurer",
        (
            "accounts.view_supporter",
            "core.change_organisationsettings",
            "core.view_alert",
            "core.view_outboxmail",
            "core.change_outboxmail",
            "donations.view_*",
            "donations.add_giftbatch",
            "donations.change_giftbatch",
            "donations.post_giftbatch",
            "donations.change_expectedtransfer",
            "donations.change_grant",
            "donations.change_instalment",
            "donations.change_pledge",
            "donations.add_reallocation",
            "donations.add_import",
            "donations.add_givingstatement",
            "donations.resend_receipt",
            "donations.list_top_supporters",
            "donations.void_receipt",
            "ledger.view_*",
            "ledger.add_fund",
            "ledger.change_fund",
            "ledger.add_fundmovement",
            "ledger.add_runningcost",
            "ledger.change_runningcost",
            "ledger.change_exportname",
            "payments.view_*",
            "payments.change_*",
            "payments.add_refund",
            "shop.view_*",
            "shop.add_barprice",
            "shop.add_grouppayment",
        ),
    ),
    Role(
        "Auditor",
        (
            "accounts.view_supporter",
            "donations.view_*",
            "ledger.view_*",
            "payments.view_*",
            "shop.view_*",
        ),
    ),
)


def setup_roles() -> dict[str, int]:
    """Make the groups and grant what the table says; safe to run again.

    Page rights are given on the pages that exist now: run it again when a section of the site is
    new. Returns how many rights each role has.
    """
    every = list(Permission.objects.select_related("content_type"))
    with transaction.atomic():
        return {role.name: _set_up(role, every) for role in ROLES}


def _set_up(role: Role, every: list[Permission]) -> int:
    group, _made = Group.objects.get_or_create(name=role.name)
    granted = matching(("wagtailadmin.access_admin", *role.permissions), every)
    group.permissions.add(*granted)
    on_pages = [
        GroupPagePermission(group=group, page=page, permission=permission)
        for page_type, actions in role.pages.items()
        for permission in matching(tuple(f"wagtailcore.{each}_page" for each in actions), every)
        for page in _pages_of(page_type)
    ]
    GroupPagePermission.objects.bulk_create(on_pages, ignore_conflicts=True)
    root = Collection.get_first_root_node()
    files = [
        GroupCollectionPermission(group=group, collection=root, permission=permission)
        for permission in matching(role.files, every)
    ]
    GroupCollectionPermission.objects.bulk_create(files, ignore_conflicts=True)
    for task in GroupApprovalTask.objects.filter(name__in=role.approves):
        task.groups.add(group)
    return len(granted) + len(on_pages) + len(files)


def matching(patterns: tuple[str, ...], every: list[Permission]) -> list[Permission]:
    """Those of all permissions whose full name ("shop.view_order") fits one of the patterns."""
    if not patterns:
        return []
    fits = re.compile("|".join(translate(pattern) for pattern in patterns)).match
    return [permission for permission in every if fits(full_name(permission))]


def full_name(permission: Permission) -> str:
    return f"{permission.content_type.app_label}.{permission.codename}"


def _pages_of(page_type: str) -> Iterator[Page]:
    if not page_type:
        yield Page.get_first_root_node()
        return
    app_label, model = page_type.lower().split(".")
    yield from Page.objects.filter(content_type__app_label=app_label, content_type__model=model)
