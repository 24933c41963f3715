from wagtail import hooks

from accounts.staff_links import register_staff_links
from core.attribution import register_raised
from donations.admin.funders import FunderViewSetGroup
from donations.admin.gifts import GivingViewSetGroup
from donations.admin.statements import statement_links
from donations.services.raised import gifts_raised

register_staff_links("statements", statement_links)
register_raised(gifts_raised)


@hooks.register("register_admin_viewset")
def register_giving_viewsets() -> list[GivingViewSetGroup | FunderViewSetGroup]:
    return [GivingViewSetGroup(), FunderViewSetGroup()]
