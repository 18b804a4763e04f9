"""What the fuzzers found and kept, and every data file of the tests, through every target: no promise is broken."""

import sys

import pytest

from support.folders import ROOT

FUZZ = ROOT / "fuzz"
sys.path.insert(0, str(FUZZ))

import harness  # noqa: E402
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
