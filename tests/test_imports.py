"""What a command must not import, told by `sys.modules` of a fresh interpreter and not by a clock."""

import subprocess
import sys

import pytest

from support.folders import DATA
from support.process import environment

PROBE = """
import sys
from tracker.cli.main import main
code = main({arguments!r})
print("MODULES", *sorted(sys.modules), file=sys.stderr)
sys.exit(code)
"""


def modules_after(*arguments: str) -> set[str]:
    settings = environment()
    for name in [name for name in settings if name.startswith("COVERAGE_")]:
        del settings[name]  # measuring coverage imports much of what is looked for
    result = subprocess.run(
        [sys.executable, "-c", PROBE.format(arguments=list(arguments))],
        capture_output=True,
        encoding="utf-8",
        env=settings,
        check=True,
    )
    return set(result.stderr.split("MODULES", 1)[1].split())


@pytest.fixture(scope="module")
def piped() -> set[str]:
    return modules_after("status", "--data", str(DATA))


@pytest.mark.parametrize(
    "unwanted",
    ["rich", "filelock", "importlib.metadata", "logging", "pathlib", "dataclasses", "difflib", "json", "tempfile",
     "fractions", "importlib.resources", "asyncio", "unittest", "babel", "vl_convert", "xml",
     "struct"],  # which gettext imports when it reads a catalog
)  # fmt: skip
def test_the_piped_path_stays_lean(piped, unwanted):
    assert not [name for name in piped if name == unwanted or name.startswith(unwanted + ".")]


def test_the_piped_path_imports_only_what_it_uses(piped):
    ours = {name for name in piped if name.startswith("tracker")}
    assert "tracker.views.csv" in ours
    assert not ours & {"tracker.views.status.terminal", "tracker.views.markdown", "tracker.recording.validate", "tracker.journal.writer",
                       "tracker.journal.closings", "tracker.journal.closed_rows", "tracker.folder.archive", "tracker.folder.closed_years",
                       "tracker.cli.prompt", "tracker.cli.add_result", "tracker.cli.init"}  # fmt: skip


@pytest.mark.parametrize("form", ["csv", "json", "md"])
@pytest.mark.parametrize("command", [["show", "grdp-growth"], ["review"]])
def test_show_and_review_draw_nothing_for_other_programs(command, form):
    found = modules_after(*command, "--data", str(DATA), "--format", form)
    drawing = ("rich", "plotext", "tracker.views.show.chart", "tracker.views.status.terminal")
    assert not [name for name in found if name.startswith(drawing)]
    assert not [name for name in found if name.split(".")[0] in ("filelock", "importlib.resources", "babel")]


def test_the_closing_table_draws_nothing_and_drafts_nothing_for_other_programs():
    found = modules_after("next-term", "--data", str(DATA), "--format", "csv")
    assert not [
        name for name in found if name.startswith(("rich", "plotext", "filelock", "tracker.views.next_term.draft"))
    ]


def test_the_chart_library_is_imported_only_where_a_chart_is_drawn(folder):
    assert "plotext" in modules_after("show", "grdp-growth", "--data", str(DATA), "--format", "table")
    assert "plotext" not in modules_after("review", "--data", str(DATA), "--format", "table")
    empty = folder(
        '[term]\nname = "x"\nfirst_year = 2021\nlast_year = 2025\n'
        '[[indicator]]\nid = "x"\nname = "x"\nmeasure = "level"\n'
    )
    assert "plotext" not in modules_after("show", "x", "--data", str(empty), "--format", "table")


def test_the_table_imports_rich_and_recording_imports_filelock_only_when_it_records():
    assert "rich.table" in modules_after("status", "--data", str(DATA), "--format", "table")
    dry = modules_after("add-result", "poor-households", "2024", "0.95", "--dry-run", "--data", str(DATA))
    assert "filelock" not in dry
    assert not [name for name in dry if name.startswith("rich")]
