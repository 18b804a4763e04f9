"""What the fuzzers found and kept, and every data file of the tests, through every target: no promise is broken."""

import random
import signal
import sys

import pytest

from support.folders import ROOT

FUZZ = ROOT / "fuzz"
sys.path.insert(0, str(FUZZ))

import harness  # noqa: E402
import mutate  # noqa: E402
import run as fuzz  # noqa: E402


@pytest.mark.parametrize("target", harness.TARGET)
def test_what_is_kept(target):
    found = list(fuzz.seeds(target))
    assert found
    for data in found:
        harness.TARGET[target](data)


@pytest.mark.parametrize("target", ["journal", "whole"])
def test_the_targets_would_notice_a_row_that_is_misread(target, monkeypatch):
    rows = b"a,2023,5,,final,,,2024-01-31,lan\n"
    harness.journal(rows)
    real = harness.load_register

    def misread(*arguments, **settings):
        register = real(*arguments, **settings)
        wrong = {
            name: tuple(row._replace(value=row.value + 1) for row in found) for name, found in register.results.items()
        }
        return register._replace(results=wrong)

    monkeypatch.setattr(harness, "load_register", misread)
    with pytest.raises(harness.BrokenError, match="another value"):
        harness.TARGET[target](rows if target == "journal" else harness.JOURNAL_HEADER.encode() + rows)


def test_the_targets_would_notice_a_message_that_controls_a_terminal(monkeypatch):
    monkeypatch.setattr(harness, "format_error", lambda error, language: "\x1b[31m" + str(error) + "\n")
    with pytest.raises(harness.BrokenError, match="controls"):
        harness.toml(b"x = ")


@pytest.mark.parametrize("name", mutate.list_targets())
def test_changed_files_are_read_or_refused(name, monkeypatch):
    """Some of the changes that `make torture` makes a million of."""
    monkeypatch.setattr(mutate, "LIMIT", 60)  # no measure of speed
    reader, seeds = mutate.list_targets()[name]
    draw = random.Random(name)
    before = signal.signal(signal.SIGALRM, mutate.stop)
    try:
        wrong = {
            found for _ in range(30) if (found := mutate.read(reader, mutate.mutate(draw.choice(seeds) or b"x", draw)))
        }
    finally:
        signal.signal(signal.SIGALRM, before)
    assert wrong == set()


def test_a_hang_and_a_traceback_are_noticed(monkeypatch):
    monkeypatch.setattr(mutate, "LIMIT", 0.1)
    before = signal.signal(signal.SIGALRM, mutate.stop)

    def loop(_: bytes) -> None:
        while True:
            pass

    try:
        assert mutate.read(loop, b"") == "hang"
    finally:
        signal.signal(signal.SIGALRM, before)
    assert mutate.read(lambda data: data[9], b"x") == "IndexError: index out of range"
