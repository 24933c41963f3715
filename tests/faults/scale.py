"""How often things are broken: a little on every change, long with `SOAK=1` (`make soak`).

A soak ends: `SOAK_MINUTES` are shared out, and a test that has used up its share stops at the scale
it has reached, which the report then names.
"""

import os
import time
from collections.abc import Iterator

IS_SOAK = os.environ.get("SOAK") == "1"
SOAK_MINUTES = float(os.environ.get("SOAK_MINUTES", "60"))
# Of all shares together, with two processes at work for the most part.
SECONDS_OF_A_SHARE = 60 * SOAK_MINUTES * 0.55


def scaled(ci: int, soak: int) -> int:
    """The first figure, or the second in a soak."""
    return soak if IS_SOAK else ci


class Rounds:
    """`for number in rounds(ci=6, soak=600, share=0.02)` counts from 0, to the first figure or, in
    a soak, to the second unless that share of the soak's time is over before; never to less than
    the first. The number of the round is its seed."""

    def __init__(self) -> None:
        # Read when the test is over, also one that fails in the middle.
        self.figures = {"made": 0, "wanted": 0}

    def __call__(self, *, ci: int, soak: int, share: float, worth: int = 1) -> Iterator[int]:
        """`worth` says how many of the unit one round is; both figures are in that unit."""
        wanted = scaled(ci, soak)
        end = time.monotonic() + share * SECONDS_OF_A_SHARE
        self.figures["wanted"] += wanted
        for number in range(-(-wanted // worth)):
            if IS_SOAK and number * worth >= ci and time.monotonic() > end:
                return
            yield number
            self.figures["made"] += worth

    def once(self, *, ci: int, soak: int) -> int:
        """One round of so many, for what is measured as a whole; fewer in a short soak."""
        wanted = scaled(ci, soak)
        made = max(ci, int(wanted * min(1, SOAK_MINUTES / 60))) if IS_SOAK else ci
        self.figures |= {"made": made, "wanted": wanted}
        return made
