"""How many random examples the tests try."""

import os

import hypothesis

TIMES = float(os.environ.get("TIMES", "1"))
"""How many times more examples are drawn than in an everyday run: more by `make torture`, fewer by `make mutation`
and by the second and later runs of `.ci/run`."""


def count_examples(examples: int) -> int:
    """Return how many examples to draw if an everyday run draws so many."""
    return max(1, round(examples * TIMES))


def draw_settings(examples: int) -> hypothesis.settings:
    """Return the settings of a test that draws registers: the same ones each time, unless more are asked for."""
    return hypothesis.settings(
        max_examples=count_examples(examples),
        deadline=None,
        derandomize=TIMES <= 1,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
