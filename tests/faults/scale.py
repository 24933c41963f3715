"""How often things are broken: a little on every change, long with `SOAK=1` (`make soak`)."""

import os


def scaled(ci: int, soak: int) -> int:
    """The first figure, or the second in a soak."""
    return soak if os.environ.get("SOAK") == "1" else ci
