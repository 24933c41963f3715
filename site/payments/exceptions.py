class PaymentError(Exception):
    """Something about collecting money went wrong."""


class GatewayError(PaymentError):
    """Stripe did not do what was asked."""


class GatewayUnavailableError(GatewayError):
    """No answer, or none that can be trusted: nothing is known, so try again later.

    `answered` tells that Stripe did answer, with an error of its own (5xx): it keeps that answer
    for the idempotency key, so that a later try needs a new one.
    """

    def __init__(self, message: str, *, answered: bool = False) -> None:
        self.answered = answered
        super().__init__(message)


class GatewayBusyError(GatewayUnavailableError):
    """The same call, with the same idempotency key, is under way elsewhere."""


class GatewayRefusedError(GatewayError):
    """Stripe understood and said no. `code` is Stripe's, safe for logs, not for visitors."""

    def __init__(self, message: str, code: str = "") -> None:
        self.code = code
        super().__init__(message)


class SignatureError(PaymentError):
    """A webhook body that Stripe did not sign, or not lately. Always a 400."""


class MismatchError(PaymentError):
    """Stripe's object and our payment disagree on amount, currency, mode or owner."""


class ForeignObjectError(PaymentError):
    """An object of the same account at Stripe that is about no payment of ours."""


class MoveError(PaymentError):
    """A status move that the transition table does not allow."""
