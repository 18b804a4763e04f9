"""An undo leaves no trace in any report, whatever was recorded; and says before what it does."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from support.examples import count_examples
from support.folders import HEADER
from tracker.assess import assess, choose_reporting_year
from tracker.errors import TrackerError
from tracker.folder import Folder, load_register
from tracker.i18n import Language
from tracker.journal.batches import list_recordings, plan_undo
from tracker.journal.index import ALL_INDICATORS
from tracker.journal.rows import make_row
from tracker.journal.writer import append_rows, stamp_rows
from tracker.views.status import markdown, terminal
from tracker.views.status.data import render_csv, render_json

TARGETS = """
[term]
name = "t"
baseline_year = 2020
first_year = 2021
last_year = 2024
language = "en"
[[indicator]]
id = "a"
name = "A"
measure = "level"
target.at_least = 8
[[indicator]]
id = "b"
name = "B"
measure = "total"
target.at_least = 30
plan = { 2022 = 5 }
[[indicator]]
id = "c"
name = "C"
measure = "milestone"
target = "yes"
"""
DAY = "2025-06-30"
START = datetime(2025, 1, 1, 8, 0, 0, tzinfo=timezone(timedelta(hours=7)))


def reports(folder: Path) -> list[str]:
    """Every report of the folder as it stands."""
    register = load_register(Folder(str(folder)))
    board = assess(register, choose_reporting_year(register, "2025-06-30"), DAY)
    english = Language("en")
    return [
        render_csv(board, english),
        render_json(board, english),
        markdown.render_markdown(board, english),
        terminal.render_table(board, terminal.TerminalStyle(english), None),
    ]


def journal(folder: Path):
    return list_recordings(load_register(Folder(str(folder)), history=ALL_INDICATORS).results)


def holding(folder: Path) -> list[str]:
    """Every report as it would be if what was taken back, and every undo, had never been written."""
    every = journal(folder)
    taken: dict[int, list[int]] = {entry.number: [] for entry in every}
    for entry in every:
        if entry.undo_of is not None:
            taken[entry.undo_of].append(entry.number)

    def holds(number: int) -> bool:
        return not any(holds(other) for other in taken[number])

    kept = {row.line for entry in every if entry.undo_of is None and holds(entry.number) for row in entry.rows}
    path = folder / "results.csv"
    whole = path.read_bytes()
    lines = whole.splitlines(keepends=True)
    path.write_bytes(b"".join(line for at, line in enumerate(lines, 1) if at == 1 or at in kept))
    try:
        return reports(folder)
    finally:
        path.write_bytes(whole)


def take_back(folder: Path, number: int, now: datetime) -> str:
    """What `tracker undo --id NUMBER --yes` does; returns why it is refused."""
    try:
        planned = plan_undo(journal(folder), number, "mai")
    except TrackerError as error:
        return str(error)
    rows = [make_row(change.new_row) for change in planned.changes]
    path = str(folder / "results.csv")
    append_rows(
        path, stamp_rows(path, rows, now, planned.changes[0].new_row.recorded_by, planned.recording.recorded_at)
    )
    return ""


REFUSED = ("nothing to take back", "was recorded again after", "taken back already", "have the same contents")

NUMBERS = st.sampled_from(["1", "1.0", "5", "-2", "8", "0.5", "120"])
CELLS = st.tuples(
    st.sampled_from(["a", "b", "c"]),
    st.sampled_from(["2021", "2022", "2022-06", "2024"]),
    NUMBERS,
    st.sampled_from(["", "", "<", "~"]),
    st.sampled_from(["final", "final", "preliminary", "forecast", "withdrawn"]),
    st.sampled_from(["", "https://example.org"]),
    st.sampled_from(["", 'a "note", with a comma']),
)
RECORD = st.tuples(
    st.just("record"), st.lists(CELLS, min_size=1, max_size=4, unique_by=lambda cells: cells[:2]), st.sampled_from(["lan", "mai", ""])
)  # fmt: skip
UNDO = st.tuples(st.just("undo"), st.integers(1, 12), st.just(""))
BY_HAND = st.lists(CELLS, max_size=4)


def row(cells: tuple[str, ...]) -> dict[str, str]:
    names = ("indicator", "period", "value", "qualifier", "status", "source", "note")
    found = dict(zip(names, cells, strict=True))
    if found["indicator"] == "c":
        found |= {"value": "yes" if found["value"] == "5" else "no", "qualifier": ""}
    if found["status"] == "withdrawn" and found["value"] in ("8", "5"):
        found |= {"value": "", "qualifier": ""}
    return found


@settings(max_examples=count_examples(60), deadline=None)
@given(BY_HAND, st.lists(st.one_of(RECORD, RECORD, UNDO), min_size=1, max_size=12))
def test_whatever_is_taken_back_every_report_is_as_if_it_had_never_been(tmp_path_factory, by_hand, steps):
    folder = tmp_path_factory.mktemp("u")
    (folder / "targets.toml").write_text(TARGETS, encoding="utf-8")
    path = folder / "results.csv"
    path.write_text(HEADER, encoding="utf-8")
    for cells in by_hand:  # rows that were typed have a day, and share it without having been recorded together
        append_rows(str(path), [{**row(cells), "recorded_at": "2024-12-31", "recorded_by": "lan"}])
    undone = 0
    for at, (kind, what, author) in enumerate(steps):
        now = START + timedelta(seconds=at // 3)
        if kind == "record":
            append_rows(str(path), stamp_rows(str(path), [row(cells) for cells in what], now, author))
        elif what <= len(journal(folder)):
            refusal = take_back(folder, what, now)
            if refusal:
                assert any(text in refusal for text in REFUSED)
                continue
            undone += 1
            assert journal(folder)[-1].undo_of is not None
            assert reports(folder) == holding(folder)
    every = journal(folder)
    assert [entry.number for entry in every] == list(range(1, len(every) + 1))
    assert sum(entry.undo_of is not None for entry in every) == undone


@settings(max_examples=count_examples(30), deadline=None)
@given(st.lists(RECORD, min_size=1, max_size=5), st.integers(1, 6))
def test_undo_and_undo_again_and_again(tmp_path_factory, steps, times):
    folder = tmp_path_factory.mktemp("u")
    (folder / "targets.toml").write_text(TARGETS, encoding="utf-8")
    path = folder / "results.csv"
    path.write_text(HEADER, encoding="utf-8")
    before = reports(folder)
    for _, what, author in steps:
        before = reports(folder)
        append_rows(str(path), stamp_rows(str(path), [row(cells) for cells in what], START, author))
    after = reports(folder)
    for turn in range(times):
        refusal = take_back(folder, len(journal(folder)), START)
        if refusal:
            assert "nothing to take back" in refusal
            assert before == after
            return
        assert reports(folder) == (before if turn % 2 == 0 else after)
