"""What a dispute means for gifts, receipts, orders and the shelf, with nothing recorded in place
of the real thing."""

from typing import Any

import pytest

from core.models import OutboxMail
from donations.enums import DonationStatus, ReceiptKind, ReceiptStatus
from donations.models import Donation, Receipt
from ledger.verification import verify
from payments.models import Payment
from payments.services.checkout import start_checkout
from payments.services.disputes import settle_dispute
from payments.services.settlement import settle
from shop.enums import OrderStatus
from shop.models import Order, Variant
from tests.factories.shop import make_order, make_variant, make_zone
from tests.infrastructure.sandbox import Sandbox

pytestmark = pytest.mark.django_db


def sold(sandbox: Sandbox, **overrides: Any) -> Order:
    """Two bars worth less than their price, and a gift of ten dollars, paid."""
    make_zone()
    order = make_order((make_variant(), 2), gift=1000, **overrides)
    start_checkout(order.payment)
    sandbox.pay(order.payment.stripe_session or "")
    settle(order.payment, cause="test")
    order.refresh_from_db()
    return order


def disputed(sandbox: Sandbox, payment: Payment, **more: Any) -> str:
    payment.refresh_from_db()
    found = sandbox.control("POST", "dispute", {"charge": payment.stripe_charge, **more})
    return str(found["id"])


def tell(sandbox: Sandbox, how: str, dispute: str) -> None:
    sandbox.control("POST", f"dispute/{how}", {"dispute": dispute})
    settle_dispute(dispute, cause="test")


def wrong() -> list[str]:
    return [problem for found in verify().values() for problem in found]


def test_lost_dispute_voids_the_receipt_and_leaves_the_shelf_alone(sandbox: Sandbox) -> None:
    order = sold(sandbox)
    on_hand = Variant.objects.get().on_hand
    dispute = disputed(sandbox, order.payment)
    settle_dispute(dispute, cause="test")
    gift = Donation.objects.get()
    assert (gift.status, gift.refunded) == (DonationStatus.RECEIVED, 0)
    assert Receipt.objects.get().status == ReceiptStatus.ISSUED
    assert wrong() == []

    tell(sandbox, "lose", dispute)

    gift.refresh_from_db()
    order.refresh_from_db()
    assert (gift.status, gift.refunded) == (DonationStatus.REFUNDED, 1000)
    assert (order.status, Variant.objects.get().on_hand) == (OrderStatus.PAID, on_hand)
    first, second = Receipt.objects.order_by("pk")
    assert (first.status, second.kind) == (ReceiptStatus.VOID, ReceiptKind.REFUND)
    assert second.supersedes == first
    mail = OutboxMail.objects.get(template="donations/emails/dispute_lost")
    assert mail.subject == "Your bank has given you back $32.00"
    assert f"So {first.code} no longer holds." in mail.text
    assert wrong() == []


def test_part_that_is_lost_replaces_the_receipt(sandbox: Sandbox) -> None:
    order = sold(sandbox)
    tell(sandbox, "lose", disputed(sandbox, order.payment, amount=1600))

    # Half of 17 dollars of soap, 5 of shipping and a gift of 10.
    assert [line.lost for line in order.payment.disputes.get().lines.all()] == [850, 250, 500]
    assert Donation.objects.get().kept == 500
    receipt = Receipt.objects.get(status=ReceiptStatus.ISSUED)
    # Soap that is kept stays worth what it is worth, so little of what is left is a gift.
    assert receipt.totals == {
        "paid": 3200,
        "refunded": 1600,
        "goods_value": 1450,
        "deductible": 150,
    }
    assert wrong() == []


def test_lost_dispute_that_is_won_after_all_restores_everything(sandbox: Sandbox) -> None:
    order = sold(sandbox, language="fr")
    dispute = disputed(sandbox, order.payment)
    tell(sandbox, "lose", dispute)
    tell(sandbox, "win", dispute)

    gift = Donation.objects.get()
    assert (gift.status, gift.refunded) == (DonationStatus.RECEIVED, 0)
    receipt = Receipt.objects.get(status=ReceiptStatus.ISSUED)
    assert (receipt.kind, receipt.totals["refunded"]) == (ReceiptKind.RECEIPT, 0)
    assert Receipt.objects.count() == 3
    mail = OutboxMail.objects.get(template="donations/emails/dispute_undone")
    assert mail.subject == "Votre paiement est finalement maintenu"
    assert wrong() == []
