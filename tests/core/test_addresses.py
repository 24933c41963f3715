"""Whose request it is: only what our own proxies say counts."""

from typing import Any

import pytest
from django.test import RequestFactory

from core.addresses import client_network


def network(remote: str, forwarded: str | None = None) -> str:
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return client_network(RequestFactory().post("/", REMOTE_ADDR=remote, headers=headers))


@pytest.mark.parametrize(
    ("remote", "found"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", ""),
        ("::1", ""),
        ("", ""),
        ("nonsense", ""),
    ],
)
def test_client_network_of_a_direct_connection(remote: str, found: str) -> None:
    assert network(remote) == found
    assert network(remote, "203.0.113.9") == found  # nobody told us of a proxy: not believed


def test_client_network_behind_proxies_counts_from_the_right(settings: Any) -> None:
    settings.TRUSTED_PROXY_COUNT = 1
    assert network("127.0.0.1", "198.51.100.7") == "198.51.100.7"
    assert network("127.0.0.1", "203.0.113.9, 10.0.0.1 ,198.51.100.7") == "198.51.100.7"
    assert network("127.0.0.1", "203.0.113.9, ") == ""
    assert network("198.51.100.7") == "198.51.100.7"
    settings.TRUSTED_PROXY_COUNT = 2
    assert network("127.0.0.1", "203.0.113.9, 198.51.100.7, 192.0.2.1") == "198.51.100.7"
    assert network("192.0.2.1", "203.0.113.9") == "192.0.2.1"  # came past one of the proxies
