"""mutmut, with a few things taught to it.

`site/` is a folder on the import path and no package, so `site/core/money.py` is `core.money`. The
quickest tests of a mutant run first, since the first that fails is enough. One Stripe sandbox is
started for all mutants, and none speaks through the connections of the one before it.
"""

import os
import sys
from collections.abc import Iterable
from typing import Any

from mutmut.utils import format_utils

_strip_prefix = format_utils.strip_prefix


def strip_prefix(name: str, *, prefix: str, strict: bool = False) -> Any:
    if prefix == "src." and name.startswith("site."):
        return name.removeprefix("site.")
    return _strip_prefix(name, prefix=prefix, strict=strict)


format_utils.strip_prefix = strip_prefix


def quickest_first(self: Any, tests: Iterable[str]) -> list[str]:
    took = state().duration_by_test
    return _arguments(self, sorted(tests, key=lambda test: (took.get(test, 0), test)))


def forget_connections() -> None:
    if "payments.gateway" in sys.modules:
        sys.modules["payments.gateway"]._gateway.cache_clear()


if __name__ == "__main__":
    from mutmut.__main__ import cli
    from mutmut.runners.harness import PytestRunner
    from mutmut.state import state

    _arguments = PytestRunner._pytest_args_regular_run
    PytestRunner._pytest_args_regular_run = quickest_first
    os.register_at_fork(after_in_child=forget_connections)
    cli()
