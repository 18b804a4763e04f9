"""However a journal is cut into blocks, and whichever lines are taken at first sight: it is read as the csv module reads it.

The oracle below decodes the whole file, lets the csv module cut it into records, and judges each record by itself.
"""

import csv
import io
import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from support.examples import count_examples
from tracker.errors import Location, Problem, ProblemList, msg
from tracker.journal import blocks as lines_module
from tracker.journal import checkpoint
from tracker.journal.checkpoint import read_with_checkpoint
from tracker.journal.effective import select_effective_rows
from tracker.journal.header import read_header
from tracker.journal.index import ALL_INDICATORS
from tracker.journal.reader import read_journal
from tracker.journal.row_reader import RowReader
from tracker.journal.rows import RESULTS, ResultConstraint
from tracker.journal.scan import JournalSource, is_truncated, is_truncated_row
from tracker.model import Result

HEADER = "indicator,period,value,qualifier,status,source,note,recorded_at,recorded_by"
HEADERS = [
    HEADER,
    HEADER,
    HEADER,
    HEADER + ",area",
    '"indicator" ,period,value,qualifier,status,source,note,recorded_at,recorded_by,"two\nlines"',
    "period,indicator,value,qualifier,status,source,note,recorded_at,recorded_by",
    "indicator,period,value,status,recorded_at",
]
ACCEPTED = {
    "a": ResultConstraint("level", 2025),
    "b": ResultConstraint("level", 2025),
    "g": ResultConstraint("growth_rate", 2025),
    "m": ResultConstraint("milestone", 2025),
}
FAKE_ROW = "a,2021,9,,final,,,2022-01-01,lan"
CELLS = {
    "indicator": ["a", "b", "g", "m", "a", "b", "a ", "A", "none", "", '"a"', "a b", "ế"],
    "period": ["2021", "2021", "2022", "2021-06", "2021-12", "2021-00", "2026", "1899", "2200", " 2021", "2021-6", "٢٠٢١", ""],
    "value": ["1", "2", "3.5", "-3", "-99.5", "-100", "-100.0", "-0", "1.", ".5", "1e3", "yes", "no", "", "1,5", '"1,5"', '"7"',
              "9" * 30, "9" * 31, "1." + "3" * 30, "1." + "3" * 31, "+1", "1_0", "١", "nan", " 4 ", "--1"],
    "qualifier": ["", "", "<", ">", "~", "≈", "<<", '"<"', "x"],
    "status": ["final", "preliminary", "estimate", "forecast", "forecast", "withdrawn", "Final", "fnal", "", '"final"'],
    "source": ["", "https://example.org/a", '"a, b"', "sổ 5\" cũ", '"x ""y"" z"', "\x00", '""', "a\u2028b", "\u0085"],
    "note": ["", "số liệu", '"một, hai"', f'"x\n{FAKE_ROW}\ny"', f'"x\r\n{FAKE_ROW}\r\ny"', f'"q"",""\n{FAKE_ROW}"', '"x\ry"', "a\rb",
             '"hở', 'x"', '"x"y', '"",""', '" ""', "'"],
    "recorded_at": ["2022-01-01", "2022-01-02", "2022-01-02T09:00:00+07:00", "2022-01-03", "2021-12-31", "2024-02-29", "2023-02-29",
                    "2000-02-29", "1900-02-29", "2022-04-31", "2022-01-02T09:00:00", "2022-01-02T24:00:00+07:00",
                    "2022-01-02T09:00:00.123456Z", "2022-01-02T09:00:00.12Z", "2022-01-02T09:00+07:00",
                    "2022-01-02T09:00:00-19:59", "2022-01-02T09:00:00+24:00", "2022-01-02 09:00:00+07:00", "2022-13-01", ""],
    "recorded_by": ["", "lan", "lan (undo)", "lan (undo)", '"Lan, Sở KHĐT"', '"lan (undo)"', "lan ", "ngô thị ế"],
}  # fmt: skip
SOUND = {"indicator": 2, "period": 3, "value": 4, "qualifier": 5, "status": 3, "recorded_at": 4}
"""How many of each list may stand in a row that is meant to be sound."""


@st.composite
def rows(draw, strangeness=(0, 0, 0, 1, 1, 9)) -> str:
    """One line, most of them sound, some with one strange cell, few with several."""
    strange = draw(st.sampled_from(strangeness))
    names = list(CELLS)
    odd = set(draw(st.permutations(names))[:strange])
    cells = [draw(st.sampled_from(CELLS[name][: None if name in odd else SOUND.get(name, 3)])) for name in names]
    return ",".join(cells)


def day_of(row: str) -> str:
    """The day of a sound row."""
    return row.rpartition(",")[0][-25:].rpartition(",")[2][:10]


TIDY = st.lists(
    st.one_of(rows([0]), rows([0]), st.builds("{0},{1},1,,{2},,{3},{4},lan{5}".format, *map(st.sampled_from, (
        ["a", "b"], ["2021", "2022"], ["final", "forecast", "withdrawn", "estimate"], CELLS["note"][:8],
        ["2022-01-01", "2022-01-02", "2022-01-03"], ["", " (undo)"])))), max_size=14,
).map(lambda found: sorted(found, key=day_of))  # fmt: skip
"""Journals in order, almost without faults, so that what counts is compared."""
LINES = st.one_of(
    rows(), rows(), rows(), rows(), rows(), st.sampled_from(["", ",,,,,,,,", ",", " ", "x", FAKE_ROW + ",", '"', FAKE_ROW[:-9]])
)  # fmt: skip
ENDS = st.sampled_from(["\n", "\n", "\n", "\n", "\r\n", "\r", "\r\r\n", "\n\n"])


@st.composite
def journals(draw) -> bytes:
    """The bytes of a journal: sound, faulty, torn, or no text at all."""
    end = draw(st.sampled_from(["\n", "\n", "\r\n", "\r", ""]))
    header = draw(st.sampled_from(HEADERS))
    body = "".join(
        line + (end or draw(ENDS)) for line in [header, *draw(st.one_of(st.lists(LINES, max_size=14), TIDY))]
    )
    data = (draw(st.sampled_from(["", "", "\ufeff"])) + body).encode()
    cut = draw(st.sampled_from([0, 0, 0, 1, 2, 5, 20, 60]))
    data = data[: len(data) - cut] if cut else data
    place = draw(st.integers(0, len(data) * 20))
    return data[:place] + b"\xe1" + data[place:] if place < len(data) else data


@st.composite
def tidy_journals(draw) -> bytes:
    """The bytes of a journal without faults, mostly."""
    return ("\n".join([HEADER, *draw(TIDY), *sorted(draw(TIDY), key=day_of)]) + "\n").encode()


class Oracle:
    """Reads a journal whole."""

    def __init__(self, data: bytes, accepted: dict[str, ResultConstraint] | None) -> None:
        self.data, self.accepted = data, accepted
        self.rows: list[Result] = []
        self.faults = ProblemList()
        self.torn: tuple[int, int] | None = None
        self.not_text = 0
        self.read()

    def read(self) -> None:
        body = self.data.removeprefix(b"\xef\xbb\xbf")
        ended = body.rstrip(b"\r\n") != body
        try:
            text = body.decode()
        except UnicodeDecodeError as error:
            cut = error.reason == "unexpected end of data" and error.end == len(body)
            if not cut:
                self.not_text = len((body[: error.start] + b"?").splitlines())
                return
            text, ended = body[: error.start].decode() + "\ufffd", False
            self.cut_letter = True
        else:
            self.cut_letter = False
        self.records(text, body, ended)

    def records(self, text: str, body: bytes, ended: bool) -> None:
        source = io.StringIO(text, newline="")
        reader = csv.reader(source, strict=True)
        columns, line, start = None, 1, 0
        days: dict[tuple[str, object], str] = {}
        judge = None
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                if columns is None and not self.faults.total:
                    self.faults.append(Problem(Location("x", 1), msg("empty")))
                return
            except csv.Error as error:
                # The last line cannot be decoded, whatever else is wrong in it.
                is_cut = self.cut_letter and reader.line_num == len(body.splitlines())
                self.broken("unexpected end" if is_cut else str(error), line, body[start:], columns)
                return
            is_last = source.tell() == len(text) and not ended
            if is_last and self.cut_letter:
                self.broken("unexpected end", line, body[start:], columns)
                return
            if cells and columns is None:
                columns, problems = read_header(cells, Location("x", line), RESULTS)
                for problem in problems:
                    self.faults.append(problem)
                if columns is None:
                    return
                judge = RowReader(columns, "x", self.faults, self.accepted, RESULTS)
            elif any(cells):
                if is_last and is_truncated_row(cells, judge):
                    self.torn = line, start + len(self.data) - len(body)
                    return
                row = judge.read_row(cells, line)
                if row:
                    self.rows.append(row)
                    before = days.get((row.indicator, row.period), "")
                    if row.recorded_on < before:
                        judge.report_wrong_order(row, before)
                    days[row.indicator, row.period] = row.recorded_on
            line = reader.line_num + 1
            start = len(text[: source.tell()].encode())

    def broken(self, said: str, line: int, end: bytes, columns) -> None:
        if "unexpected end" in said and columns and is_truncated(end, columns, RESULTS):
            self.torn = line, len(self.data) - len(end)
        else:
            if self.cut_letter and "unexpected end" in said:  # the letter is on the last line, in whatever record
                line = len(self.data.removeprefix(b"\xef\xbb\xbf").splitlines())
            self.faults.append(Problem(Location("x", line), msg("broken")))

    def results(self, as_of: str | None, history: str) -> dict[str, tuple[Result, ...]]:
        found: dict[str, list[Result]] = {}
        for row in self.rows:
            found.setdefault(row.indicator, []).append(row)
        kept = {}
        for indicator, rows in found.items():
            known = tuple(row for row in rows if as_of is None or row.recorded_on <= as_of)
            kept[indicator] = known if history in (ALL_INDICATORS, indicator) else select_effective_rows(known)
        return {indicator: rows for indicator, rows in kept.items() if rows}


def told(faults: ProblemList) -> list[tuple]:
    """What is said of each fault, in the order of the lines; of a broken quotation only its line."""
    return sorted(
        (problem.location.line, problem.location.key, "" if str(problem.message).startswith(("broken", "the quot", "a quot", "is not UTF", "the file is empty", "empty")) else str(problem.message), "" if problem.location.key == "" else str(problem.hint))
        for problem in faults
    )  # fmt: skip


@settings(max_examples=count_examples(300), deadline=None)
@given(
    journals(), st.sampled_from([None, None, "2022-01-02", "2021-06-30"]),
    st.sampled_from(["", "", "a", ALL_INDICATORS]),
    st.sampled_from([ACCEPTED, ACCEPTED, None]), st.sampled_from([1, 7, 64, 200, 1 << 18]),
)  # fmt: skip
def test_a_journal_is_read_as_the_csv_module_reads_it(data, as_of, history, accepted, block):
    oracle = Oracle(data, accepted)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines_module, "_BLOCK", block)
        reading = read_journal(io.BytesIO(data), "x", accepted, as_of=as_of, history=history)
    if oracle.not_text:
        assert told(reading.problems)[-1][0] <= oracle.not_text
        assert reading.problems.total
        return
    assert told(reading.problems) == told(oracle.faults)
    assert reading.problems.total == oracle.faults.total
    assert reading.torn_row == oracle.torn
    if not reading.problems.total:
        assert reading.results == oracle.results(as_of, history)
        assert all(type(row.value) in (Decimal, bool, type(None)) for rows in reading.results.values() for row in rows)


@pytest.mark.parametrize(
    "row",
    [
        "a,2021,1,,final,x,y\nz,2022-01-01,lan",
        "a,2021,1,,final,x\ry,z,2022-01-01,lan",
        "a,2021,1,,final,x,\n,2022-01-01,lan",
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_two_broken_lines_are_no_row_together(row, end):
    sound = "a,2021,1,,final,,,2022-01-01,lan"
    data = end.join([HEADER, sound, row, sound, ""]).encode()
    reading = read_journal(io.BytesIO(data), "x", ACCEPTED)
    assert [problem.location.line for problem in reading.problems] == [3, 4]
    assert len(reading.results["a"]) == 1


@st.composite
def edits(draw) -> list[tuple[str, float, bytes]]:
    """What happens to a journal between readings: rows are appended, or bytes are put in, cut out or overwritten."""
    kinds = st.sampled_from(
        ["append", "append", "append", "append", "insert", "cut", "overwrite", "truncate", "nothing"]
    )
    texts = st.one_of(
        TIDY.map(lambda found: "".join(row + "\n" for row in found).encode()),
        st.sampled_from([b"\n", b"9", b'"', b"\xe1", FAKE_ROW.encode() + b"\n", FAKE_ROW.encode()]),
    )
    return draw(st.lists(st.tuples(kinds, st.floats(0, 1), texts), min_size=1, max_size=5))


def edit(data: bytes, kind: str, where: float, text: bytes) -> bytes:
    """Return the journal after one edit."""
    at = int(where * len(data))
    if kind == "append":
        return data + text
    if kind == "truncate":
        return data[:at]
    return data[:at] + (b"" if kind == "cut" else text) + data[at + (0 if kind == "insert" else len(text)) :]


def spy_on_checkpoint(patch) -> list:
    """Return the list to which each answer of a checkpoint is added: None if the journal had to be read whole."""
    answers, real = [], checkpoint._read_from_checkpoint

    def read_rest(*arguments):
        answers.append(real(*arguments))
        return answers[-1]

    patch.setattr(checkpoint, "_read_from_checkpoint", read_rest)
    return answers


def summarize(reading) -> tuple:
    """Everything that a reading says."""
    return told(reading.problems), reading.problems.total, reading.torn_row, reading.results, reading.further_rows


@settings(max_examples=count_examples(400), deadline=None)
@given(
    st.one_of(journals(), tidy_journals(), tidy_journals()), edits(),
    st.lists(st.sampled_from([None, None, None, "2022-01-02", "2021-06-30", "2022-01-03"]), min_size=6, max_size=6),
)  # fmt: skip
def test_a_checkpoint_never_changes_what_a_journal_says(data, changes, days):
    with tempfile.TemporaryDirectory() as folder:
        check_checkpoints(Path(folder), data, changes, days)


def check_checkpoints(folder, data, changes, days):
    """Read a journal after each change, twice, with a checkpoint and whole."""
    path, cache = folder / "results.csv", str(folder / "cache")
    for change, as_of in zip([None, *changes], days, strict=False):
        data = edit(data, *change) if change else data
        path.write_bytes(data)
        whole = read_journal(io.BytesIO(data), str(path), ACCEPTED, as_of=as_of)
        for _ in range(2):
            with path.open("rb") as file, pytest.MonkeyPatch.context() as patch:
                used = spy_on_checkpoint(patch)
                reading = read_with_checkpoint(JournalSource(file, str(path), ACCEPTED, RESULTS), as_of, cache)
            event("from a checkpoint" if used and used[0] and len(used) == 1 else "whole")
            assert summarize(reading) == summarize(whole)
