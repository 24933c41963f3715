"""What a giver may add so that all of the gift arrives."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.models import OrganisationSettings
from core.money import MAX_CHARGE
from donations.exceptions import AmountTooLargeError, FeeCoverError
from donations.models import Donation
from donations.services.documents.receipts import issue_receipt
from donations.services.giving.fee_cover import card_fee, fee_cover
from donations.services.giving.gifts import start_donation
from payments.enums import LineKind
from payments.models import Payment
from tests.factories.donations import default_fund, make_fund

pytestmark = pytest.mark.django_db


def start(**overrides: object) -> Payment:
    fields: dict[str, object] = {
        "amount": 4000,
        "currency": "USD",
        "fund": default_fund(),
        "email": "awa@example.org",
        "name": "Awa Sample",
        "language": "en",
        "covers_fee": True,
        "cancel_path": "/donate/",
        **overrides,
    }
    return start_donation(**fields)  # type: ignore[arg-type]


def test_smallest_addition_with_which_all_of_the_gift_arrives(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    organisation = OrganisationSettings()
    monkeypatch.setattr(OrganisationSettings, "load", lambda: organisation)

    @settings(deadline=None)
    @given(st.integers(1, MAX_CHARGE), st.integers(0, 2000), st.integers(0, 500))
    def prove(amount: int, share: int, fixed: int) -> None:
        organisation.card_fee_share, organisation.card_fee_fixed = share, fixed
        total = amount + fee_cover(amount)
        assert total - card_fee(total, share=share, fixed=fixed) >= amount
        if total > amount:
            assert total - 1 - card_fee(total - 1, share=share, fixed=fixed) < amount

    prove()


def test_fee_cover_is_a_line_of_its_own_for_the_same_fund() -> None:
    fund = make_fund(name="Water")
    payment = start(fund=fund)
    gift, cover = payment.lines.order_by("pk")
    assert (gift.kind, gift.amount, gift.fund) == (LineKind.GIFT, 4000, fund)
    # 2.9 % of 41.51 and 30 cents are 1.50 (1.2038 + 0.30).
    assert (cover.kind, cover.amount, cover.fund) == (LineKind.FEE_COVER, 150, fund)
    assert payment.amount == 4150
    assert Donation.objects.get().amount == 4000


def test_without_the_wish_nothing_is_added() -> None:
    assert start(covers_fee=False).amount == 4000


def test_fee_cover_is_a_gift_on_the_receipt() -> None:
    payment = start()
    Payment.objects.filter(pk=payment.pk).update(
        status="succeeded", succeeded_at=datetime(2026, 11, 21, tzinfo=UTC)
    )
    receipt = issue_receipt(payment)
    assert receipt.totals["deductible"] == 4150
    assert [line["description"] for line in receipt.facts["lines"]] == [
        "Gift, where it is needed most",
        "Gift to cover the card fee",
    ]


def test_fee_cover_that_cannot_be_is_refused_and_nothing_is_written() -> None:
    with pytest.raises(AmountTooLargeError):
        start(amount=MAX_CHARGE)
    OrganisationSettings.objects.update_or_create(
        defaults={"card_fee_share": 0, "card_fee_fixed": 0}
    )
    with pytest.raises(FeeCoverError):
        start()
    assert Payment.objects.count() == 0
