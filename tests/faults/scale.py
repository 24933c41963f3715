"""How often things are broken: a little on every change, long with `SOAK=1` (`make soak`).

A soak ends: `SOAK_MINUTES` are shared out, and a test that has used up its share stops at the
scale it has reached, which the report then names. Only what is named in full (360 kills, 5,000
faults, 20,000 schedules, 20 runs of 500 buyers) has no share: of that, a soak of sixty minutes does
all, on PostgreSQL a third; a shorter one as much less, one of three hours all on both.
`SOAK_UNTIL` is when the running part of the soak should be over: nobody's share goes beyond it.
"""

import math
import os
import time
from collections.abc import Iterator

IS_SOAK = os.environ.get("SOAK") == "1"
SOAK_MINUTES = float(os.environ.get("SOAK_MINUTES", "60"))
SOAK_UNTIL = float(os.environ.get("SOAK_UNTIL", "inf"))
# What is named in full takes three quarters of an hour on two cores; the shares, which add up to
# one and a half on both engines, have the rest.
SECONDS_OF_A_SHARE = 60 * SOAK_MINUTES * 0.25
# The second engine gets this part of what is named in full, or the hour would be two: the first has
# shown by then that the code is right, and it is the engine's own ways that are new.
PART = 0.35 if os.environ.get("TEST_DATABASE") == "postgresql" else 1.0


def scaled(ci: int, soak: int) -> int:
    """The first figure, or the second in a soak."""
    return soak if IS_SOAK else ci


class Rounds:
    """`for number in rounds(ci=6, soak=600, share=0.02)` counts from 0, to the first figure or, in
    a soak, to the second unless that share of the soak's time is over before; never to less than
    the first. Without a share it is the second, or less in a soak that is shorter than an hour. The
    number of the round is its seed."""

    def __init__(self) -> None:
        # Read when the test is over, also one that fails in the middle.
        self.figures = {"made": 0, "wanted": 0}

    def __call__(
        self, *, ci: int, soak: int, share: float | None = None, worth: int = 1
    ) -> Iterator[int]:
        """`worth` says how many of the unit one round is; both figures are in that unit."""
        wanted = scaled(ci, soak)
        self.figures["wanted"] += wanted
        if share is None:
            end, wanted = math.inf, self._in_this_time(ci, wanted)
        else:
            end = min(time.time() + share * SECONDS_OF_A_SHARE, SOAK_UNTIL)
        for number in range(-(-wanted // worth)):
            if IS_SOAK and number * worth >= ci and time.time() > end:
                return
            yield number
            self.figures["made"] += worth

    def once(self, *, ci: int, soak: int) -> int:
        """One round of so many, for what is measured as a whole; fewer in a short soak."""
        wanted = scaled(ci, soak)
        made = self._in_this_time(ci, wanted)
        self.figures |= {"made": made, "wanted": wanted}
        return made

    @staticmethod
    def _in_this_time(ci: int, wanted: int) -> int:
        return max(ci, int(wanted * min(1.0, PART * SOAK_MINUTES / 60))) if IS_SOAK else ci
