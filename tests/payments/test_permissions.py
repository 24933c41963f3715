"""G5: the key needs what the table says: not less, or calls fail; not more, or a thief has more."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import ROOT
from payments.exceptions import GatewayUnavailableError
from payments.gateway import gateway
from payments.permissions import NEEDED
from stripe_sandbox.permissions import BY_URL
from tests.infrastructure.sandbox import Sandbox

GATEWAY = Path(ROOT, "site/payments/gateway")
READING = {"retrieve", "list"}


def calls() -> Iterator[list[str]]:
    """The SDK's calls in the gateway: `self._client.v1.checkout.sessions.create` as its parts."""
    for file in sorted(GATEWAY.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call):
                parts = ast.unparse(node.func).split(".")
                if "(" not in "".join(parts) and parts[:3] == ["self", "_client", "v1"]:
                    yield parts[3:]


def permission_of(parts: list[str]) -> str:
    *resource, verb = parts
    url = f"/v1/{'/'.join(resource)}"
    found = next(name for start, name in BY_URL.items() if url.startswith(start))
    return f"rak_{found}_{'read' if verb in READING else 'write'}"


def test_table_grants_every_call_of_the_gateway_and_no_other_writing() -> None:
    needed = {permission_of(parts) for parts in calls()}
    assert "rak_checkout_session_write" in needed
    granted = set(NEEDED) | {name.replace("_write", "_read") for name in NEEDED}
    assert needed <= granted
    # What no call needs is there for expansions, which only read.
    assert {name for name in NEEDED if name.endswith("_write")} <= needed


def test_runbook_lists_the_table() -> None:
    runbook = Path(ROOT, "docs/runbook.md").read_text()
    assert re.findall(r"^\| `(rak_\w+)` \| (.+) \|$", runbook, re.MULTILINE) == [*NEEDED.items()]


@pytest.mark.django_db
def test_gateway_without_a_permission_knows_nothing_and_says_what_is_missing(
    sandbox: Sandbox, settings: object
) -> None:
    settings.STRIPE_SECRET_KEY = "rk_test_too_little"  # type: ignore[attr-defined]
    with pytest.raises(GatewayUnavailableError, match="rak_checkout_session_read"):
        gateway().fetch_session("cs_test_1")
