"""Capability tokens for a payment's own pages. Nothing is stored: the secret key makes them.

They must come out the same on every try, because the return address is a parameter of an
idempotent call: a random token would turn a retry into a conflict.
"""

from uuid import UUID

from django.core.signing import BadSignature, Signer

_signer = Signer(salt="payments.thanks", sep=".")


def thanks_token(payment: UUID) -> str:
    """`<hex>.<mac>`: 256 bits of MAC beside the random id."""
    return _signer.sign(payment.hex)


def read_thanks_token(token: str) -> UUID | None:
    """The payment that the token opens, or None when it was not made by us."""
    try:
        return UUID(_signer.unsign(token))
    except (BadSignature, ValueError):
        return None
