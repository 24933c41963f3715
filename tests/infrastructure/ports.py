"""Ports for the processes that tests start."""

import secrets
import socket

# Below the range from which the system takes ports for outgoing connections, so that a port found
# free is still free a moment later.
RANGE = range(20_000, 30_000)


def free_port() -> int:
    """A loopback port that nobody listens on."""
    for _ in range(100):
        port = secrets.choice(RANGE)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError("no free loopback port between 20000 and 30000")
