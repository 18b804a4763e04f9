"""What may be recorded: doubtful values, revisions, withdrawals, forecasts, authors; and what is shown of it."""

import csv
import os
import subprocess
import sys
from datetime import datetime
from decimal import Decimal
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.examples import draw_settings
from support.process import environment, open_terminal
from support.registers import make_register
from tracker.folder import journals as folder_journals
from tracker.model import Indicator, Period, Plan, Result
from tracker.numbers import parse_number
from tracker.recording.changes import compare_with_recorded
from tracker.recording.validate import NewResult, magnitude_warning

TARGETS = """
    [term]
    name = "t"
    baseline_year = 2020
    first_year = 2021
    last_year = 2025
    language = "en"
    [[indicator]]
    id = "a"
    name = "A"
    measure = "level"
    {keys}
    [[indicator]]
    id = "done"
    name = "Done"
    measure = "milestone"
    target = "yes"
    """


@pytest.fixture
def started(folder):
    def _started(rows: str = "", keys: str = ""):
        return folder(TARGETS.format(keys=keys), rows)

    return _started


def last_row(path) -> dict[str, str]:
    with (path / "results.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))[-1]


BASE = "baseline = 12"
PLAN = "plan = { 2023 = 12 }"
ROWS = "a,2022,12,,final,,,2023-01-01,\n"
LATER = "a,2025,12,,final,,,2023-01-01,\n"
MONTHS = "a,2022-06,12,,final,,,2022-07-01,\na,2023-03,1,,final,,,2022-07-01,\n"


@pytest.mark.parametrize(
    ("rows", "keys", "period", "value", "against"),
    [
        (ROWS, "baseline = 120", "2023", "120", "10 times the 12 of 2022"),
        (ROWS, "baseline = 120", "2023", "72", "10 times the 12 of 2022"),
        (ROWS, "baseline = 120", "2023", "203", "10 times the 12 of 2022"),
        (ROWS, "", "2023", "71", ""),
        (ROWS, "", "2023", "205", ""),
        (ROWS, "", "2023", "1200", "100 times the 12 of 2022"),
        (ROWS, "", "2023", "0.012", "1000th of the 12 of 2022"),
        ("", BASE, "2023", "120", "10 times the 12 of 2020"),
        ("", PLAN, "2023", "120", "10 times the plan of 2023, 12"),
        ("", PLAN, "2024", "120", ""),
        (LATER, "", "2023", "1.2", "10th of the 12 of 2025"),
        (LATER, PLAN, "2023", "1.2", "10th of the plan of 2023, 12"),
        (ROWS, "plan = { 2023 = 1.3 }", "2023", "12.5", "10 times the plan of 2023, 1.3"),
        (ROWS, "", "2023", "120000", "10,000 times the 12 of 2022"),
        (ROWS, "", "2023", "12000000000", "1,000,000,000 times the 12 of 2022"),
        (ROWS, "", "2023", "0.000012", "1,000,000th of the 12 of 2022"),
        (ROWS, "", "2023", "-120", ""),
        ("a,2022,-12,,final,,,2023-01-01,\n", "", "2023", "-120", "10 times the -12 of 2022"),
        ("a,2022,50,,final,,,2023-01-01,\n", "", "2023", "-3", ""),
        (MONTHS, BASE, "2023-06", "120", "10 times the 12 of 2022-06"),
        (MONTHS, BASE, "2023-11", "120", ""),
        ("a,2022,0,,final,,,2023-01-01,\na,2021,12,,final,,,2023-01-01,\n", "", "2023", "120", "10 times the 12 of 2021"),
        (ROWS + "a,2022,,,withdrawn,,,2023-01-02,\n", "", "2023", "120", ""),
        ("a,2022,12,,forecast,,,2023-01-01,\n", "", "2023", "120", ""),
    ],
)  # fmt: skip
def test_what_a_value_is_held_against(run, started, rows, keys, period, value, against):
    path = started(rows, keys)
    result = run("add-result", "a", period, value, "--decimal", "point", "--data", path)
    assert result.returncode == (2 if against else 0), result.stderr
    assert against in result.stderr


@draw_settings(200)
@given(
    before=st.integers(1, 10**6).map(lambda number: Decimal(number).scaleb(-2)),
    power=st.integers(1, 9),
    near=st.integers(65, 165),
    is_smaller=st.booleans(),
    sign=st.sampled_from([1, -1]),
    is_planned=st.booleans(),
)
def test_every_power_of_ten_up_to_a_billion_is_asked_about(before, power, near, is_smaller, sign, is_planned):
    value = (
        before.scaleb(-power if is_smaller else power) * (100 if is_smaller else near) / (near if is_smaller else 100)
    )
    plan = {2023: Plan(sign * before)} if is_planned else {}
    indicator = Indicator("a", {"": "A"}, "level", plan=plan)
    rows = () if is_planned else (Result("a", Period(2022), sign * before, "", "final", "", "", "2023-01-01", ""),)
    register = make_register(indicator, a=rows)

    def ask(number):
        return magnitude_warning(
            NewResult(indicator, Period(2023), number, "", "final", "", "", "2024-01-31", "lan"), register
        )

    warning = ask(sign * value)
    assert warning is not None
    assert int(warning.values["factor"]) == 10**power
    assert ask(-sign * value) is None
    assert ask(sign * before * near / 100) is None


@pytest.mark.parametrize(
    ("period", "status", "day", "asks"),
    [
        ("2024", "preliminary", "2024-01-10", True), ("2024", "final", "2024-12-31", True),
        ("2024", "preliminary", "2025-01-01", False), ("2024", "estimate", "2024-09-30", True),
        ("2024", "estimate", "2024-10-01", False), ("2024", "forecast", "2024-01-10", False),
        ("2023", "final", "2024-01-10", False), ("2024-06", "preliminary", "2024-06-30", True),
        ("2024-06", "preliminary", "2024-07-01", False), ("2024-06", "estimate", "2024-05-31", True),
        ("2024-06", "estimate", "2024-06-01", False), ("2024-11", "preliminary", "2025-01-01", False),
    ],
)  # fmt: skip
def test_a_figure_of_a_period_that_is_not_over_is_asked_about(run, started, period, status, day, asks):
    path = started(ROWS)
    moment = datetime.fromisoformat(f"{day}T09:00:00+07:00")
    arguments = ["add-result", "a", period, "12.5", "--status", status, "--data", path]
    before = (path / "results.csv").read_bytes()
    result = run(*arguments, now=moment)
    assert result.returncode == (2 if asks else 0), result.stderr
    assert (f"{period} is not over on {day}" in result.stderr) == asks
    assert ((path / "results.csv").read_bytes() == before) == asks
    sheet = path.parent / "sheet.csv"
    sheet.write_text(f"indicator,period,value,status\na,{period},12.5,{status}\n", encoding="utf-8")
    imported = run("import", sheet, "--data", path, now=moment)
    assert imported.returncode == (2 if asks else 0), imported.stderr
    if asks:
        assert run(*arguments, "--yes", now=moment).returncode == 0


def test_a_milestone_may_be_done_before_the_year_is_over(run, started):
    moment = datetime.fromisoformat("2024-01-10T09:00:00+07:00")
    assert run("add-result", "done", "2024", "yes", "--data", started(), now=moment).returncode == 0


def test_a_slip_is_mended_by_a_revision_without_a_question(run, started):
    path = started(ROWS + "a,2023,120,,final,,,2024-01-01,\n")
    result = run("add-result", "a", "2023", "12", "--revise", "--data", path)
    assert result.returncode == 0, result.stderr
    asked = run("add-result", "a", "2023", "121", "--revise", "--data", path)
    assert asked.returncode == 2
    assert "121 is about 10 times the 12 of 2022" in asked.stderr


def test_a_dry_run_shows_the_preview_and_the_doubt(run, started):
    path = started(ROWS)
    before = (path / "results.csv").read_bytes()
    result = run("add-result", "a", "2023", "120", "--dry-run", "--data", path)
    assert result.returncode == 0
    assert result.stdout.startswith("Would be recorded, nothing was written: a 2023 = 120 (preliminary)\nbefore: ")
    assert result.stderr == "Note: 120 is about 10 times the 12 of 2022\n"
    assert (path / "results.csv").read_bytes() == before


@pytest.mark.parametrize("value", ["12", "12.0", "12,000"])
@pytest.mark.parametrize("more", [(), ("--revise",), ("--source", "x", "--note", "y"), ("--revise", "--source", "x")])
@pytest.mark.parametrize("status", [(), ("--status", "final"), ("--status", "preliminary"), ("--status", "estimate")])
def test_a_value_that_is_recorded_already_changes_nothing(run, started, value, more, status):
    path = started(ROWS)
    before = (path / "results.csv").read_bytes()
    result = run("add-result", "a", "2022", value, "--decimal", "comma" if "," in value else "point", *more, *status,
                 "--data", path)  # fmt: skip
    assert (result.returncode, result.stderr) == (0, "")
    told = result.stdout.splitlines()
    assert told[0] == "Unchanged: a 2022 = 12 (final, recorded 2023-01-01); nothing was written"
    assert ("The recorded status is better and stays." in told) == bool(status and status[1] != "final")
    assert ("The recorded source and note stay." in told) == ("--source" in more)
    assert (path / "results.csv").read_bytes() == before


def test_a_better_status_of_the_same_value_is_a_revision(run, started):
    path = started("a,2022,12,,estimate,,,2023-01-01,lan\n")
    refused = run("add-result", "a", "2022", "12", "--status", "final", "--data", path)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert run("add-result", "a", "2022", "12", "--data", path).stdout.startswith("Unchanged: a 2022 = 12 (estimate")
    assert run("add-result", "a", "2022", "12", "--status", "final", "--revise", "--data", path).returncode == 0
    assert (last_row(path)["value"], last_row(path)["status"]) == ("12", "final")


def test_a_revision_keeps_a_better_status_unless_another_is_given(run, started):
    path = started(ROWS)
    assert run("add-result", "a", "2022", "12.5", "--revise", "--data", path).returncode == 0
    assert (last_row(path)["value"], last_row(path)["status"]) == ("12.5", "final")
    run("add-result", "a", "2022", "12.6", "--revise", "--status", "estimate", "--data", path)
    assert (last_row(path)["value"], last_row(path)["status"]) == ("12.6", "estimate")
    run("add-result", "a", "2022", "12.7", "--revise", "--data", path)
    assert (last_row(path)["value"], last_row(path)["status"]) == ("12.7", "preliminary")


def test_a_result_equal_to_its_forecast_is_a_revision(run, started):
    path = started("a,2022,12,,forecast,,,2021-01-01,lan\n")
    assert run("add-result", "a", "2022", "12", "--revise", "--data", path).returncode == 0
    assert (last_row(path)["value"], last_row(path)["status"]) == ("12", "preliminary")


@given(
    value=st.sampled_from([Decimal("12"), Decimal("12.0"), Decimal("12.5"), Decimal(1), True, False]),
    other=st.sampled_from([Decimal("12"), Decimal("12.5"), Decimal(1), True, False]),
    qualifiers=st.tuples(st.sampled_from(["", ">"]), st.sampled_from(["", ">"])),
    status=st.sampled_from([None, "forecast", "estimate", "preliminary", "final"]),
    recorded=st.sampled_from(["forecast", "estimate", "preliminary", "final", "withdrawn"]),
)
def test_what_a_value_changes(value, other, qualifiers, status, recorded):
    row = Result("a", Period(2022), other, qualifiers[1], recorded, "source", "note", "2023-01-01", "lan")
    change = compare_with_recorded(value, qualifiers[0], status, row)
    is_equal = type(value) is type(other) and value == other and qualifiers[0] == qualifiers[1]
    order = ["forecast", "estimate", "preliminary", "final"]
    if recorded == "withdrawn":
        assert change == "new"
    elif not is_equal:
        assert change == "revision"
    elif status is None:
        assert (change == "revision") == (recorded == "forecast")
    else:
        assert (change == "revision") == (order.index(status) > order.index(recorded))


def test_a_result_is_withdrawn_without_a_value(run, started):
    path = started(ROWS + "a,2021,11,,final,,,2023-01-01,\n")
    result = run("add-result", "a", "2022", "--status", "withdrawn", "--note", "wrong year", "--data", path)
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines()[0] == "Withdrawn: a 2022 = 12 (final)"
    assert result.stdout.splitlines()[1].startswith("before: 12 (2022)")
    assert result.stdout.splitlines()[2].startswith("after:  11 (2021)")
    row = last_row(path)
    assert (row["period"], row["value"], row["status"], row["note"]) == ("2022", "", "withdrawn", "wrong year")
    again = run("add-result", "a", "2022", "--status", "rút", "--data", path)
    assert (again.returncode, again.stdout) == (2, "")
    assert "no result for 2022 to withdraw" in again.stderr
    assert run("add-result", "a", "2022", "13", "--data", path).returncode == 0


def test_a_withdrawal_names_no_value_and_everything_else_does(run, started):
    path = started(ROWS)
    result = run("add-result", "a", "2022", "12", "--status", "withdrawn", "--data", path)
    assert (result.returncode, result.stdout) == (2, "")
    assert "a withdrawal has no value" in result.stderr
    assert "Missing argument 'VALUE'" in run("add-result", "a", "2023", "--data", path).stderr


def test_a_milestone_is_withdrawn(run, started):
    path = started("done,2022,yes,,final,,,2023-01-01,\n")
    result = run("add-result", "done", "2022", "--status", "withdrawn", "--data", path)
    assert result.stdout.startswith("Withdrawn: done 2022 = yes (final)\n")


def test_a_forecast_does_not_stand_in_for_a_result(run, started):
    path = started(ROWS)
    for more in ([], ["--revise"]):
        result = run("add-result", "a", "2022", "13", "--status", "forecast", *more, "--data", path)
        assert (result.returncode, result.stdout) == (2, "")
        assert "a forecast does not replace a result" in result.stderr


def test_the_lines_are_of_the_year_that_was_recorded(run, started):
    path = started("a,2024,14,,final,,,2025-01-01,\n" + ROWS.replace("2023-01-01", "2025-01-02"))
    told = run("add-result", "a", "2022", "12.5", "--revise", "--data", path).stdout.splitlines()
    assert told[1].startswith("before: 12 (2022)")
    assert told[2].startswith("after:  12.5 (2022)")


def test_an_author_whose_name_is_no_text(run, started):
    path = started(ROWS)
    result = run("add-result", "a", "2023", "12.5", "--data", path, env={"TRACKER_AUTHOR": "L\udcea"})
    assert (result.returncode, result.stdout) == (2, "")
    assert "the name of the author is not valid UTF-8" in result.stderr
    assert "Traceback" not in result.stderr


def test_nobody_is_called_like_an_undo(run, started):
    path = started(ROWS)
    run("add-result", "a", "2023", "12.5", "--data", path, env={"TRACKER_AUTHOR": "lan (undo)"})
    assert last_row(path)["recorded_by"] == "lan"


@pytest.mark.parametrize("text", ["dưới 24", "du\u031bo\u031b\u0301i 24", "DƯỚI 24"])
def test_a_word_of_vietnamese_is_the_same_however_it_is_composed(text):
    assert parse_number(text).qualifier == "<"


@pytest.mark.parametrize(
    ("typed", "hint"),
    [("2024-12", "write 2024"), ("foo-12", "write a year"), ("2024-13", "write a year"), ("24-12", "write a year")],
)
def test_what_is_said_of_a_period(run, started, typed, hint):
    result = run("add-result", "a", typed, "12", "--data", started())
    assert result.returncode == 2
    assert hint in result.stderr


def test_a_torn_row_is_moved_and_told_and_the_result_recorded(run, started):
    path = started(ROWS + "a,2023,1")
    shown = run("status", "--data", path)
    assert shown.returncode == 0
    assert "results.csv:3: the last line is cut off" in shown.stderr
    result = run("add-result", "a", "2023", "12.5", "--data", path)
    assert result.returncode == 0
    assert "it was moved to" in result.stderr
    assert (path / "results.csv.torn").read_text() == "a,2023,1\n"
    assert last_row(path)["value"] == "12.5"
    assert run("status", "--data", path).stderr == ""


def asked(*arguments: object) -> tuple[subprocess.Popen[bytes], int]:
    """Start the program on a terminal and wait for its question; return it and where to type."""
    leader, follower = open_terminal()
    process = subprocess.Popen(
        [sys.executable, "-m", "tracker", *map(str, arguments)],
        stdin=follower, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(),
    )  # fmt: skip
    os.close(follower)
    assert process.stderr is not None
    said = b""
    while not said.endswith(b"]: "):
        said += os.read(process.stderr.fileno(), 1)
    return process, leader


def test_what_others_record_while_a_question_is_open_is_noticed(run, started):
    path = started(ROWS)
    process, leader = asked("add-result", "a", "2023", "120", "--data", path)
    assert run("add-result", "a", "2023", "12.5", "--data", path).returncode == 0
    os.write(leader, b"y\n")
    out, told = process.communicate(timeout=60)
    os.close(leader)
    assert (process.returncode, out) == (2, b"")
    assert b"lan has meanwhile recorded 12.5 for a 2023 (" in told
    assert last_row(path)["value"] == "12.5"


def test_what_others_record_while_an_undo_is_open_is_noticed(run, started):
    path = started(ROWS)
    process, leader = asked("undo", "--data", path)
    assert run("add-result", "a", "2022", "12.5", "--revise", "--data", path).returncode == 0
    os.write(leader, b"y\n")
    out, told = process.communicate(timeout=60)
    os.close(leader)
    assert (process.returncode, out) == (2, b"")
    assert b"lan has meanwhile recorded 12.5 for a 2022 (" in told
    assert last_row(path)["value"] == "12.5"


def test_a_long_journal_is_read_with_a_checkpoint_and_judged_as_a_whole(run, started, tmp_path, monkeypatch):
    monkeypatch.setattr(folder_journals, "CHECKPOINT_MIN_BYTES", 10_000)
    row = "done,2021,yes,,final,https://example.org/a-page-with-an-address,,2022-01-01,lan\n"
    path = started(ROWS + row * 1000)
    run = partial(run, env={"TRACKER_CACHE": str(tmp_path / "cache")})
    refused = run("add-result", "a", "2022", "13", "--data", path)
    assert refused.returncode == 2
    assert "a already has a result for 2022: 12 (final, recorded 2023-01-01)" in refused.stderr
    assert len(list((tmp_path / "cache").iterdir())) == 1
    done = run("add-result", "a", "2023", "12.5", "--data", path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[1].startswith("before: 12 (2022)")
    with (path / "results.csv").open("a", encoding="utf-8") as file:
        file.write("done,2021,yes,,finall,,,2022-01-01,lan\n")
    faulty = run("add-result", "a", "2025", "12.5", "--data", path)
    assert (faulty.returncode, faulty.stdout) == (3, "")
    assert "did you mean" in faulty.stderr


@pytest.mark.parametrize(
    ("measure", "rows", "period", "value", "asked"),
    [
        ("total", "a,2023-03,90", "2023-06", "82", True), ("total", "a,2023-03,90", "2023-06", "90", False),
        ("total", "a,2023-03,90", "2023", "82", True), ("total", "a,2023,300", "2023-06", "301", True),
        ("total", "a,2023-06,90", "2023-03", "95", True), ("total", "a,2022-03,90", "2023-06", "82", False),
        ("total", "a,2023-03,90", "2023-06", "-82", False), ("level", "a,2023-03,90", "2023-06", "82", False),
        ("mean", "a,2023-03,90", "2023-06", "82", False),
    ],
)  # fmt: skip
def test_a_total_that_falls_within_a_year_is_asked_about(folder, run, measure, rows, period, value, asked):
    path = folder(
        f"""
        [term]
        name = "t"
        first_year = 2021
        last_year = 2025
        language = "en"
        [[indicator]]
        id = "a"
        name = "A"
        measure = "{measure}"
        """,
        f"indicator,period,value,qualifier,status,source,note,recorded_at,recorded_by\n{rows},,final,,,2024-02-01,lan\n",
    )
    done = run("add-result", "a", period, "--data", path, "--", value)
    assert (done.returncode == 2 and "a single month is" in done.stderr) == asked
    assert done.returncode == (2 if asked else 0)
