"""Faults of the system: its n-th call fails or kills, seen from within the process or, with strace, by the kernel."""

import errno
import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from support.process import environment

TORTURE = bool(os.environ.get("TORTURE"))
strace = pytest.mark.skipif(
    not (TORTURE and shutil.which("strace")), reason="only in make torture, and where strace is"
)


def settings() -> dict[str, str]:
    """The environment of a worker: what it covers is not measured, for most of them are killed."""
    return {name: value for name, value in environment().items() if not name.startswith("COV")}


class Nth:
    """A function of the system whose n-th call fails; `count` says how often it was called."""

    def __init__(self, name: str, last: int, number: int = errno.EIO) -> None:
        self.real, self.last, self.number, self.count = getattr(os, name), last, number, 0

    def __call__(self, *arguments, **named):
        self.count += 1
        if self.count == self.last:
            raise OSError(self.number, os.strerror(self.number))
        return self.real(*arguments, **named)


def trace(
    command: Sequence[object], paths: Iterable[Path | str], inject: str, log: str = os.devnull
) -> subprocess.CompletedProcess[str]:
    """Run a command under strace, with a fault in those calls that touch one of `paths`."""
    watched = [part for path in paths for part in ("-P", str(path))]
    return subprocess.run(
        ["strace", "-f", "-qq", "-o", log, *watched, "-e", inject, *map(str, command)],
        env={**settings(), "PYTHONDONTWRITEBYTECODE": "1"}, stdin=subprocess.DEVNULL, capture_output=True,
        encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip


def count_calls(log: Path) -> Counter[str]:
    """How often strace saw each call of the system."""
    return Counter(re.findall(r"^[0-9]+ +([a-z0-9_]+)\(", log.read_text(encoding="utf-8"), re.MULTILINE))


def iter_calls(calls: Counter[str]) -> Iterator[tuple[str, int]]:
    """Each single call: its name, and which of that name it is."""
    yield from ((call, at) for call, count in calls.items() for at in range(1, count + 1))
