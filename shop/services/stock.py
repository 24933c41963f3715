"""What lies on the shelf. Every change is one conditional UPDATE, so that the database decides
who gets the last bar, on SQLite and PostgreSQL alike.

Whoever touches several variants in one transaction takes them in the order of their keys, and
before any order line: two parcels with the same soaps never wait for each other in a circle.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from core.guards import guarded
from core.rows import insert
from payments.models import RefundLine
from shop.enums import MovementKind
from shop.exceptions import OutOfStockError, QuantityError, StockError
from shop.models import OrderLine, StockMovement, Variant

from .statements import reserve


def hold(variant: Variant, quantity: int) -> None:
    """Set a quantity aside for an order that is about to be paid.

    Raises `OutOfStockError` with what is really left.
    """
    _require_positive(quantity)
    if not guarded("stock"):
        _hold_as_remembered(variant, quantity)
    elif not reserve(variant, quantity):
        raise OutOfStockError(variant, Variant.objects.get(pk=variant.pk).available)


def _hold_as_remembered(variant: Variant, quantity: int) -> None:
    """The bug that `hold` exists to prevent: decide and write from numbers read some time ago.

    Tests switch to it to prove that they would notice an oversold shelf.
    """
    if variant.available < quantity:
        raise OutOfStockError(variant, variant.available)
    Variant.objects.filter(pk=variant.pk).update(reserved=variant.reserved + quantity)


def lock_shelf(lines: Iterable[OrderLine]) -> None:
    """Take the rows of these lines' variants in key order (where the database locks rows)."""
    keys = {line.variant_id for line in lines}
    list(Variant.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))


def release(line: OrderLine) -> bool:
    """Put back what the line holds. False when it holds nothing (any more)."""
    with transaction.atomic():
        if not OrderLine.objects.filter(pk=line.pk, held=line.quantity).update(held=0):
            return False
        _unreserve(line.variant_id, line.quantity)
    return True


def sell(line: OrderLine) -> StockMovement:
    """Take a paid line off the shelf: what it holds, or else what is free.

    Raises `OutOfStockError`, with nothing changed, when its hold is gone and too few are free.
    """
    quantity = line.to_send
    shelf = Variant.objects.filter(pk=line.variant_id)
    with transaction.atomic():
        if OrderLine.objects.filter(pk=line.pk, held=quantity).update(held=0):
            sold = shelf.filter(reserved__gte=quantity).update(  # never more than lies there
                on_hand=F("on_hand") - quantity, reserved=F("reserved") - quantity
            )
        else:
            sold = shelf.filter(on_hand__gte=F("reserved") + quantity).update(
                on_hand=F("on_hand") - quantity
            )
        if not sold:
            raise OutOfStockError(line.variant, shelf.get().available)
        movement = StockMovement(
            variant_id=line.variant_id,
            kind=MovementKind.SOLD,
            quantity=-quantity,
            order_line=line,
        )
        insert([movement])
        return movement


def take_back(line: OrderLine, *, quantity: int, refund_line: RefundLine) -> StockMovement | None:
    """Put refunded soap back on the shelf, once for each line of a refund.

    Returns None when it never left the shelf: an order that could not be filled, say.
    """
    _require_positive(quantity)
    if not line.movements.filter(kind=MovementKind.SOLD).exists():
        return None
    with transaction.atomic():
        Variant.objects.filter(pk=line.variant_id).update(on_hand=F("on_hand") + quantity)
        return StockMovement.objects.create(
            variant_id=line.variant_id,
            kind=MovementKind.RETURNED,
            quantity=quantity,
            order_line=line,
            refund_line=refund_line,
            by=refund_line.refund.requested_by,
        )


def receive(*, variant: Variant, quantity: int, reason: str, by: User | None) -> StockMovement:
    """Put new soap on the shelf."""
    _require_positive(quantity)
    with transaction.atomic():
        Variant.objects.filter(pk=variant.pk).update(on_hand=F("on_hand") + quantity)
        return StockMovement.objects.create(
            variant=variant, kind=MovementKind.RECEIVED, quantity=quantity, reason=reason, by=by
        )


def correct(
    *, variant: Variant, counted: int, reason: str, by: User | None
) -> StockMovement | None:
    """Make the books say what somebody counted on the shelf.

    When fewer are there than open orders hold, the youngest holds are broken first; should such
    an order be paid all the same, it asks for attention. Returns None when the count agrees.
    """
    if counted < 0:
        raise StockError(_("A count cannot be below zero."))
    with transaction.atomic():
        shelf = Variant.objects.select_for_update().get(pk=variant.pk)
        difference = counted - shelf.on_hand
        if not difference:
            return None
        _break_holds(shelf, keep=counted)
        if not Variant.objects.filter(pk=shelf.pk, on_hand=shelf.on_hand).update(on_hand=counted):
            raise StockError(_("The stock moved while it was being corrected. Try again."))
        return StockMovement.objects.create(
            variant=shelf,
            kind=MovementKind.CORRECTED,
            quantity=difference,
            reason=reason,
            by=by,
        )


def _break_holds(shelf: Variant, *, keep: int) -> None:
    reserved = shelf.reserved
    for line in OrderLine.objects.filter(variant=shelf, held__gt=0).order_by("-pk"):
        if reserved <= keep:
            return
        if release(line):
            reserved -= line.quantity


def _unreserve(variant_id: int, quantity: int) -> None:
    shelf = Variant.objects.filter(pk=variant_id, reserved__gte=quantity)
    if not shelf.update(reserved=F("reserved") - quantity) and guarded("stock"):
        raise StockError(f"variant {variant_id} does not hold {quantity}")


def _require_positive(quantity: int) -> None:
    if quantity < 1:
        raise QuantityError
