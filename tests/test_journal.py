"""The journal loses nothing: what is appended is read back as it was, whatever the text; what fails changes nothing."""

import csv
import io
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.folders import HEADER
from tracker.errors import Problem
from tracker.journal import blocks
from tracker.journal.index import ALL_INDICATORS
from tracker.journal.reader import read_journal
from tracker.journal.rows import COLUMNS, ResultConstraint
from tracker.journal.writer import append_rows
from tracker.model import Result
from tracker.periods import is_timestamp

TEXT = st.text(st.characters(blacklist_categories=["Cs"]), max_size=40)
ROWS = st.fixed_dictionaries({
    "indicator": st.just("a"),
    "period": st.sampled_from(["2021", "2023-06"]),
    "value": st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-10**9, max_value=10**9).map("{:f}".format),
    "qualifier": st.sampled_from(["", "<", ">", "~"]),
    "status": st.sampled_from(["estimate", "final", "forecast"]),
    "source": TEXT,
    "note": TEXT,
    "recorded_at": st.sampled_from(["2024-01-31", "2024-01-31T09:00:00+07:00"]),
    "recorded_by": TEXT,
})  # fmt: skip


def rows_of(data: bytes) -> tuple[list[Result], list[Problem]]:
    """Every row of a journal in its order, and what is wrong in it."""
    reading = read_journal(io.BytesIO(data), "results.csv", history=ALL_INDICATORS)
    rows = sorted((row for rows in reading.results.values() for row in rows), key=lambda row: row.line)
    return rows, reading.problems


@given(st.lists(ROWS, min_size=1, max_size=5), st.sampled_from(["\n", "\r\n"]), st.booleans(), st.booleans())
def test_whatever_text_is_appended_is_read_back(tmp_path_factory, rows, end, has_mark, ends_whole):
    path = tmp_path_factory.mktemp("j") / "results.csv"
    header = ("\ufeff" if has_mark else "") + HEADER.rstrip("\n") + (end if ends_whole else "")
    path.write_bytes(header.encode())
    for row in rows:
        append_rows(str(path), [row])
    results, problems = rows_of(path.read_bytes())
    assert problems == []
    read = [
        {**dict(zip(COLUMNS, [r.indicator, str(r.period), f"{r.value:f}", r.qualifier, r.status, r.source, r.note, r.recorded_at,
                              r.recorded_by], strict=True))}
        for r in results
    ]  # fmt: skip
    assert read == [{**row, "value": row["value"]} for row in rows]


@given(st.lists(st.lists(TEXT, min_size=9, max_size=9), max_size=6))
def test_any_csv_is_read_without_failing_and_every_row_is_a_result_or_a_problem(cells):
    out = io.StringIO(newline="")
    csv.writer(out).writerows(cells)
    results, problems = rows_of((HEADER + out.getvalue()).encode())
    assert len({problem.location.line for problem in problems}) + len(results) == sum(any(row) for row in cells)


@given(st.text(st.characters(blacklist_categories=["Cs"])))
def test_any_text_is_read_without_failing(text):
    rows_of(text.encode())
    rows_of((HEADER + text).encode())


def test_lines_are_counted_as_an_editor_counts_them():
    text = HEADER + 'a,2021,1,,final,,"two\nlines",2022-01-01,\n\nb,bad,1,,final,,,2022-01-01,\n'
    results, problems = rows_of(text.encode())
    assert [row.line for row in results] == [2]
    assert [problem.location.line for problem in problems] == [5]


@pytest.mark.parametrize(
    ("text", "possible"),
    [("2024-01-31", True), ("2024-01-31T09:00:00+07:00", True), ("2024-01-31T09:00Z", True), ("2024-01-31T09:00:00", False),
     ("2023-02-30", False), ("20240131", False), ("2024-W05-3", False), ("", False), ("2024-1-31", False), ("31/01/2024", False)],
)  # fmt: skip
def test_moments(text, possible):
    assert is_timestamp(text) is possible


def test_of_a_million_faults_each_kind_is_counted_and_its_first_thousand_described():
    body = "".join(f"a,2021,x,,final,,,2022-01-01,{number}\n" for number in range(1500))
    reading = read_journal(io.BytesIO((HEADER + body + "short\n").encode()), "results.csv")
    assert reading.problems.total == 1501
    assert [problem.location.line for problem in reading.problems] == [*range(2, 1002), 1502]


def test_sound_rows_that_may_not_stand_here_are_each_told_with_their_line():
    sound = "{},{},5,,final,,,{},lan\n".format
    body = (
        sound("a", 2021, "2022-01-01")
        + sound("b", 2021, "2022-01-01")
        + sound("a", 2026, "2022-01-02")
        + sound("m", 2021, "2022-01-02")
    )
    body += sound("b", 2021, "2022-01-03") + sound("a", 2021, "2021-12-31")
    accepted = {"a": ResultConstraint("level", 2025), "m": ResultConstraint("milestone", 2025)}
    reading = read_journal(io.BytesIO((HEADER + body).encode()), "results.csv", accepted)
    told = sorted((each.location.line, each.location.key) for each in reading.problems)
    assert told == [(3, "indicator"), (4, "period"), (5, "value"), (6, "indicator"), (7, "recorded_at")]


def test_a_journal_that_is_edited_while_it_is_read_is_told():
    data = (HEADER + "a,2021,5,,final,,,2022-01-01,lan\n" * 3).encode()

    class Edited(io.BytesIO):
        seeks = 0

        def seek(self, *place):
            self.seeks += 1
            if self.seeks == 2:  # for the rows that count
                self.getbuffer()[data.rindex(b"a,2021") :][:1] = b"z"
            return super().seek(*place)

    reading = read_journal(Edited(data), "results.csv")
    assert [str(problem.message) for problem in reading.problems] == ["the file is being changed while it is read"]


def test_a_cell_longer_than_any_note_is_told(monkeypatch):
    limit = csv.field_size_limit()
    monkeypatch.setattr(blocks, "MAX_CELL_BYTES", 1000)
    try:
        csv.field_size_limit(1000)
        reading = read_journal(
            io.BytesIO((HEADER + f'a,2021,5,,final,,"{"x" * 2000}\n",2022-01-01,lan\n').encode()), "results.csv"
        )
    finally:
        csv.field_size_limit(limit)
    assert ["longer than" in str(problem.message) for problem in reading.problems] == [True]


@given(
    minutes=st.lists(st.integers(0, 50), min_size=1, max_size=6),
    zone=st.sampled_from([0, 7]),
    others=st.booleans(),
)
def test_a_last_row_that_was_recorded_earlier_on_the_day_is_named(minutes, zone, others):
    """Case of the review of 27 November 2026: rows of one day, sorted in a spreadsheet; invented figures."""
    times = [datetime(2023, 1, 31, 12, minute, tzinfo=timezone(timedelta(hours=zone))) for minute in minutes]
    rows = [f"a,2022,{at},,final,,,{time.isoformat()},lan" for at, time in enumerate(times)]
    if others:
        rows.insert(0, "b,2022,1,,final,,,2023-01-31T20:00:00+07:00,lan")  # another key has its own order
        rows.append("c,2022,1,,forecast,,,2023-01-31,lan")
    text = ",".join(COLUMNS) + "\n" + "".join(f"{row}\n" for row in rows)
    content = read_journal(io.BytesIO(text.encode()), "results.csv")
    assert content.problems == []
    is_last = minutes[-1] == max(minutes)
    assert (content.unordered == {}) == is_last
    assert set(content.unordered) <= {b"a,2022"}
