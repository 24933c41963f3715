from wagtail import hooks

from donations.admin.gifts import GivingViewSetGroup


@hooks.register("register_admin_viewset")
def register_giving_viewsets() -> GivingViewSetGroup:
    return GivingViewSetGroup()
