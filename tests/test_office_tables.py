"""`tracker init --from` over tables as offices make them (`office_tables/`), and over tables drawn at random.

Each expected figure is known by hand or drawn with its table, so no figure, bound, name or unit may be another one.
"""

import random
from pathlib import Path

import pytest

from support.examples import TIMES, count_examples
from support.office_books import OfficeTable, compare_folder, list_office_tables, read_office_table
from support.office_drawings import draw_office_table, show_table
from support.process import Run

SEED = "tables" if TIMES <= 1 else str(random.SystemRandom().randrange(10**9))
TABLES = {name: read_office_table(name) for name in list_office_tables()}


def make_folder(table: OfficeTable, folder: Path, run: Run) -> Path:
    """Make a tracker folder from a table and return its path."""
    folder.mkdir(exist_ok=True)
    path = table.write(folder)
    done = run("init", "made", "--from", path.name, *table.options, "--yes", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / "made"


def test_there_are_tables() -> None:
    assert len(TABLES) > 30
    assert sum(table.refused is True for table in TABLES.values()) <= 3


@pytest.mark.parametrize("name", [name for name, table in TABLES.items() if table.refused is not True])
def test_table_gives_the_folder_that_was_expected(name: str, tmp_path: Path, run: Run) -> None:
    table = TABLES[name]
    made = make_folder(table, tmp_path, run)
    findings = compare_folder(made, table.expected)
    assert findings == ([], [], [])
    checked = run("check", "--data", made, cwd=tmp_path)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("name", [name for name, table in TABLES.items() if table.refused is True])
def test_table_that_nobody_can_be_sure_of_is_refused(name: str, tmp_path: Path, run: Run) -> None:
    path = TABLES[name].write(tmp_path)
    done = run("init", "made", "--from", path.name, *TABLES[name].options, "--yes", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (3, "")
    assert "Hint" in done.stderr or "Cách" in done.stderr
    assert not (tmp_path / "made").exists()


def test_no_figure_of_a_drawn_table_is_wrong(tmp_path: Path, run: Run) -> None:
    missing, count = 0, count_examples(12)
    for number in range(count):
        table = draw_office_table(random.Random(f"{SEED}-{number}"))
        findings = compare_folder(make_folder(table, tmp_path / str(number), run), table.expected)
        shown = f"{SEED}-{number}: {' '.join(table.options)}, {table.file}\n{show_table(table)}"
        assert (findings.wrong, findings.labels) == ([], []), shown
        missing += bool(findings.missing)
    assert missing <= count * 0.1


def test_a_wrong_figure_would_be_found(tmp_path: Path, run: Run) -> None:
    """The comparison is no formality: each figure, bound, unit and name that is changed is found."""
    table = TABLES["36-resolution-target-and-plans"]
    made = make_folder(table, tmp_path, run) / "targets.toml"
    right = made.read_text(encoding="utf-8")
    for old, new in (
        ("2026 = 2.1", "2026 = 1.8"), ("below = 1", "at_most = 1"), ("= 150", "= 15"), ('"ha"', '"km"'),
        ('"Trồng rừng"', '"Trồng rừng mới"'), ("2029 = 160", "2031 = 160"), ("Hạt Kiểm lâm", "Phòng Kinh tế"),
    ):  # fmt: skip
        assert old in right
        made.write_text(right.replace(old, new), encoding="utf-8")
        assert any(compare_folder(made.parent, table.expected)), old
