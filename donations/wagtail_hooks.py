from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from accounts.staff_links import register_listing, register_staff_links
from core.attribution import register_raised
from donations.admin.funders.group import FunderViewSetGroup
from donations.admin.gifts import GivingViewSetGroup
from donations.admin.receipts.statements import statement_links
from donations.admin.reports import ReportViewSetGroup
from donations.services.giving.raised import gifts_raised

register_listing("gifts:index", label=_("Gifts"), permission="donations.view_donation", icon="pick")
register_staff_links("statements", statement_links)
register_raised(gifts_raised)


@hooks.register("register_admin_viewset")
def register_giving_viewsets() -> list[
    GivingViewSetGroup | FunderViewSetGroup | ReportViewSetGroup
]:
    return [GivingViewSetGroup(), FunderViewSetGroup(), ReportViewSetGroup()]


@hooks.register("register_permissions")
def register_report_permissions() -> QuerySet[Permission]:
    """So that the group form offers them: totals have no listing of their own."""
    return Permission.objects.filter(
        content_type__app_label="donations",
        codename__in=["view_givingtotal", "list_top_supporters"],
    )
