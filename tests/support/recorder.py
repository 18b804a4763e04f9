"""One office of a crowd, as a process of its own: records one row after the other, each until it is acknowledged.

    python recorder.py FOLDER INDICATOR AREAS

prints for each area what became of it: `recorded`; `unchanged`, if an earlier try was recorded whose answer was lost;
`lie`, if an earlier try said that nothing was recorded, and something was.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from support.inside import run_inside

_PAUSE = 0.2
_PATIENCE_SECONDS = 300


def record(folder: Path, indicator: str, area: str) -> str:
    """Record one row, and return what became of it."""
    words = ("add-result", indicator, 2024, 5, "--area", area, "--yes", "--data", folder, "--lang", "en")
    end, was_denied = time.monotonic() + _PATIENCE_SECONDS, False
    while time.monotonic() < end:
        done = run_inside(*words, cwd=folder, now=None)
        if done.returncode == 0:
            is_there = done.stdout.startswith("Unchanged")
            return "lie" if is_there and was_denied else "unchanged" if is_there else "recorded"
        if done.returncode != 3 or "Traceback" in done.stderr:
            return f"failed {done.stderr!r}"
        was_denied = "it is not known" not in done.stderr
        time.sleep(_PAUSE)
    return "failed: the server did not come back"


if __name__ == "__main__":
    for number in range(int(sys.argv[3])):
        print(record(Path(sys.argv[1]), sys.argv[2], f"a{number}"), flush=True)
