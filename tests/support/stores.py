"""Tracker folders whose journals are in a store on a server of the tests."""

import itertools
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from support.clock import default_now
from support.inside import run_tracker
from support.process import Done
from support.servers import KINDS, Server

TARGETS = """
[term]
name = "T"
first_year = 2021
last_year = 2025

[[indicator]]
id = "roads"
name = "Roads built"
unit = "km"
measure = "total"
target = {{ at_least = 50 }}

[[indicator]]
id = "trees"
name = "Trees planted"
unit = "trees"
measure = "total"
target = {{ at_least = 900 }}

[store]
url = "{url}"
"""
_NUMBERS = itertools.count(1)
_CLOCKS: dict[str, Iterator[int]] = defaultdict(itertools.count)
"""Each command that uses a store runs a second later than the one before it."""


class Office:
    """A tracker folder of an office, whose journals are in a store that others use too."""

    def __init__(self, path: Path, url: str, author: str = "lan") -> None:
        self.path, self.url, self.author = path, url, author
        self._seconds = _CLOCKS[url]
        path.mkdir()
        (path / "targets.toml").write_text(TARGETS.format(url=url), encoding="utf-8")

    def run(self, *arguments: object, language: str = "en", **settings: object) -> Done:
        """Run a command in the folder."""
        settings.setdefault("now", default_now() + timedelta(seconds=next(self._seconds)))
        words = (*arguments, "--data", self.path, "--lang", language)
        return run_tracker(*words, cwd=self.path.parent, env={"TRACKER_AUTHOR": self.author}, **settings)

    def read_log(self) -> str:
        """Return what `tracker log` prints as CSV."""
        return str(self.run("log", "--format", "csv").stdout)

    def record(self, *arguments: object, **settings: object) -> str:
        """Run a command that succeeds, and return what it printed."""
        done = self.run(*arguments, "--yes", **settings)
        assert done.returncode == 0, done.stderr
        return str(done.stdout)


def make_office(server: Server, folder: Path, author: str = "lan") -> Office:
    """Return an office with a new store on the server."""
    office = Office(folder / author, server.make_database(f"d{next(_NUMBERS)}"), author)
    done = run_tracker("store", "init", office.url, cwd=folder)
    assert done.returncode == 0, done.stderr
    return office


def start_server(kind: str, **settings: str) -> Iterator[Server]:
    """Yield a server of this kind, for a fixture; skip the tests if none is installed."""
    if kind not in KINDS:
        pytest.skip("no PostgreSQL server is installed")
    server = Server(kind, **settings)
    yield server
    server.remove()
