"""`python -m stripe_sandbox --database sandbox.sqlite3`: runs until SIGTERM or Ctrl-C."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import threading
import time
from pathlib import Path

from . import schedule, webhook_endpoints
from .sandbox import Options, Sandbox
from .server import SandboxServer
from .specification import read_ahead
from .welcome import welcome


def read_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="stripe_sandbox", description="A local Stripe in test mode. No money moves."
    )
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address (127.0.0.1)")
    parser.add_argument("--port", type=int, default=12111, help="0 picks a free one (12111)")
    parser.add_argument(
        "--database", type=Path, required=True, help="SQLite file, made when it is missing"
    )
    parser.add_argument(
        "--webhook",
        action="append",
        default=[],
        metavar="URL",
        help="send events here; may be repeated",
    )
    parser.add_argument(
        "--webhook-secret",
        action="append",
        default=[],
        metavar="whsec_…",
        help="one for each --webhook",
    )
    parser.add_argument("--seed", type=int, help="makes ids repeatable; only for a new database")
    parser.add_argument(
        "--fee-delay",
        type=float,
        default=2.0,
        metavar="SECONDS",
        help="from payment to its fee (2)",
    )
    parser.add_argument(
        "--debit-delay",
        type=float,
        default=30.0,
        metavar="SECONDS",
        help="from bank debit to its money (30)",
    )
    parser.add_argument(
        "--dispute-delay",
        type=float,
        default=30.0,
        metavar="SECONDS",
        help="from the payment to the dispute of a card that is disputed (30)",
    )
    parser.add_argument(
        "--retry-scale",
        type=float,
        default=1.0,
        help="stretches the waits between webhook tries (1.0)",
    )
    parser.add_argument("--merchant", default="Mali Health", help="the name on the payment page")
    parser.add_argument(
        "--settles-in",
        nargs="+",
        default=["usd"],
        metavar="CURRENCY",
        help="what the account holds; the rest is converted to the first (usd)",
    )
    parser.add_argument(
        "--strict",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="a mismatch with the types is a 500",
    )
    parser.add_argument("--verbose", action="store_true", help="log every request")
    parser.add_argument(
        "--restricted-key",
        action="append",
        default=[],
        metavar="rk_test_…=rak_…,rak_…",
        help="a key and what it may do; may be repeated",
    )
    parser.add_argument("--welcome", action="store_true", help="print how to use it")
    parser.add_argument(
        "--with-parent", action="store_true", help="end when whoever began it has ended"
    )
    found = parser.parse_args(arguments)
    if len(found.webhook) != len(found.webhook_secret):
        parser.error("every --webhook needs its --webhook-secret")
    return found


def _end_with_parent(server: SandboxServer, parent: int) -> None:
    """Tests that are killed cannot end what they began."""
    while os.getppid() == parent:
        time.sleep(1)
    server.shutdown()


def main(arguments: list[str] | None = None) -> int:
    given = read_arguments(arguments)
    logging.basicConfig(
        level=logging.DEBUG if given.verbose else logging.INFO,
        format="%(asctime)s %(levelname)s %(message)s",
    )
    options = Options(
        database=given.database,
        seed=given.seed,
        fee_delay=given.fee_delay,
        debit_delay=given.debit_delay,
        dispute_delay=given.dispute_delay,
        retry_scale=given.retry_scale,
        is_strict=given.strict,
        merchant=given.merchant,
        settles_in=tuple(currency.lower() for currency in given.settles_in),
    )
    sandbox = Sandbox(options)
    read_ahead()
    try:
        for text in given.restricted_key:
            key, _equals, permissions = text.partition("=")
            sandbox.keys.grant(key, filter(None, permissions.split(",")), is_lasting=True)
        server = SandboxServer(given.host, given.port, sandbox)
    except (OSError, ValueError) as error:
        sandbox.close()
        sys.stderr.write(f"stripe_sandbox: {error}\n")
        return 1
    with sandbox.act() as act:
        webhook_endpoints.replace_from_command_line(
            act, list(zip(given.webhook, given.webhook_secret, strict=True))
        )
    schedule.Ticker(sandbox).start()
    sandbox.deliveries.start()
    for number in (signal.SIGTERM, signal.SIGINT):
        # `shutdown` waits for the loop that this very thread runs, so it needs a thread of its own.
        signal.signal(
            number, lambda *_: threading.Thread(target=server.shutdown, daemon=True).start()
        )
    if given.with_parent:
        threading.Thread(target=_end_with_parent, args=[server, os.getppid()], daemon=True).start()
    sys.stdout.write(f"Stripe sandbox on {sandbox.base_url}\n")
    if given.welcome:
        page = welcome(
            url=sandbox.base_url,
            database=str(given.database),
            keys=[text.partition("=")[0] for text in given.restricted_key],
            webhooks=given.webhook,
        )
        sys.stdout.write(page)
    sys.stdout.flush()
    try:
        server.serve_forever(poll_interval=0.1)
    finally:
        sandbox.stopping.set()
        server.socket.close()
        sandbox.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
