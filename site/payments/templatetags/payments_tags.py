from typing import Any

from django import template

from payments.defence.visitors import STAMP, TRAP, make_stamp

register = template.Library()


@register.inclusion_tag("payments/_form_marks.html")
def form_marks(*, hourly: bool = False) -> dict[str, Any]:
    """A field that only programs fill in, and when the form was shown. `hourly=True` on pages that
    are cached whole, so that they hold nothing of one visitor."""
    return {"trap": TRAP, "stamp": STAMP, "value": make_stamp(hourly=hourly)}
