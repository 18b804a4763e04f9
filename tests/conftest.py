"""What tests share: folders written from two texts, and the program run as a real process."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import hypothesis
import pytest

ROOT = Path(__file__).parent.parent
DATA = ROOT / "data"
HEADER = "indicator,period,value,qualifier,status,source,note,recorded_at,recorded_by\n"

TIMES = float(os.environ.get("TIMES", "1"))
"""How many times more examples the generated registers are drawn than in an everyday run: more by `make torture`,
fewer by `make mutation`."""

hypothesis.settings.register_profile("tracker", deadline=None)  # no test depends on how fast the machine is
hypothesis.settings.register_profile(
    "mutation",
    deadline=None,
    database=None,
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],  # that a mutant is told apart is enough
)
hypothesis.settings.load_profile("tracker" if TIMES >= 1 else "mutation")


def times(examples: int) -> int:
    """How many examples to draw where so many are drawn in an everyday run."""
    return max(1, round(examples * TIMES))


def drawn(examples: int) -> hypothesis.settings:
    """The settings of a test that draws registers: the same ones each time, unless more are asked for."""
    return hypothesis.settings(
        max_examples=times(examples),
        deadline=None,
        derandomize=TIMES <= 1,
        suppress_health_check=list(hypothesis.HealthCheck),
    )


_OBEY_MODES = """
import ctypes, os, sys
for capability in (1, 2):  # CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH, with which root passes over the modes
    if ctypes.CDLL(None, use_errno=True).prctl(24, capability, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "a capability cannot be dropped")
os.execv(sys.argv[1], sys.argv[1:])
"""
OBEYING_MODES = [sys.executable, "-c", _OBEY_MODES] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
"""What stands before a command so that the modes of files hold for it, also where the tests are run by root."""


def program(name: str) -> str:
    """Where a program of the system is; without it the test is skipped, but for where every test has to run."""
    found = shutil.which(name)
    if not found and os.environ.get("CI"):
        pytest.fail(f"{name} is not installed; .ci/system installs it")
    if not found:
        pytest.skip(f"{name} is not installed")
    return found


Run = Callable[..., subprocess.CompletedProcess[str]]


def environment(**extra: str) -> dict[str, str]:
    """The environment of a user with no settings of their own, plus `extra`."""
    dropped = ("TRACKER_", "LC_", "LANG", "COLUMNS", "NO_COLOR", "FORCE_COLOR", "PYTHONIOENCODING", "PYTHONUTF8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    return {**kept, "LC_ALL": "C.UTF-8", "TRACKER_AUTHOR": "lan", **extra}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs `tracker` with arguments as a process of its own in an empty folder."""

    def _run(*arguments: object, env: dict[str, str] | None = None, cwd: Path | None = None, **settings: object):
        return subprocess.run(
            [sys.executable, "-m", "tracker", *map(str, arguments)],
            cwd=cwd or tmp_path,
            env=environment(**(env or {})),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
            **settings,
        )

    return _run


@pytest.fixture
def folder(tmp_path: Path) -> Callable[[str, str], Path]:
    """Writes a tracker folder from the two texts that a user would write; the journal's header may be left out."""

    def _folder(targets: str, results: str = "") -> Path:
        path = tmp_path / "data"
        path.mkdir(exist_ok=True)
        (path / "targets.toml").write_text(dedent(targets), encoding="utf-8")
        rows = dedent(results).lstrip("\n")
        rows = rows if rows.startswith("indicator,") else HEADER + rows
        (path / "results.csv").write_text(rows, encoding="utf-8", newline="")
        return path

    return _folder


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """A copy of the shipped data."""
    path = tmp_path / "data"
    path.mkdir()
    for name in ("targets.toml", "results.csv"):
        (path / name).write_bytes((DATA / name).read_bytes())
    return path
