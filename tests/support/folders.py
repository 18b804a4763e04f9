"""Where the files of the project are, and tracker folders written from two texts."""

from pathlib import Path
from textwrap import dedent

TESTS = Path(__file__).parent.parent
ROOT = TESTS.parent
DATA = ROOT / "data"
GOLDEN = TESTS / "golden"
PLANS = TESTS / "plans"
HEADER = "indicator,period,value,qualifier,status,source,note,recorded_at,recorded_by\n"
INPUTS = ("targets.toml", "results.csv")
LANGUAGES = ("vi", "en")


def write_folder(path: Path, targets: str, results: str = "") -> Path:
    """Write a tracker folder from the two texts that a user would write; the journal's header may be left out."""
    path.mkdir(exist_ok=True)
    (path / "targets.toml").write_text(dedent(targets), encoding="utf-8")
    rows = dedent(results).lstrip("\n")
    rows = rows if rows.startswith("indicator,") else HEADER + rows
    (path / "results.csv").write_text(rows, encoding="utf-8", newline="")
    return path


def copy_folder(source: Path, path: Path) -> Path:
    """Copy the two files of a tracker folder."""
    path.mkdir(exist_ok=True)
    for name in INPUTS:
        (path / name).write_bytes((source / name).read_bytes())
    return path
