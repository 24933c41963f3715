"""Capability tokens for a receipt's and a monthly gift's own pages. Nothing is stored: the secret
key makes them."""

from datetime import timedelta
from uuid import UUID

from django.core.signing import BadSignature, SignatureExpired, Signer, TimestampSigner

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


_recurring_signer = TimestampSigner(salt="donations.recurring", sep=".")
LINK_LIVES = timedelta(days=14)


def recurring_token(gift: UUID) -> str:
    """`<hex>.<time>.<mac>`: opens a monthly gift for its giver, for two weeks."""
    return _recurring_signer.sign(gift.hex)


def read_recurring_token(token: str) -> tuple[UUID | None, bool]:
    """The gift that the token opens, and whether the token has expired; (None, False) for a token
    that we did not make."""
    try:
        return UUID(_recurring_signer.unsign(token, max_age=LINK_LIVES)), False
    except SignatureExpired:
        return UUID(_recurring_signer.unsign(token)), True
    except (BadSignature, ValueError):
        return None, False


_transfer_signer = Signer(salt="donations.transfer", sep=".")


def transfer_token(transfer: UUID) -> str:
    """`<hex>.<mac>`: opens the page with the bank details and the code of one transfer."""
    return _transfer_signer.sign(transfer.hex)


def read_transfer_token(token: str) -> UUID | None:
    try:
        return UUID(_transfer_signer.unsign(token))
    except (BadSignature, ValueError):
        return None


_statement_signer = Signer(salt="donations.statement", sep=".")


def statement_token(statement: UUID) -> str:
    """`<hex>.<mac>`: opens one year-end statement."""
    return _statement_signer.sign(statement.hex)


def read_statement_token(token: str) -> UUID | None:
    try:
        return UUID(_statement_signer.unsign(token))
    except (BadSignature, ValueError):
        return None
