"""Every format over one hard data set, against files that a person can read: the outputs are a contract.

To renew them after a change that is meant, run with UPDATE_GOLDEN=1 and read the difference.
"""

import csv
import io
import json
import os
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from support.folders import GOLDEN
from support.registers import make_register, make_row
from tracker.assess import assess
from tracker.folder import Folder, load_register
from tracker.i18n import Language
from tracker.model import STATUSES, Baseline, Indicator, Target
from tracker.numbers import count_decimals
from tracker.views.columns import COLUMNS
from tracker.views.formats import format_required
from tracker.views.groups import to_roman
from tracker.views.labels import PLAN_SIGNS, STATUS_SIGNS
from tracker.views.numbers import round_conservatively
from tracker.views.status import markdown, terminal
from tracker.views.status.data import render_csv, render_json

CONTRACT = (
    "indicator,name,group,owner,unit,measure,bound,target,target_year,baseline,baseline_year,year,value,qualifier,"
    "value_status,term_value,plan,plan_percent,plan_difference,plan_verdict,previous,change,progress,expected,pace,"
    "projected,required,status,reason,flags,method,grade,source,recorded_at"
)


@pytest.fixture(scope="module")
def board():
    register = load_register(Folder(str(GOLDEN)), "2024-03-31")
    return assess(register, 2023, "2024-03-31")


def drawn(board, language: str, width: int | None, **look) -> str:
    console = Console(file=io.StringIO(), width=width, color_system=None) if width else None
    return terminal.render_table(board, terminal.TerminalStyle(Language(language), **look), console)


OUTPUTS = {
    "status.csv": lambda board: render_csv(board, Language("en")),
    "status.json": lambda board: render_json(board, Language("vi")),
    "status.vi.md": lambda board: markdown.render_markdown(board, Language("vi")),
    "status.en.md": lambda board: markdown.render_markdown(board, Language("en")),
    "table-80.vi.txt": lambda board: drawn(board, "vi", 80),
    "table-100.en.txt": lambda board: drawn(board, "en", 100),
    "table-140.vi.txt": lambda board: drawn(board, "vi", 140),
    "table-piped.en.txt": lambda board: drawn(board, "en", None),
    "table-ascii.en.txt": lambda board: drawn(board, "en", 100, ascii=True),
}


@pytest.mark.parametrize("name", OUTPUTS)
def test_golden(board, name):
    written = OUTPUTS[name](board)
    path = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(written, encoding="utf-8", newline="\n")
    assert written == path.read_text(encoding="utf-8")


def test_the_contract_stands_first_and_is_only_added_to():
    assert ",".join(COLUMNS).startswith(CONTRACT + ",")


def test_every_status_can_be_seen_in_the_golden_data(board):
    assert {item.status for item in board.assessments} >= set(STATUSES) - {"missed"}


def test_json_numbers_are_exact(board):
    document = json.loads(render_json(board, Language("en")), parse_float=str)
    by_id = {item["indicator"]: item for item in document["indicators"]}
    assert by_id["ceiling"]["value"] == "0.999999"
    assert by_id["sum"]["term_value"] == "500000.5"
    assert by_id["done"]["value"] is True


def test_csv_is_read_back_by_any_reader(board):
    rows = list(csv.DictReader(io.StringIO(render_csv(board, Language("vi")))))
    assert [row["indicator"] for row in rows] == [item.indicator.id for item in board.assessments]
    assert rows[0]["name"].startswith('Tỷ lệ nhập học [net], "đúng tuổi"')


@pytest.mark.parametrize("width", [60, 80, 100, 140, 200])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_line_is_wider_than_the_screen_and_no_word_is_lost(board, width, language):
    text = drawn(board, language, width)
    assert max(cell_len(line) for line in text.splitlines()) <= width
    words = set(text.split())
    for item in board.assessments:
        assert set(Language(language).pick_text(item.indicator.name).split()) <= words
    assert "…" not in text


def test_a_table_of_nothing_is_drawn_on_a_screen_too(board):
    assert "No indicator matches" in drawn(board._replace(assessments=()), "en", 80)


def test_a_piped_table_cuts_and_wraps_nothing(board):
    text = drawn(board, "vi", None)
    for item in board.assessments:
        assert Language("vi").pick_text(item.indicator.name) in text


def test_ascii_signs_only_where_the_terminal_has_no_others(board):
    text = drawn(board, "en", 100, ascii=True)
    for sign in (*STATUS_SIGNS.values(), *PLAN_SIGNS.values()):
        assert sign.symbol not in text
        assert cell_len(sign.symbol) == cell_len(sign.ascii) == 1
    assert "█" not in text


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    "colour", sorted({sign.colour for sign in (*STATUS_SIGNS.values(), *PLAN_SIGNS.values())} | {terminal.DIM_COLOUR})
)
def test_colours_are_readable_on_black_and_on_white(colour):
    """WCAG 2.1, contrast (minimum): 4.5:1 for text."""
    here = luminance(colour)
    assert (here + 0.05) / 0.05 >= 4.5
    assert 1.05 / (here + 0.05) >= 4.5


DEMANDS = st.decimals(min_value=-1000, max_value=1000, places=6)


@given(DEMANDS, st.integers(0, 4), st.booleans(), st.tuples() | st.tuples(DEMANDS))
def test_a_demand_followed_as_it_is_printed_suffices(number, decimals, rises, current):
    shown, is_exact = round_conservatively(number, decimals, rises, current)
    assert shown >= number if rises else shown <= number
    assert is_exact == (shown == number)
    assert abs(shown - number) < Decimal(1).scaleb(-decimals)
    assert shown not in current or shown == number
    assert current or count_decimals(shown) == decimals


def test_the_last_digits_of_a_root_are_no_demand():
    root = Decimal("8.0000000000000000000000000000000000000000000000001")
    assert round_conservatively(root, 2, True, ()) == (Decimal("8.00"), True)


@pytest.mark.parametrize(
    ("measure", "target", "values", "printed"),
    [
        ("level", {"kind": "at_least", "low": "60"}, "46 47", "+4.4"),  # 13/3 a year
        ("level", {"kind": "at_most", "high": "40"}, "46 45", "−1.7"),
        ("level", {"kind": "above", "low": "50"}, "46 47", "> +1.0"),
        ("total", {"kind": "at_least", "low": "100"}, "10 10", "26.7"),
        ("total", {"kind": "at_most", "high": "100"}, "10 10", "26.6"),
        ("mean", {"kind": "at_least", "low": "8"}, "7 8.3", "8.24"),  # 8.2333…: 8.3 would be the result of the year
        ("mean", {"kind": "below", "high": "8"}, "8 8", "< 8.0"),
        ("growth_rate", {"kind": "at_least", "low": "8"}, "8 8", "8.0 %"),
        ("growth_rate", {"kind": "at_least", "low": "8"}, "7 7", "8.7 %"),
        ("every_year", {"kind": "at_least", "low": "8"}, "8 9", "8.0"),
        ("every_year", {"kind": "at_least", "low": "8"}, "7 9", ""),
    ],
)
def test_what_is_required_is_rounded_to_the_harder_side(measure, target, values, printed):
    limits = {key: Decimal(value) for key, value in target.items() if key != "kind"}
    baseline = Baseline(2020, Decimal(45)) if measure == "level" else None
    indicator = Indicator(
        "x", {"": "x"}, measure, decimals=1, target=Target(target["kind"], **limits), baseline=baseline
    )
    rows = [make_row(year, value) for year, value in zip((2021, 2022), values.split(), strict=True)]
    item = assess(make_register(indicator, x=rows), 2022, "2023-06-30").assessments[0]
    assert format_required(item, Language("en")) == printed


def test_the_title_says_as_known_when(board):
    known = board._replace(recorded_until="2023-12-31")
    assert drawn(known, "vi", None).splitlines()[1].endswith("(theo số liệu đã ghi đến ngày 31/12/2023)")
    assert "– to the end of 2023 (as known on 31 December 2023)\n" in markdown.render_markdown(known, Language("en"))
    assert "as known" not in drawn(board, "en", None)


@pytest.mark.parametrize(
    ("shown", "on_track", "mark"),
    [
        ({"on_track"}, True, True),
        ({"at_risk"}, False, True),
        ({"met", "not_assessed"}, False, False),
        (set(), False, False),
    ],
)
def test_only_the_words_and_marks_that_are_shown_are_explained(board, shown, on_track, mark):
    kept = board._replace(assessments=tuple(item for item in board.assessments if item.status in shown))
    text = drawn(kept, "en", None)
    assert ('"On track" means' in text) == on_track
    assert ("The mark on a bar" in text) == mark
    assert "The mark on a bar" not in markdown.render_markdown(kept, Language("en"))


def test_a_figure_made_of_bounds_has_their_sign(board):
    rows = {row["indicator"]: row for row in csv.DictReader(io.StringIO(render_csv(board, Language("en"))))}
    assert (rows["mean"]["term_value"], rows["mean"]["term_qualifier"]) == ("1.19", ">")
    assert rows["rate"]["term_qualifier"] == ""
    assert "> 1.19" in drawn(board, "en", None)


@pytest.mark.parametrize("width", [100, 120, 139])
def test_columns_of_the_course_are_shown_where_there_is_room(board, width):
    assert "Required" not in drawn(board, "en", width)
    assert "Required" in drawn(board, "en", 140)


def test_roman_numbers():
    assert [to_roman(number) for number in (1, 4, 9, 10, 14, 39)] == ["I", "IV", "IX", "X", "XIV", "XXXIX"]
