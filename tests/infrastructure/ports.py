"""Ports for the processes that tests start."""

import secrets
import socket
import time

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


def wait_until_open(port: int, *, seconds: float = 30) -> bool:
    """Whether somebody accepts connections on the port within the time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.05)
    return False
