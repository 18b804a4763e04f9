"""Cycles among things that name each other by id: areas within areas, indicators computed of indicators."""

from collections.abc import Iterable, Mapping

MAX_CYCLES = 100
"""How many cycles are listed: each may be as long as the file."""


def find_cycles(edges: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """Return the cycles of a graph, each as its ids in their order, at least one for each group of ids in a cycle.

    `edges` has the ids that each id names. Every edge is followed once.
    """
    cycles: list[list[str]] = []
    finished: set[str] = set()
    for start in edges:
        if start not in finished:
            _search(start, edges, finished, cycles)
    return cycles


def _search(start: str, edges: Mapping[str, Iterable[str]], finished: set[str], cycles: list[list[str]]) -> None:
    """Follow every path from `start` whose ids are not finished; a chain of areas may be too long for recursion."""
    path, positions, branches = [start], {start: 0}, [iter(edges[start])]
    while branches:
        for named in branches[-1]:
            if named in positions:
                if len(cycles) < MAX_CYCLES:
                    cycles.append(path[positions[named] :])
            elif named in edges and named not in finished:
                positions[named] = len(path)
                path.append(named)
                branches.append(iter(edges[named]))
                break
        else:
            branches.pop()
            last = path.pop()
            del positions[last]
            finished.add(last)


def format_cycle(cycle: list[str], most: int = 6) -> str:
    """Return a cycle for a message: `a → b → a`, with the first ids of a long one."""
    shown = cycle if len(cycle) <= most else [*cycle[:most], "…"]
    return " → ".join([*shown, cycle[0]])
