"""The fixtures of all tests: tracker folders, and the program run in them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest

from support.examples import TIMES
from support.folders import DATA, copy_folder, write_folder
from support.inside import run_tracker
from support.process import Done, Run
from support.servers import Server
from support.stores import start_server

hypothesis.settings.register_profile("tracker", deadline=None)  # no test depends on how fast the machine is
hypothesis.settings.register_profile(
    "mutation",
    deadline=None,
    database=None,
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],  # that a mutant is told apart is enough
)
hypothesis.settings.load_profile("tracker" if TIMES >= 1 else "mutation")

RUN_THE_PROGRAM = (
    "test_add_result", "test_checks", "test_command_line", "test_dates", "test_errors", "test_hostile",
    "test_hostile_arguments", "test_import_corpus", "test_init", "test_insight", "test_log", "test_recording", "test_show",
    "test_show_edges", "test_status",
)  # fmt: skip
"""The test files that `make dates` runs on other days, besides every test that has the fixture `run`."""
NOT_ON_OTHER_DAYS = (
    "test_report_browser", "test_report_docx", "test_report_xlsx", "test_same_figures",  # wait for a browser or an office
    "test_guides", "test_durability",  # long; the guides have a clock of their own
    "test_streams",  # faketime takes the number of a stream that is closed
)  # fmt: skip
"""The test files that `make dates` leaves out."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that could see the clock."""
    for item in items:
        runs = item.path.stem in RUN_THE_PROGRAM or "run" in getattr(item, "fixturenames", ())
        if runs and item.path.stem not in NOT_ON_OTHER_DAYS:
            item.add_marker(pytest.mark.dates)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs `tracker` with arguments in an empty folder; with `process=True` as a process of its own."""

    def _run(*arguments: object, cwd: Path | None = None, **settings: object) -> Done:
        return run_tracker(*arguments, cwd=cwd or tmp_path, **settings)

    return _run


@pytest.fixture
def folder(tmp_path: Path) -> Callable[[str, str], Path]:
    """Writes a tracker folder from the two texts that a user would write; the journal's header may be left out."""
    return lambda targets, results="": write_folder(tmp_path / "data", targets, results)


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """A copy of the shipped data."""
    return copy_folder(DATA, tmp_path / "data")


@pytest.fixture(scope="module", params=["system", "wheel"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A PostgreSQL server of each kind, with a database for each test that makes one."""
    yield from start_server(request.param)
