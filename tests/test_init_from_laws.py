"""The laws of `init --from`: what a table says comes back from the folder, and importing the table changes nothing."""

import csv
import datetime
import io
import random
import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.examples import TIMES, count_examples, draw_settings
from support.inside import run_inside
from support.office_cases import make_case
from support.office_grid import draw_as_text, write_grid
from support.office_other import MAKERS
from support.office_periods import LAYOUTS
from tracker.targets.reader import read_targets

NOW = datetime.datetime(2027, 3, 1, 9, tzinfo=datetime.UTC)
NAMES = (
    "Thu nhập bình quân đầu người", "Tổng thu ngân sách", "Diện tích rừng trồng mới", "Số hợp tác xã", "Sản lượng lúa",
    "Tỷ lệ hộ nghèo", "Tỷ lệ bao phủ bảo hiểm y tế", "Giá trị sản xuất", "Số bác sĩ trên một vạn dân", "Số trường học",
)  # fmt: skip
UNITS = ("%", "tỷ đồng", "ha", "người", "triệu đồng/người")
SHEETS = [*LAYOUTS, *MAKERS]
SEED = "init" if TIMES <= 1 else str(random.SystemRandom().randrange(10**9))
numbers = st.decimals(min_value="0.1", max_value="9000", places=1).map(lambda value: value.quantize(Decimal("0.1")))
figures = st.tuples(numbers, numbers, numbers, numbers)
bounds = st.sampled_from(
    [("≥ {}", "at_least"), ("trên {}", "above"), ("dưới {}", "below"), ("không quá {}", "at_most")]
)


@st.composite
def tables(draw):
    """Return the rows of a table: name, unit, four figures, and the target's words and kind; some are parts."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=6, unique=True))
    return [(name, draw(st.sampled_from(UNITS)), draw(figures), draw(bounds), draw(st.booleans())) for name in names]


def write_number(number: Decimal) -> str:
    """Return a number as an office writes it."""
    return str(number).replace(".", ",")


def write_csv(rows) -> str:
    """Return the table as CSV; a part stands below the first indicator."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(
        ["STT", "Chỉ tiêu", "ĐVT", "Thực hiện 2025", "Kế hoạch 2026", "Ước TH 2026", "Mục tiêu đến năm 2030"]
    )
    for at, (name, unit, (first, plan, second, goal), (words, _), is_part) in enumerate(rows):
        number = "-" if is_part and at else str(at + 1)
        cells = [write_number(each) for each in (first, plan, second)]
        writer.writerow([number, name, unit, *cells, words.format(write_number(goal))])
    return out.getvalue()


@settings(max_examples=count_examples(6), deadline=None)
@given(tables())
def test_each_figure_comes_back_and_the_import_finds_nothing_new(rows):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "bang.csv").write_text(write_csv(rows), encoding="utf-8")
        done = run_inside("init", "--from", "bang.csv", "--years", "2026-2030", "--yes", cwd=folder, now=NOW)
        assert done.returncode == 0, done.stderr
        text = (folder / "data" / "targets.toml").read_text(encoding="utf-8")
        targets, problems = read_targets(text, "targets.toml")
        assert not problems
        check_definitions(rows, targets)
        check_results(rows, targets, folder / "data" / "results.csv")
        done = run_inside("import", "bang.csv", "--yes", "--format", "csv", cwd=folder, now=NOW)
        assert done.returncode == 0, done.stderr
        assert {row["action"] for row in csv.DictReader(done.stdout.splitlines())} == {"same"}
        assert targets.term[1:4] == (2025, 2026, 2030)


def check_definitions(rows, targets):
    """Every name, unit, target, plan and baseline is that of its row, in the order of the table."""
    assert [next(iter(item.name.values())) for item in targets.indicators] == [row[0] for row in rows]
    main = targets.indicators[0].id
    for at, (item, row) in enumerate(zip(targets.indicators, rows, strict=True)):
        _, unit, (first, plan, _, goal), (_, kind), is_part = row
        if at and not is_part:
            main = item.id
        assert (*item.unit.values(),) == (unit,)
        assert item.parent == (main if at and is_part else "")
        assert item.target is not None
        assert (item.target.kind, item.target.low if item.target.low is not None else item.target.high) == (kind, goal)
        assert {year: each.value for year, each in item.plan.items()} == {2026: plan}
        assert item.baseline is not None
        assert (item.baseline.year, item.baseline.value) == (2025, first)


def check_results(rows, targets, path):
    """The journal has the results of both years and nothing else."""
    with path.open(encoding="utf-8", newline="") as file:
        found = {
            (row["indicator"], row["period"]): (Decimal(row["value"]), row["status"]) for row in csv.DictReader(file)
        }
    expected = {}
    for item, (_, _, (first, _, second, _), _, _) in zip(targets.indicators, rows, strict=True):
        expected[item.id, "2025"] = (first, "final")
        expected[item.id, "2026"] = (second, "estimate")
    assert found == expected


texts = st.text(st.sampled_from("aBệ1 \r\n\t\x0b\x85\u2028\u202e\x1b\x7f\"'\\#=[]{},;:.-"), max_size=12)


@draw_settings(25)
@given(title=texts, cells=st.lists(st.tuples(texts, texts, texts, texts), min_size=1, max_size=4))
def test_any_text_makes_a_folder_that_can_be_read(tmp_path_factory, title, cells):
    """A text of a cell stays within its value or comment: it makes no key, no row and no cell of its own."""
    folder = tmp_path_factory.mktemp("texts")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([title])
    writer.writerow(["Indicator", "Unit", "Actual 2025", "Plan 2026", "Target 2030", "Responsible", "Note"])
    for at, (name, unit, plan, note) in enumerate(cells):
        writer.writerow([f"Income {'x' * at} {name}", unit, str(5 + at), plan, "7", f"Office {name}", f"note {note}"])
    (folder / "t.csv").write_text(out.getvalue(), encoding="utf-8", newline="")
    done = run_inside("init", "--from", "t.csv", "--yes", "--years", "2026-2030", cwd=folder, now=NOW)
    assert done.returncode in (0, 2, 3), done.stderr
    assert "Traceback" not in done.stderr
    if not done.returncode:
        text = (folder / "data" / "targets.toml").read_text(encoding="utf-8")
        targets, problems = read_targets(text, "targets.toml")
        assert not problems
        assert len(targets.indicators) <= len(cells)
        assert run_inside("status", cwd=folder, now=NOW).returncode == 0
        with (folder / "data" / "results.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        assert {len(row) for row in rows} == {9}


@pytest.mark.parametrize("layout", SHEETS)
def test_no_plan_of_an_office_sheet_becomes_a_result(layout, tmp_path):
    """Over the sheets that `import` is tested with: no two figures of a sheet are equal, so a wrong one is found."""
    for number in range(count_examples(1)):
        case, folder = make_case(f"{SEED}:{number}:{layout}"), tmp_path / str(number)
        folder.mkdir()
        file = f"sheet.{case.look.kind}"
        write_grid(case.grid, case.look, folder / file)
        done = run_inside("init", "--from", file, "--yes", "--years", "2026-2030", cwd=folder, now=NOW)
        assert done.returncode in (0, 2, 3), done.stderr
        if done.returncode:
            assert not (folder / "data").exists()
            continue
        right = {right.value for right in case.right.values()}
        plans = {plan for plan in case.plans.values() if plan is not None} - right
        found = read_figures(folder / "data")
        assert not found[0] & plans, draw_as_text(case.grid, case.look)
        assert not found[1] & right - plans, draw_as_text(case.grid, case.look)


def read_figures(folder: Path) -> tuple[set[Decimal], set[Decimal]]:
    """Return the results and the plans of a folder."""
    with (folder / "results.csv").open(encoding="utf-8", newline="") as file:
        results = {Decimal(row["value"]) for row in csv.DictReader(file) if row["value"] not in ("yes", "no")}
    targets, _ = read_targets((folder / "targets.toml").read_text(encoding="utf-8"), "targets.toml")
    plans = [plan.value for item in targets.indicators for plan in item.plan.values()]
    return results, {plan for plan in plans if isinstance(plan, Decimal)}
