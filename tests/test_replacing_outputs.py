"""What `-o` replaces: earlier output of the same kind, an empty file, and nothing else without --yes.

Reports, whose mark also proves that nobody has edited them: `test_report_replacing.py`.
"""

import csv
import io
import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.process import PROGRAM, environment, open_terminal
from tracker.cli.earlier_output import make_recognizer
from tracker.cli.main import COMMANDS as COMMAND_MODULES
from tracker.cli.main import group
from tracker.reports.marks import add_mark, is_own_output

PROVINCE = Path(__file__).parent / "province"
EN = {"TRACKER_LANG": "en"}
VIEWS = ("csv", "json", "md")
COMMANDS = {
    "status": (["--year", "2024"], ["--year", "2025"], VIEWS),
    "show": (["poverty-rate"], ["poverty-rate", "--year", "2024"], VIEWS),
    "review": (["--year", "2024"], ["--year", "2025"], VIEWS),
    "log": (["-n", "1"], [], VIEWS),
    "check": (["--year", "2024"], ["--only", "stale"], VIEWS),
    "compare": (["poverty-rate", "--year", "2024"], ["poverty-rate", "--year", "2025"], (*VIEWS, "html", "xlsx")),
    "areas": (["--level", "commune"], [], VIEWS),
    "columns": (["status"], ["review"], VIEWS),
    "schema": ([], ["report"], ("json",)),
    "report": (["--no-charts", "--year", "2024"], ["--no-charts"], ("md", "html", "docx", "xlsx")),
    "form": (["--year", "2026"], ["--year", "2027"], ("xlsx",)),
    "import": (["a.csv", "--dry-run"], ["b.csv", "--dry-run"], VIEWS),
    "next-term": ([], ["--as-of", "2026-01-20"], VIEWS),
}
"""The arguments of an earlier and of a later call of each command with -o, and its formats."""
CASES = [(name, ending) for name, (_, _, endings) in COMMANDS.items() for ending in endings]
IDS = ["-".join(case) for case in CASES]
FOREIGN = {
    "csv": b"Name;Amount\nLan;5\n",
    "json": b'{"name": "Lan"}\n',
    "md": b"# Notes of Lan\n",
    "html": b"<p>Notes of Lan</p>\n",
    "xlsx": b"PK\x03\x04 a workbook of Lan",
    "docx": b"PK\x03\x04 a letter of Lan",
}


def list_options(name):
    return {option.removeprefix("--") for item in group.get_command(None, name).params for option in item.opts}


def test_every_command_that_writes_a_file_is_tried():
    # export makes a folder or a zip, with rules of its own: tests/test_export.py
    assert set(COMMANDS) == {name for name in COMMAND_MODULES if "output" in list_options(name)} - {"export"}
    assert all("yes" in list_options(name) for name in COMMANDS)


@pytest.fixture
def call(run, tmp_path):
    (tmp_path / "data").mkdir()
    for name in ("targets.toml", "results.csv", "decisions.csv", "areas.csv"):
        (tmp_path / "data" / name).write_bytes((PROVINCE / name).read_bytes())
    for name, value in (("a", "24"), ("b", "25")):
        (tmp_path / f"{name}.csv").write_text(f"indicator,period,value,area\npoor-households,2026,{value},x-dai-tu\n")

    def _call(name, *arguments):
        data = [] if name in ("columns", "schema") else ["--data", "data"]
        return run(name, *arguments, *data, env=EN)

    return _call


def is_refused(done):
    return (
        done.returncode == 2 and done.stdout == "" and "nothing was written" in done.stderr and "--yes" in done.stderr
    )


@pytest.mark.parametrize(("name", "ending"), CASES, ids=IDS)
def test_only_its_own_output_is_replaced(call, tmp_path, name, ending):
    before, after, _ = COMMANDS[name]
    path = tmp_path / f"out.{ending}"
    path.write_bytes(FOREIGN[ending])
    assert is_refused(call(name, *after, "-o", path.name))
    assert path.read_bytes() == FOREIGN[ending]
    path.write_bytes(b"\n")
    assert call(name, *before, "-o", path.name).returncode == 0
    first = path.read_bytes()
    assert call(name, *after, "-o", path.name).returncode == 0
    second = path.read_bytes()
    assert first != second
    path.write_bytes(FOREIGN[ending])
    assert call(name, *after, "-o", path.name, "--yes").returncode == 0
    assert path.read_bytes()[:100] == second[:100]
    assert not list(tmp_path.glob(".tracker-*"))


@pytest.mark.parametrize("name", [name for name, ending in CASES if ending == "md"])
def test_markdown_that_was_edited_is_not_replaced(call, tmp_path, name):
    path = tmp_path / "out.md"
    assert call(name, *COMMANDS[name][1], "-o", path.name).returncode == 0
    path.write_bytes(path.read_bytes() + b"\nSeen by Lan\n")
    edited = path.read_bytes()
    done = call(name, *COMMANDS[name][1], "-o", path.name)
    assert is_refused(done)
    assert "edited" in done.stderr
    assert path.read_bytes() == edited


@pytest.mark.parametrize("ending", VIEWS)
def test_output_of_another_command_is_not_replaced(call, tmp_path, ending):
    names = [name for name, other in CASES if other == ending]
    path = tmp_path / f"out.{ending}"
    for name in names:
        assert call(name, *COMMANDS[name][0], "-o", path.name, "--yes").returncode == 0
        kept = path.read_bytes()
        other = names[(names.index(name) + 1) % len(names)]
        assert is_refused(call(other, *COMMANDS[other][0], "-o", path.name)), (name, other)
        assert path.read_bytes() == kept


def test_csv_is_known_in_either_dialect_and_by_the_columns_of_earlier_versions(call, tmp_path):
    path = tmp_path / "out.csv"
    assert call("status", "-o", path.name, "--dialect", "excel").returncode == 0
    assert call("status", "-o", path.name).returncode == 0
    columns = path.read_text().partition("\n")[0].split(",")
    path.write_text(",".join(columns[:30]) + "\n")
    assert call("status", "-o", path.name).returncode == 0
    for others in (columns[:3], [*columns, "Seen by Lan"], columns[1:], ["", *columns], columns[::-1]):
        path.write_text(",".join(others) + "\n")
        assert is_refused(call("status", "-o", path.name)), others


def test_a_drawn_table_is_replaced_only_if_it_is_the_same(call, tmp_path):
    path = tmp_path / "out.txt"
    for _ in range(2):
        assert call("status", "--year", "2024", "-o", path.name).returncode == 0
    assert is_refused(call("status", "--year", "2025", "-o", path.name))


@pytest.mark.parametrize("make", [os.symlink, os.link])
def test_links_lead_to_files_that_are_not_replaced_either(call, tmp_path, make):
    target = tmp_path / "notes.csv"
    target.write_bytes(FOREIGN["csv"])
    make(target, tmp_path / "out.csv")
    assert is_refused(call("status", "-o", "out.csv"))
    assert target.read_bytes() == (tmp_path / "out.csv").read_bytes() == FOREIGN["csv"]


def test_yes_replaces_no_input_and_no_folder(call, tmp_path):
    (tmp_path / "sub.csv").mkdir()
    kept = (tmp_path / "a.csv").read_bytes()
    assert call("import", "a.csv", "--dry-run", "--yes", "-o", "a.csv").returncode == 2
    assert (tmp_path / "a.csv").read_bytes() == kept
    assert call("status", "--yes", "-o", "sub.csv").returncode in (2, 3)
    assert call("status", "--yes", "-o", "data/results.csv").returncode == 2


@pytest.mark.parametrize(
    ("name", "arguments"), [("import", ["a.csv"]), ("next-term", ["next", "--years", "2031-2035"])]
)
def test_nothing_is_recorded_or_made_if_the_file_may_not_be_replaced(call, tmp_path, name, arguments):
    (tmp_path / "out.csv").write_bytes(FOREIGN["csv"])
    journal = (tmp_path / "data" / "results.csv").read_bytes()
    assert call(name, *arguments, "-o", "out.csv").returncode == 2
    assert (tmp_path / "data" / "results.csv").read_bytes() == journal
    assert not (tmp_path / "next").exists()
    assert (tmp_path / "out.csv").read_bytes() == FOREIGN["csv"]


def test_nothing_is_repaired_if_the_file_may_not_be_replaced(call, tmp_path):
    (tmp_path / "out.csv").write_bytes(FOREIGN["csv"])
    with (tmp_path / "data" / "results.csv").open("ab") as journal:
        journal.write(b"poverty-rate,20")
    assert is_refused(call("check", "--repair", "-o", "out.csv"))
    assert (tmp_path / "data" / "results.csv").read_bytes().endswith(b"poverty-rate,20")
    call("check", "--repair", "-o", "other.csv")
    assert (tmp_path / "data" / "results.csv.torn").read_bytes() == b"poverty-rate,20\n"


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 1)])
def test_somebody_is_asked_at_a_terminal(tmp_path, answer, code):
    path = tmp_path / "out.csv"
    path.write_bytes(FOREIGN["csv"])
    leader, follower = open_terminal()
    process = subprocess.Popen(
        [*PROGRAM, "columns", "-o", path.name], cwd=tmp_path, env=environment(**EN), stdin=follower, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    os.write(leader, f"{answer}\n".encode())
    out, told = process.communicate(timeout=60)
    os.close(leader)
    os.close(follower)
    assert (process.returncode, out) == (code, "")
    assert "Replace it?" in told
    assert (path.read_bytes() == FOREIGN["csv"]) == (code == 1)


CELLS = st.lists(st.text(alphabet='abc_ ,;"\n', max_size=6), min_size=1, max_size=9)


@given(CELLS, CELLS)
def test_columns_are_compared_as_a_whole(old, new):
    """The names that the program writes have no comma; the file of somebody else has any."""
    text = io.StringIO()
    csv.writer(text).writerow(old)
    columns = [f"column{index}" for index, _ in enumerate(new)]
    recognize = make_recognizer((",".join(columns) + "\n1\n").encode(), "csv", "status")
    assert not recognize(text.getvalue().encode())
    for kept in range(1, len(columns) + 1):
        is_known = kept == len(columns) or kept >= 7
        assert recognize((";".join(columns[:kept]) + "\r\n").encode()) == is_known


TEXTS = st.binary(max_size=80).filter(lambda data: not data.startswith(b"PK"))
"""Outputs that are no archive: a mark of those stands in their last record, which they must have."""


@given(TEXTS, st.sampled_from(["", "status", "next-term"]), st.sampled_from(["", "status", "show"]))
def test_a_mark_says_what_kind_of_output_it_is(data, kind, other):
    marked = add_mark(data, kind)
    assert is_own_output(marked, kind)
    assert is_own_output(marked, other) == (kind == other)
    assert not is_own_output(marked + b"x", kind)
