"""Capability tokens of supporters. Nothing is stored: the secret key makes them."""

from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from accounts.models import Supporter

_news_signer = Signer(salt="accounts.news", sep=".")


def news_token(supporter: UUID) -> str:
    """`<hex>.<mac>`: ends a supporter's news of stories and does nothing else. It never expires: a
    mail from years ago must still keep what it says."""
    return _news_signer.sign(supporter.hex)


def read_news_token(token: str) -> UUID | None:
    """The supporter whom the token belongs to, or None when it was not made by us."""
    try:
        return UUID(_news_signer.unsign(token))
    except (BadSignature, ValueError):
        return None


def news_address(supporter: Supporter) -> str:
    """Where the supporter ends it, in the language in force: for mails."""
    return f"{settings.BASE_URL}{reverse('accounts:end_news', args=[news_token(supporter.uuid)])}"
