"""Any text in any field: what is recorded is read back as it is, or refused before anything is written.

Refused is only what is no text at all (a lone surrogate: bytes that were no UTF-8), and that is said.
"""

import csv
import io
import os
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from support.folders import HEADER
from tracker.errors import TrackerError
from tracker.folder import Folder, load_register
from tracker.journal.decision_rows import DECISIONS
from tracker.journal.index import ALL_INDICATORS
from tracker.journal.writer import append_rows

NASTY = ["\x00", "\r", "\n", "\r\n", '"', '""', ",", ";", "\t", " ", "'", "=", "\ufeff", "\u2028", "\u2029", "\x85", "\x0b", "\x0c",
         "\x1a", "\x1b[31m", "\u202e", "\ufdd0", "\U0010ffff", "ế", "e\u0302\u0301", "\u00a0", "(undo)", "a,b\n2023,", "\\", "\x1c", "\x7f"]  # fmt: skip
TEXT = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    st.lists(st.sampled_from(NASTY), max_size=6).map("".join),
    st.text(st.sampled_from('",\r\n \ufeff\x00a'), max_size=12),
)
FIELDS = ("source", "note", "recorded_by", "area", "đơn vị")
TARGETS = """[term]
name = "T"
first_year = 2021
last_year = 2025
[[indicator]]
id = "a"
name = "A"
measure = "level"
"""
TEXTS = st.lists(st.fixed_dictionaries(dict.fromkeys(FIELDS, TEXT)), min_size=1, max_size=4)
HEADERS = st.permutations([*HEADER.strip().split(","), "area", "đơn vị"]).map(",".join)


@given(TEXTS, HEADERS, st.sampled_from(["\n", "\r\n"]), st.booleans())
@example(
    [dict.fromkeys(FIELDS, "\ufeff")], "source," + HEADER.replace("source,", "").strip() + ",area,đơn vị", "\n", True
)
@example([dict.fromkeys(FIELDS, "\r")], HEADER.strip() + ",area,đơn vị", "\r\n", False)
@example([dict.fromkeys(FIELDS, "")], HEADER.strip() + ",area,đơn vị", "\n", False)
def test_any_text_in_any_field_is_read_back(tmp_path_factory, rows, header, end, has_mark):
    """Also where the columns stand in another order, and the text first in its row."""
    folder = Folder(str(tmp_path_factory.mktemp("j")))
    Path(folder.targets_path).write_text(TARGETS, encoding="utf-8")
    Path(folder.results_path).write_bytes((("\ufeff" if has_mark else "") + header + end).encode())
    for at, row in enumerate(rows):
        period = f"{2021 + at}"
        fixed = {"indicator": "a", "period": period, "value": f"{at}.5", "status": "final", "recorded_at": "2024-01-31"}
        append_rows(folder.results_path, [{**fixed, **row}])
    register = load_register(folder, history=ALL_INDICATORS)
    assert register.warnings == ()
    found = register.results["a"]
    assert [(row.source, row.note, row.recorded_by) for row in found] == [
        (row["source"], row["note"], row["recorded_by"]) for row in rows
    ]
    assert [str(row.value) for row in found] == [f"{at}.5" for at in range(len(rows))]
    assert load_register(folder).results == register.results
    text = Path(folder.results_path).read_bytes().decode("utf-8-sig")
    kept = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [{field: row[field] for field in FIELDS} for row in kept] == rows


DECISION_FIELDS = ("source", "note", "recorded_by", "đơn vị")
DECISION_TEXTS = st.lists(st.fixed_dictionaries(dict.fromkeys(DECISION_FIELDS, TEXT)), min_size=1, max_size=4)
DECISION_HEADERS = st.permutations([*DECISIONS.columns, "đơn vị"]).map(",".join)


@given(DECISION_TEXTS, DECISION_HEADERS, st.sampled_from(["\n", "\r\n"]), st.booleans(), st.data())
def test_any_text_of_a_decision_is_read_back_and_a_cut_loses_no_whole_row(
    tmp_path_factory, rows, header, end, has_mark, data
):
    """A row that was cut off is left out, or refused with its line if it may be a quotation mark that is missing."""
    folder = Folder(str(tmp_path_factory.mktemp("j")))
    path = Path(folder.decisions_path)
    Path(folder.targets_path).write_text(TARGETS, encoding="utf-8")
    Path(folder.results_path).write_text(HEADER, encoding="utf-8")
    path.write_bytes((("\ufeff" if has_mark else "") + header + end).encode())
    ends = []
    for at, row in enumerate(rows):
        fixed = {
            "indicator": "a",
            "kind": "plan",
            "year": f"{2021 + at}",
            "value": f">={at}.5",
            "recorded_at": "2024-01-31",
        }
        append_rows(folder.decisions_path, [{**fixed, **row}], DECISIONS)
        ends.append(path.stat().st_size)
    register = load_register(folder)
    assert register.warnings == ()
    found = register.decisions["a"]
    assert [(row.source, row.note, row.recorded_by) for row in found] == [
        (row["source"], row["note"], row["recorded_by"]) for row in rows
    ]
    text = path.read_bytes().decode("utf-8-sig")
    kept = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [{field: row[field] for field in DECISION_FIELDS} for row in kept] == rows
    cut = data.draw(st.integers(len(path.read_bytes().split(end.encode())[0]) + len(end), ends[-1]))
    path.write_bytes(path.read_bytes()[:cut])
    whole = sum(size <= cut for size in ends)
    try:
        kept = load_register(folder).decisions.get("a", ())
    except TrackerError as error:  # cut after a line break in a cell: it may also be a mark that nobody closed
        [problem] = error.problems
        assert "never closed" in str(problem.message)
        assert problem.location.line == found[whole].line
        assert path.stat().st_size == cut
    else:
        assert kept[:whole] == found[:whole]


@pytest.mark.parametrize("text", [text for text in NASTY if "\x00" not in text] + ["".join(NASTY[1:])])
@pytest.mark.parametrize("command", ["add-result", "decide"])
def test_any_text_on_the_command_line_is_recorded_as_it_is(text, command, folder, run):
    path = folder(TARGETS)
    done = run(
        command,
        "a",
        "2023",
        "5",
        "--note",
        text,
        f"--source={text}",
        "--data",
        path,
        env={"TRACKER_AUTHOR": f"x{text}"},
    )
    assert done.returncode == 0, done.stderr
    register = load_register(Folder(str(path)), history=ALL_INDICATORS)
    (row,) = register.results["a"] if command == "add-result" else register.decisions["a"]
    assert (row.note, row.source) == (text, text)
    assert row.recorded_by.removesuffix(" (undo)") == f"x{text}".removesuffix(" (undo)")


@pytest.mark.skipif(os.name == "nt", reason="an argument is bytes only elsewhere")
@pytest.mark.parametrize("option", ["--note", "--source"])
@pytest.mark.parametrize("command", ["add-result", "decide"])
def test_what_is_no_text_is_refused_and_nothing_is_written(option, command, folder, run):
    path = folder(TARGETS)
    before = (path / "results.csv").read_bytes()
    done = run(command, "a", "2023", "5", option, os.fsdecode(b"tr\xe0n"), "--data", path, "--lang", "en")
    assert done.returncode == 2
    assert "is not valid UTF-8" in done.stderr
    assert (path / "results.csv").read_bytes() == before
    assert not (path / "decisions.csv").exists()
