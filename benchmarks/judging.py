"""How long the assessment of an indicator takes, as a ratio to a loop that only adds up the same decimals.

There are a hundred thousand series of four results with different values, as many of each measure. The best of several
rounds is printed. Each round also runs the loop, because other programs may use the machine.
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
    """Return a register of `count` indicators with their results."""
    draw = random.Random(2026)
    indicators, results = [], {}
    for at in range(count):
        measure = MEASURES[at % len(MEASURES)]
        name = f"i{at}"
        if measure == "milestone":
            indicator = Indicator(name, {"": name}, measure, target=Target("yes"))
            values: list[Decimal | bool] = [False, False, False, True]
        else:
            base, aim, numbers_drawn = numbers(draw, measure)
            plan = {2021 + year: Plan(value) for year, value in enumerate(numbers_drawn)}
            indicator = Indicator(
                name,
                {"": name},
                measure,
                target=Target("at_least", low=aim),
                direction="increase",
                baseline=Baseline(2020, base),
                plan={} if measure == "level" else plan,
            )
            values = list(numbers_drawn)
        indicators.append(indicator)
        results[name] = tuple(
            Result(name, Period(2021 + year), value, "", "final", "", "", f"{2022 + year}-01-31", "")
            for year, value in enumerate(values)
        )
    return Register(TERM, (), tuple(indicators), results), indicators


def add_up(register: Register) -> Decimal:
    """Return the sum of all numbers."""
    total = Decimal(0)
    for rows in register.results.values():
        for row in rows:
            if row.value.__class__ is Decimal:
                total += row.value
    return total


def time_call(work: Callable[..., object], *arguments: object) -> float:
    """Return the processor time that a call takes, in seconds."""
    start = time.process_time()
    work(*arguments)
    return time.process_time() - start


def assess_each(register: Register, indicators: list[Indicator]) -> None:
    """Assess each indicator."""
    method = Method()
    with localcontext(EXACT):
        for indicator in indicators:
            assess_indicator(register, indicator, 2024, 2025, method)


def main() -> None:
    """Measure and print."""
    gc.disable()  # as the program does
    register, indicators = series(SERIES)
    print(f"{'':>12}{'µs a series':>14}{'to adding up':>14}")
    for measure in MEASURES:
        some = [indicator for indicator in indicators if indicator.measure == measure][:5000]
        part = register._replace(results={item.id: register.results[item.id] for item in some})
        print_row(measure, part, some)
    print_row("all", register, indicators)
    print(f"limit: {LIMIT:g} µs each")


def print_row(name: str, register: Register, indicators: list[Indicator]) -> None:
    """Measure, and print the time for one series in the best round, and the best ratio to the loop."""
    rounds = [(time_call(assess_each, register, indicators), time_call(add_up, register)) for _ in range(ROUNDS)]
    best = min(judging for judging, _ in rounds) / len(indicators) * 1e6
    ratio = min(judging / adding for judging, adding in rounds)
    print(f"{name:>12}{best:>14.1f}{ratio:>14.0f}")


if __name__ == "__main__":
    main()
