"""What rows say of themselves: that money came, that it went back, or neither. Files that hold
every movement of an account, as PayPal's do, have rows of all three."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Self

from donations.models import Import

# Words of a status, blanks as underscores: the money is there, or was there and went back.
PARTLY_BACK = frozenset({"partly_refunded", "partially_refunded", "partial_refund"})
ALL_BACK = frozenset({"refunded", "reversed"})
PAID_WORDS = (
    PARTLY_BACK
    | ALL_BACK
    | frozenset("complete completed publish paid succeeded renewal received".split())
)
# Words in the type of an entry.
BRINGS = ("donation", "payment")
BACK = ("refund", "reversal", "chargeback")
# What is called a payment and brings nothing, or nothing that stays.
NEITHER = (*BACK, "hold", "release", "fee", "conversion", "withdrawal", "cancel", "authorization")


def word_of(status: str) -> str:
    return "_".join(status.lower().split())


def brings_gift(kind: str, amount: str) -> bool:
    """Whether money came to us by an entry of this type."""
    words = kind.lower()
    is_payment = any(word in words for word in BRINGS)
    return is_payment and not amount.startswith("-") and not any(word in words for word in NEITHER)


def gives_back(kind: str, amount: str) -> bool:
    return amount.startswith("-") and any(word in kind.lower() for word in BACK)


class Refunds:
    """What rows of their own give back of gifts in the same file."""

    def __init__(self, amounts: Mapping[str, int] | None = None) -> None:
        self._amounts = amounts or {}

    @classmethod
    def of(cls, batch: Import, *, parse: Callable[[str, str], int]) -> Self:
        """Read from the rows with a negative amount, which are few; `parse` takes an amount and its
        currency."""
        places: dict[str, int] = batch.columns
        if not {"entry_type", "refers_to", "amount"} <= places.keys():
            return cls()
        amounts: Counter[str] = Counter()
        negative = batch.rows.filter(**{f"cells__{places['amount']}__startswith": "-"})
        for cells in negative.values_list("cells", flat=True).iterator():
            told = {name: cells[place].strip() for name, place in places.items()}
            is_done = word_of(told.get("status", "completed")) in PAID_WORDS
            if is_done and gives_back(told["entry_type"], told["amount"]):
                amount = parse(told["amount"].removeprefix("-"), told.get("currency", ""))
                amounts[told["refers_to"]] += amount
        return cls(amounts)

    def of_gift(self, number: str) -> int:
        return self._amounts.get(number, 0) if number else 0
