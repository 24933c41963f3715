"""The test cards, Stripe's own numbers, and what each of them does."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Card:
    """A payment method of the sandbox. `behaviour` decides the payment, `later` what happens to it
    afterwards.
    """

    number: str
    behaviour: str  # pays, declined, authenticate, debits
    brand: str = "visa"
    country: str = "US"
    decline_code: str | None = None
    later: str | None = None
    is_offered: bool = True

    @property
    def last4(self) -> str:
        return self.number[-4:]

    @property
    def is_bank_debit(self) -> bool:
        return self.behaviour == "debits"


CARDS = (
    Card("4242424242424242", "pays"),
    Card("4000000000000002", "declined", decline_code="generic_decline"),
    Card("4000000000009995", "declined", decline_code="insufficient_funds"),
    Card("4000002500003155", "authenticate"),
    Card("4000002760003184", "authenticate", later="authenticates_at_renewal"),
    Card("4000000000000259", "pays", later="disputed"),
    Card("4000000000000341", "pays", later="fails_at_renewal"),
    Card("4000000000005126", "pays", later="refund_fails", is_offered=False),
    Card("4000000000007726", "pays", later="refund_waits", is_offered=False),
    Card("4000000000002685", "pays", later="disputed", is_offered=False),
    Card("4000000000001976", "pays", later="disputed", is_offered=False),  # an inquiry first
    Card("4000000000005423", "pays", later="suspected", is_offered=False),
    Card("5555555555554444", "pays", brand="mastercard", is_offered=False),
)

# Not cards, but chosen in the same place: a bank debit whose money arrives, or does not, some time
# after the visit.
BANK_DEBITS = (
    Card("bank_debit_succeeds", "debits"),
    Card("bank_debit_fails", "debits", later="debit_fails"),
)

DECLINES = {
    "generic_decline": ("card_declined", "Your card was declined."),
    "insufficient_funds": ("card_declined", "Your card has insufficient funds."),
}


def find(number: str) -> Card | None:
    """The test card of a number, spaces and dashes forgiven."""
    plain = number.replace(" ", "").replace("-", "")
    return next((card for card in (*CARDS, *BANK_DEBITS) if card.number == plain), None)


def grouped(number: str) -> str:
    return " ".join(number[index : index + 4] for index in range(0, len(number), 4))
