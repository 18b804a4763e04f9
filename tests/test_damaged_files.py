"""Random bytes of the new files are changed, or their end is cut off: every command ends in a sentence, none in a crash.

`make torture-journal` sets TIMES and tries many more; it prints how many there were.
"""

import csv
import io
import random
import shutil
from collections import Counter
from pathlib import Path

import pytest

from support.examples import count_examples
from support.folders import HEADER, write_folder
from support.inside import run_tracker
from tracker.folder.decisions import make_decision_constraints
from tracker.journal import reader
from tracker.journal.decision_rows import DECISIONS
from tracker.journal.index import ALL_INDICATORS
from tracker.targets.reader import read_targets

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
target.at_least = 8
baseline = 4
plan = { 2021 = 5, 2022 = 6 }
[[indicator]]
id = "m"
name = "M"
measure = "milestone"
target = "yes"
"""
RESULTS = (
    HEADER
    + """a,2021,5,,final,S,,2022-01-05T09:00:00+07:00,lan
m,2022,yes,,final,S,"said, so",2023-01-05T09:00:00+07:00,lan
"""
)
DECIDED = """a,,plan,2022,6.5..7,2021-12-10,"NQ 1, 2/NQ-CP",,2022-01-06T09:00:00+07:00,lan
a,,target,2025,>=9,2022-06-01,NQ 3,"a ""note""
of two lines",2022-06-02T09:00:00+07:00,lan
a,,baseline,2020,4.5,2022-07-01,,restated,2022-07-02T09:00:00+07:00,lan
m,,target,2025,none,2022-08-01,,,2022-08-02T09:00:00+07:00,lan
m,,target,2025,withdrawn,2022-08-01,,,2022-08-03T09:00:00+07:00,lan (undo)
"""
PIECES = [b"", b'"', b",", b"\n", b"\r", b"\xff", b"\x00", b"9" * 40, b"1e999999", b"none", b"yes", b"<=", b"..", b"\xef\xbb\xbf",
          b"2024-02-30", b"0000", b"9999", b"-", "ế".encode(), b"PK\x05\x06", b"<<<<<<< ", b"withdrawn", b" (undo)"]  # fmt: skip
READING = [["status", "--format", "csv"], ["status", "--format", "json", "--as-of", "2022-06-30"], ["check"], ["log"],
           ["show", "a"], ["undo", "--dry-run"], ["undo", "--decisions", "--dry-run", "--reopen", "--note", "x"],
           ["decide", "a", "2023", "7", "--dry-run", "--reopen", "--note", "x"], ["close", "2023", "--dry-run"]]  # fmt: skip
FILES = ("decisions.csv", "closings.csv", "closed/2022.zip")


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    path = write_folder(tmp_path / "data", TARGETS, RESULTS)
    (path / "decisions.csv").write_text(f"{DECISIONS.header}\n{DECIDED}", encoding="utf-8")
    done = run_tracker("close", "2022", "--yes", "--source", "BC 1", "--data", path, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    return path


def damage(data: bytes, chance: random.Random) -> bytes:
    """Change one byte, put a piece in, take a piece out, copy a piece, or cut off the end."""
    at, kind = chance.randrange(len(data)), chance.randrange(6)
    if kind < 2:
        return data[:at] + bytes([(data[at] + chance.randrange(1, 256)) % 256]) + data[at + 1 :]
    if kind == 2:
        return data[:at] + chance.choice(PIECES) + data[at + chance.choice([0, 0, 1, 4, 10]) :]
    if kind == 3:
        return data[:at] + data[at + chance.randrange(1, 40) :]
    if kind == 4:
        return data[:at] + data[at : at + chance.randrange(1, 80)] + data[at:]
    return data[:at]


@pytest.mark.parametrize("name", FILES)
def test_no_damage_ends_in_a_traceback_and_no_command_that_reads_writes(whole, name):
    file, seed = whole / name, random.randrange(10**9)
    print(f"seed {seed}")
    chance, sound, codes = random.Random(seed), file.read_bytes(), Counter[int]()
    times = count_examples(40)
    for _ in range(times):
        changed = sound
        for _ in range(chance.choice([1, 1, 1, 2, 5])):
            changed = damage(changed, chance) or b"x"
        file.write_bytes(changed)
        words = [
            *chance.choice(READING),
            "--data",
            str(file if name.endswith(".zip") and chance.random() < 0.7 else whole),
        ]
        done = run_tracker(*words, cwd=whole.parent)
        codes[done.returncode] += 1
        assert done.returncode in (0, 1, 2, 3), (words, changed, done.stderr)
        assert "Traceback" not in done.stderr, (words, changed, done.stderr)
        assert words[0] == "check" or not (done.returncode in (2, 3) and done.stdout), (words, changed)
        assert file.read_bytes() == changed
    print(f"{name}: {times} damages; exit codes {dict(sorted(codes.items()))}")


def test_a_damaged_journal_of_decisions_is_read_the_same_at_first_sight(monkeypatch):
    """The quick reading of a journal without anything unusual never differs from the scan of it."""
    targets = read_targets(TARGETS, "targets.toml")[0]
    constraints = make_decision_constraints(targets.indicators, targets.term)
    seed, plain = random.randrange(10**9), 0
    print(f"seed {seed}")
    chance, sound = random.Random(seed), f"{DECISIONS.header}\n{DECIDED}".encode()
    for turn in range(count_examples(400)):
        changed = sound
        for _ in range(chance.choice([0, 1, 1, 1, 2]) if turn else 0):
            changed = damage(changed, chance) or b"x"
        readings = []
        for size in (1 << 20, 0):
            monkeypatch.setattr(reader, "_PLAIN_BYTES", size)
            found = reader.read_journal(io.BytesIO(changed), "", constraints, schema=DECISIONS, history=ALL_INDICATORS)
            problems = [(item.location, str(item.message)) for item in found.problems]
            readings.append(
                (found.results, problems, found.torn_row, found.further_rows, found.line_count, found.unordered)
            )
        assert readings[0] == readings[1], changed
        plain += bool(readings[0][0]) and not readings[0][1]
    assert plain
    print(f"{plain} journals without an error")


def test_every_cut_of_the_decisions_keeps_the_whole_rows(whole):
    """What is in force is what the rows before the cut say; recording goes on after it."""
    shutil.rmtree(whole / "closed")
    (whole / "closings.csv").unlink()
    file = whole / "decisions.csv"
    sound, start = file.read_bytes(), len(DECISIONS.header) + 1
    for cut in range(start, len(sound) + 1):
        file.write_bytes(sound[:cut])
        log = run_tracker("log", "--format", "csv", "--data", whole, cwd=whole.parent)
        kept = [row for row in csv.DictReader(io.StringIO(log.stdout)) if row["kind"]]
        ends = [place for place in range(start, cut + 1) if sound[:place].endswith((b"lan\n", b"(undo)\n"))]
        assert len(ends) <= len(kept) <= len(ends) + 1, (cut, log.stderr)
        assert log.returncode == 0
        done = run_tracker("decide", "a", "2023", "7", "--decided", "2023-01-01", "--data", whole, cwd=whole.parent)
        assert done.returncode == 0, (cut, done.stderr)
        assert file.read_bytes().startswith(sound[:start])
        assert run_tracker("status", "--data", whole, cwd=whole.parent).stderr == ""
