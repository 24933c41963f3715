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


class SkewError(SignatureError):
    """Signed by Stripe, but `seconds` from now: a clock is wrong, or it is an old message."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(f"signed {seconds:+d} seconds from now; check this server's clock")


class MismatchError(PaymentError):
    """Stripe's object and our payment disagree on amount, currency, mode or owner."""


class ForeignObjectError(PaymentError):
    """An object of the same account at Stripe that is about no payment of ours."""


class RefundError(PaymentError):
    """A refund that cannot be made. Its words are for staff."""


class ReceivedError(PaymentError):
    """A payment that cannot be recorded as received. Its words are for staff; `field` is where
    they belong."""

    def __init__(self, message: str, field: str = "") -> None:
        self.field = field
        super().__init__(message)


class MoveError(PaymentError):
    """A status move that the transition table does not allow."""


class AdmissionError(PaymentError):
    """Somebody may not open a payment now. Nothing was written and Stripe was not asked."""


class PaymentsClosedError(AdmissionError):
    """Staff closed giving and buying."""


class TooManyPaymentsError(AdmissionError):
    """Too many from one address or e-mail address; `seconds` is how long to wait at most."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(f"no place for {seconds} seconds")


class ProofNeededError(AdmissionError):
    """A question must be answered first. `about` is what the answer will count for."""

    def __init__(self, about: str, *, is_wrong: bool = False) -> None:
        self.about = about
        self.is_wrong = is_wrong
        super().__init__("a question must be answered first")


class CannotRebuildError(PaymentError):
    """A payment found at Stripe that cannot be written again from what is known of it."""


class PaidTwiceError(PaymentError):
    """A second charge for a payment that was paid already."""


class AlreadyMatchedError(PaymentError):
    """Nothing about this object of Stripe's is open any more."""


class SubscriptionEndedError(PaymentError):
    """A change was asked of a subscription that has ended, or has not begun."""


class NothingToPayError(PaymentError):
    """Nothing is open on the subscription."""
