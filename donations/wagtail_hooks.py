from wagtail import hooks

from accounts.staff_links import register_staff_links
from donations.admin.funders import FunderViewSetGroup
from donations.admin.gifts import GivingViewSetGroup
from donations.admin.statements import statement_links

register_staff_links("statements", statement_links)


@hooks.register("register_admin_viewset")
def register_giving_viewsets() -> list[GivingViewSetGroup | FunderViewSetGroup]:
    return [GivingViewSetGroup(), FunderViewSetGroup()]
