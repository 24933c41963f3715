"""The one door through which money becomes real."""

from payments.models import Payment


def settle(payment: Payment, *, cause: str) -> Payment:
    """Bring a payment to the state that Stripe says it has. Safe to call twice, late or at once."""
    raise NotImplementedError
