"""Whose request this is, as far as its network address tells."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def client_network(request: HttpRequest) -> str:
    """The visitor's IPv4 address or IPv6 network (/64, which one household has), as counted by
    limits; "" when it says nothing: a loopback address is a proxy nobody told us of, or a laptop.

    Of `X-Forwarded-For` only what our own proxies added counts (`TRUSTED_PROXY_COUNT`, from the
    right); what stands before it, a visitor may have written there.
    """
    text = request.META.get("REMOTE_ADDR", "")
    count = settings.TRUSTED_PROXY_COUNT
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if count and len(forwarded) >= count:
        text = forwarded[-count] or text
    return _network(text)


def _network(text: str) -> str:
    try:
        address = ip_address(text)
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is None:
            return "" if address.is_loopback else str(ip_network((address, 64), strict=False))
        address = address.ipv4_mapped
    return "" if address.is_loopback else str(address)
