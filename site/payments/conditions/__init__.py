"""What about payments needs a person, for the attention list."""

from payments.conditions import disputes, messages, payouts, refunds, subscriptions


def register_conditions() -> None:
    for part in (subscriptions, messages, payouts, disputes, refunds):
        part.register_conditions()
