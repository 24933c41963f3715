"""Sharing a refund over lines: never more than is left, and in the end exactly all of it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from payments.enums import LineKind
from payments.models import PaymentLine
from payments.services.refund_lines import RefundableLine, deductible_part, share_by_rule

amounts = st.integers(min_value=1, max_value=10**9)


def whole(amount: int, value: int) -> RefundableLine:
    line = PaymentLine(
        kind=LineKind.GOODS, amount=amount, quantity=1, fair_market_value=min(amount, value)
    )
    return RefundableLine(line=line, amount=amount, quantity=1, deductible=line.deductible)


@settings(max_examples=100, deadline=None)
@given(lines=st.lists(st.tuples(amounts, amounts), min_size=1, max_size=8), data=st.data())
def test_shares_sum_to_the_refund_and_fit_their_lines(
    lines: list[tuple[int, int]], data: st.DataObject
) -> None:
    left = [whole(amount, value) for amount, value in lines]
    total = sum(line.amount for line in left)
    wanted = data.draw(st.integers(min_value=1, max_value=total))
    shares = share_by_rule(left, wanted)
    assert sum(share.amount for share in shares) == wanted
    by_line = {id(line.line): line.amount for line in left}
    assert all(0 < share.amount <= by_line[id(share.line)] for share in shares)
    assert [share.quantity for share in shares] == [int(wanted == total)] * len(shares)


@settings(max_examples=100, deadline=None)
@given(amount=amounts, value=amounts, data=st.data())
def test_parts_of_a_line_give_back_exactly_its_gift(
    amount: int, value: int, data: st.DataObject
) -> None:
    line = whole(amount, value)
    gift = line.deductible
    taken = 0
    while line.amount:
        part = data.draw(st.integers(min_value=max(1, line.amount // 4), max_value=line.amount))
        share = deductible_part(line, part)
        assert 0 <= share <= part
        taken += share
        line = RefundableLine(
            line=line.line,
            amount=line.amount - part,
            quantity=line.quantity,
            deductible=line.deductible - share,
        )
    assert taken == gift


def test_goods_cost_their_part_and_all_that_is_left_costs_all_that_is_left() -> None:
    line = PaymentLine(kind=LineKind.GOODS, amount=1000, quantity=3, fair_market_value=700)
    left = RefundableLine(line=line, amount=901, quantity=3, deductible=271)
    assert [left.price_of(quantity) for quantity in (1, 2, 3)] == [333, 666, 901]
    assert deductible_part(RefundableLine(line=line, amount=0, quantity=0, deductible=0), 0) == 0
