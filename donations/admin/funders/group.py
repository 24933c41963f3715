"""The part of the admin about foundations: who they are, what they promised, what they are told."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSetGroup

from donations.admin.funders.grants import GrantViewSet
from donations.admin.funders.instalments import InstalmentViewSet
from donations.admin.funders.organisations import OrganisationViewSet
from donations.admin.funders.packs import ReportPackViewSet
from donations.admin.funders.pledges import PledgeViewSet


class FunderViewSetGroup(ModelViewSetGroup):
    items = (
        GrantViewSet,
        OrganisationViewSet,
        PledgeViewSet,
        InstalmentViewSet,
        ReportPackViewSet,
    )
    menu_label = _("Grants")
    menu_icon = "form"
    menu_order = 310
