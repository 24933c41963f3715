"""Capability tokens for a receipt's own page. Nothing is stored: the secret key makes them."""

from uuid import UUID

from django.core.signing import BadSignature, Signer

_signer = Signer(salt="donations.receipt", sep=".")


def receipt_token(receipt: UUID) -> str:
    """`<hex>.<mac>`: 256 bits of MAC beside the random id."""
    return _signer.sign(receipt.hex)


def read_receipt_token(token: str) -> UUID | None:
    """The receipt that the token opens, or None when it was not made by us."""
    try:
        return UUID(_signer.unsign(token))
    except (BadSignature, ValueError):
        return None
