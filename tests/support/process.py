"""The program run as its users run it: a real process, at a pipe or at a terminal."""

import datetime
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from support.folders import TESTS

PROGRAM = [sys.executable, "-m", "tracker"]
CLOCK = TESTS / "support" / "clock.py"
Done = subprocess.CompletedProcess[str]
Run = Callable[..., Done]

_OBEY_MODES = """
import ctypes, os, sys
for capability in (1, 2):  # CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH, with which root passes over the modes
    if ctypes.CDLL(None, use_errno=True).prctl(24, capability, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "a capability cannot be dropped")
os.execv(sys.argv[1], sys.argv[1:])
"""
OBEY_MODES = [sys.executable, "-c", _OBEY_MODES] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
"""What stands before a command so that the modes of files hold for it, also if the tests are run by root."""


def find_program(name: str) -> str:
    """Return where a program of the system is; without it the test is skipped, or fails if CI is set."""
    found = shutil.which(name)
    if not found and os.environ.get("CI"):
        pytest.fail(f"{name} is not installed; .ci/system installs it")
    if not found:
        pytest.skip(f"{name} is not installed")
    return found


def environment(**extra: str) -> dict[str, str]:
    """Return the environment of a user with no settings of their own, plus `extra`."""
    dropped = ("TRACKER_", "PG", "LC_", "LANG", "COLUMNS", "NO_COLOR", "FORCE_COLOR", "PYTHONIOENCODING", "PYTHONUTF8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    return {**kept, "LC_ALL": "C.UTF-8", "TRACKER_AUTHOR": "lan", **extra}


def run_process(
    *arguments: object,
    cwd: Path,
    env: dict[str, str] | None = None,
    now: datetime.datetime | None = None,
    timeout: float = 60,
    **settings: object,
) -> Done:
    """Run `tracker` as a process of its own, with nobody there to answer; `now` is the moment that it sees."""
    program = PROGRAM if now is None else [sys.executable, str(CLOCK)]
    clock = {} if now is None else {"CLOCK": now.isoformat()}
    return subprocess.run(
        [*program, *map(str, arguments)],
        cwd=cwd,
        env=environment(**(env or {}), **clock),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=timeout,
        check=False,
        **settings,
    )


def open_terminal() -> tuple[int, int]:
    """Open a terminal and return its two ends: what a person does, and what the program sees."""
    return pytest.importorskip("pty").openpty()


def run_at_terminal(*arguments: str, **settings: str) -> str:
    """Return what the command prints at a terminal; it must succeed."""
    leader, follower = open_terminal()
    process = subprocess.Popen(
        [*PROGRAM, *arguments],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env=environment(**{"TERM": "xterm-256color", "COLUMNS": "80", **settings}),
    )
    os.close(follower)
    out = b""
    while True:
        try:
            more = os.read(leader, 65536)
        except OSError:
            break
        if not more:
            break
        out += more
    os.close(leader)
    assert process.wait(timeout=30) == 0
    return out.decode().replace("\r\n", "\n")
