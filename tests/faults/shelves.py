"""What a live site sells in these tests, and what its database says afterwards."""

from typing import Any

from tests.infrastructure.live_site import LiveSite

STOCK = """
from tests.factories.shop import make_variant, make_zone
make_zone("US", up_to_grams=20000)
for sku, quantity in shelves.items():
    make_variant(quantity, sku=sku)
"""
STATE = """
from donations.models import Donation, Receipt
from ledger.models import Entry
from ledger.verification import verify
from payments.models import Payment
from shop.models import Order, Variant
answer = {
    "orders": sorted(Order.objects.values_list("status", flat=True)),
    "gifts": sorted(Donation.objects.values_list("status", flat=True)),
    "payments": sorted(Payment.objects.values_list("status", flat=True)),
    "receipts": sorted(Receipt.objects.values_list("number", flat=True)),
    "entries": sorted(Entry.objects.values_list("kind", flat=True)),
    "shelves": {v.sku: [v.on_hand, v.reserved] for v in Variant.objects.all()},
    "wrong": [problem for problems in verify().values() for problem in problems],
}
"""
GIVE_PAGE = "from tests.factories.donations import make_give_page; make_give_page()"
HEAL = """
import io
from django.core.management import call_command
for command in ("reconcile", "reconcile", "housekeeping"):
    call_command(command, stdout=io.StringIO())
"""


def stock(live: LiveSite, **shelves: int) -> None:
    """Put soaps on the shelf and one shipping zone beside them."""
    live.run(STOCK, shelves=shelves)


def state(live: LiveSite, *, healed: bool = False) -> dict[str, Any]:
    """What the site's database says now, with what `verify_books` finds wrong; `healed` runs the
    timer's commands first."""
    found: dict[str, Any] = live.run((HEAL if healed else "") + STATE)
    return found
