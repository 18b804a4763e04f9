"""How long judging takes per indicator, as a ratio to a bare loop that adds up the same decimals.

A hundred thousand series of four results, of every measure alike and with values of their own; the best of several
rounds, each beside a bare loop, since the machine may be shared.
"""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Callable
from decimal import Decimal, localcontext

from tracker.assess import assess_indicator
from tracker.assess.arithmetic import EXACT
from tracker.model import Baseline, Indicator, Measure, Method, Period, Plan, Register, Result, Target, Term

SERIES = 100_000
ROUNDS = 3
LIMIT = 25.0
MEASURES: tuple[Measure, ...] = ("level", "total", "mean", "growth", "growth_rate", "every_year", "milestone")
TERM = Term({"": "term"}, 2020, 2021, 2025, "en")


def numbers(draw: random.Random, measure: Measure) -> tuple[Decimal, Decimal, list[Decimal]]:
    """Return a baseline, a target and four results."""
    base = Decimal(draw.randint(1000, 99999)) / 100
    if measure == "growth_rate":
        return base, Decimal(draw.randint(40, 120)) / 10, [Decimal(draw.randint(100, 1500)) / 100 for _ in range(4)]
    values = [base + Decimal(draw.randint(-500, 3000)) / 100 for _ in range(4)]
    aim = {"growth": Decimal(draw.randint(40, 120)) / 10, "total": base * 6, "level": base * 2}.get(measure, base)
    return base, aim, values


def series(count: int) -> tuple[Register, list[Indicator]]:
    """Return a register of so many indicators with their results."""
    draw = random.Random(2026)
    indicators, results = [], {}
    for at in range(count):
        measure = MEASURES[at % len(MEASURES)]
        name = f"i{at}"
        if measure == "milestone":
            indicator = Indicator(name, {"": name}, measure, target=Target("yes"))
            values: list[Decimal | bool] = [False, False, False, True]
        else:
            base, aim, found = numbers(draw, measure)
            plan = {2021 + year: Plan(value) for year, value in enumerate(found)}
            indicator = Indicator(
                name,
                {"": name},
                measure,
                target=Target("at_least", low=aim),
                direction="increase",
                baseline=Baseline(2020, base),
                plan={} if measure == "level" else plan,
            )
            values = list(found)
        indicators.append(indicator)
        results[name] = tuple(
            Result(name, Period(2021 + year), value, "", "final", "", "", f"{2022 + year}-01-31", "")
            for year, value in enumerate(values)
        )
    return Register(TERM, (), tuple(indicators), results), indicators


def added_up(register: Register) -> Decimal:
    """Return the sum of all numbers."""
    total = Decimal(0)
    for rows in register.results.values():
        for row in rows:
            if row.value.__class__ is Decimal:
                total += row.value
    return total


def timed(work: Callable[..., object], *arguments: object) -> float:
    """Return the processor time that `work` takes, in seconds: others may use the machine."""
    start = time.process_time()
    work(*arguments)
    return time.process_time() - start


def judged(register: Register, indicators: list[Indicator]) -> None:
    """Judge every indicator."""
    method = Method()
    with localcontext(EXACT):
        for indicator in indicators:
            assess_indicator(register, indicator, 2024, 2025, method)


def main() -> None:
    """Measure and print."""
    gc.disable()  # as the program itself does
    register, indicators = series(SERIES)
    print(f"{'':>12}{'µs a series':>14}{'to adding up':>14}")
    for measure in MEASURES:
        some = [indicator for indicator in indicators if indicator.measure == measure][:5000]
        part = register._replace(results={item.id: register.results[item.id] for item in some})
        print_row(measure, [(timed(judged, part, some), timed(added_up, part)) for _ in range(ROUNDS)], len(some))
    print_row("all", [(timed(judged, register, indicators), timed(added_up, register)) for _ in range(ROUNDS)], SERIES)
    print(f"asked: under {LIMIT:g} µs each")


def print_row(name: str, rounds: list[tuple[float, float]], count: int) -> None:
    """Print the best round's time a series, and the best ratio to the bare loop beside it."""
    best = min(judging for judging, _ in rounds) / count * 1e6
    ratio = min(judging / adding for judging, adding in rounds)
    print(f"{name:>12}{best:>14.1f}{ratio:>14.0f}")


if __name__ == "__main__":
    main()
