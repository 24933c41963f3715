"""Whatever was bought, given and given back: what a receipt calls a gift fits into the payment."""

import random

from donations.services.documents.receipt_facts import _totals
from payments.models import PaymentLine


def test_gift_is_never_more_than_was_paid_above_the_value_of_the_goods() -> None:
    for number in range(2000):
        dice = random.Random(number)
        lines = [
            PaymentLine(amount=dice.randint(1, 9999), fair_market_value=dice.randint(0, 9999))
            for _line in range(dice.randint(1, 4))
        ]
        back = [
            {
                "amount": dice.randint(0, line.amount),
                "fair_market_value": dice.randint(0, line.fair_market_value),
            }
            for line in lines[: dice.randint(0, len(lines))]
        ]
        refunds = [{"amount": sum(part["amount"] for part in back), "lines": back}]
        totals = _totals(lines, refunds if back else [])
        kept = totals["paid"] - totals["refunded"]
        assert 0 <= totals["deductible"] <= kept, number
        assert totals["deductible"] == max(0, kept - totals["goods_value"]), number
        assert totals["goods_value"] >= 0, number
