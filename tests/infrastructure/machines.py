"""Lives of a state machine, each from a seed of its own, so that one can be lived again."""

import hypothesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test


def live_through(machine: type[RuleBasedStateMachine], *, seed: int, steps: int) -> None:
    """One life of so many steps at most; always the same for the same seed."""

    class Life(machine):  # type: ignore[misc, valid-type]
        pass

    run_state_machine_as_test(
        hypothesis.seed(seed)(Life),
        settings=settings(
            max_examples=1,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            phases=[Phase.generate],  # shrinking lives through hundreds of them
            suppress_health_check=list(HealthCheck),
        ),
        _min_steps=steps,
    )
