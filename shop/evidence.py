"""What the shop can show to a bank about a payment: the order, where it went, and when."""

from collections.abc import Iterator

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.money import format_amount
from payments.evidence import Section
from payments.models import Payment
from payments.services.evidence import moment
from shop.models import Order


def evidence_of_order(payment: Payment) -> Iterator[Section]:
    order = Order.objects.filter(payment=payment).first()
    if order is None:
        return
    language = get_language() or "en"
    yield Section(
        _("Order %(number)s") % {"number": order},
        facts=[
            (_("Ordered"), moment(order.created_at, language)),
            (_("Delivered to"), "\n".join(order.address_lines)),
            (_("Telephone"), order.phone),
            (_("Weight"), _("%(grams)s g") % {"grams": order.weight_grams}),
            (_("Sent"), moment(order.shipped_at, language) if order.shipped_at else _("not yet")),
            (_("Tracking"), order.tracking),
        ],
        table=[
            [_("Soap"), _("SKU"), _("Quantity"), _("Amount")],
            *(
                [
                    line.title,
                    line.sku,
                    str(line.quantity),
                    format_amount(line.amount, order.currency, language),
                ]
                for line in order.lines.all()
            ),
        ],
        has_amounts=True,
    )
    yield Section(
        _("What happened to the order"),
        table=[
            [_("Status"), _("When")],
            *(
                [str(move.get_after_display()), moment(move.moved_at, language)]
                for move in order.moves.all()
            ),
        ],
    )
