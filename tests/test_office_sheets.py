"""The law of `import`, over sheets as offices make them, at random, whose right reading is known.

Each figure that would be recorded is right, or the file is refused and a place named; a figure that is left out is named.
`python tests/support/office_sheets.py` prints the same by layout, and what is wrong.
"""

import itertools
import random
import shutil
from pathlib import Path

import pytest

from support.examples import TIMES, count_examples
from support.office_cases import ODDITIES, make_case
from support.office_grid import draw_as_text
from support.office_other import MAKERS, SPOILS
from support.office_periods import LAYOUTS
from support.office_sheets import BAD, Outcome, read_sheet, share_read, tell

SHEETS = [*LAYOUTS, *MAKERS]
SEED = "law" if TIMES <= 1 else str(random.SystemRandom().randrange(10**9))
"""The seed of all sheets: the same each time, another one at each run of `make torture`."""


def find_ordinary(count: int) -> list[str]:
    """Return the first seeds that make a sheet which an officer would call an ordinary one."""
    seeds = (f"{SEED}:{number}" for number in itertools.count())
    return list(itertools.islice((seed for seed in seeds if make_case(seed).ordinary), count))


def read_all(seeds: list[str], folder: Path) -> list[Outcome]:
    """Let the program read the sheets of these seeds, each in a folder of its own."""
    outcomes = []
    for number, seed in enumerate(seeds):
        place = folder / str(number)
        place.mkdir()
        outcomes.append(read_sheet(make_case(seed), place))
        shutil.rmtree(place)
    return outcomes


@pytest.mark.parametrize("layout", SHEETS)
def test_each_figure_is_right_or_the_sheet_is_refused(layout, tmp_path):
    outcomes = read_all([f"{SEED}:{number}:{layout}" for number in range(count_examples(12))], tmp_path)
    bad = [outcome.describe() for outcome in outcomes if outcome.kind in BAD]
    assert not bad, "\n\n".join([f"{len(bad)} of {len(outcomes)} sheets; the first ones are:", *bad[:3]])


def test_ordinary_sheets_are_read_without_help(tmp_path):
    outcomes = read_all(find_ordinary(count_examples(150)), tmp_path)
    assert share_read(outcomes) >= 0.9, tell(outcomes)


def test_a_seed_makes_the_same_sheet_again():
    for number in range(50):
        first, second = make_case(f"again:{number}"), make_case(f"again:{number}")
        assert draw_as_text(first.grid, first.look) == draw_as_text(second.grid, second.look)
        assert (first.targets, first.right) == (second.targets, second.right)


def test_every_layout_and_oddity_is_drawn():
    cases = [make_case(f"drawn:{number}") for number in range(4000)]
    assert {case.layout for case in cases} == set(SHEETS)
    assert {name for case in cases for name in case.oddities} == {*ODDITIES, *SPOILS}
    assert sum(case.ordinary for case in cases) > 1000


def test_no_two_figures_of_a_sheet_are_equal():
    """So a figure from a wrong cell is a wrong figure."""
    for number in range(500):
        case = make_case(f"figures:{number}")
        values = [right.value for right in case.right.values()]
        assert len(values) == len(set(values)), draw_as_text(case.grid, case.look)
