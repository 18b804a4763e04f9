"""How long `tracker report` takes for sixty indicators with their charts, as a ratio to drawing the same charts alone.

Both are run in turn as fresh processes, and the ratio of each round is taken before the median, since the machine may
be shared; the seconds are told as well.
"""

from __future__ import annotations

import os
import runpy
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
TRACKER = str(Path(sys.executable).with_name("tracker"))
CHARTS_ALONE = """
import sys
from tracker.assess import assess
from tracker.assess.detail import detail
from tracker.journal import ALL
from tracker.language import Language
from tracker.load import Folder, load
from tracker.views.charts import indicator_chart, overview_charts, svg
from tracker.views.report.html import PAPER

board = assess(load(Folder(sys.argv[1]), "2026-12-31", history=ALL), 2024, "2026-12-31")
language = Language("vi")
details = [detail(board.register, item.indicator, 2024, board.as_of) for item in board.assessments]
specs = [*overview_charts(board, language, PAPER), *(indicator_chart(found, board, language) for found in details)]
print(sum(len(svg(spec, language)) for spec in specs if spec))
"""
ROUNDS = 7
LIMIT, SECONDS = 1.5, 2.0


def seconds(command: Sequence[str]) -> float:
    """Return the time that one run of `command` takes, in seconds."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "TRACKER_"))}
    start = time.perf_counter()
    subprocess.run(command, env=kept, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def main() -> None:
    """Run both in turn, and print the medians."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = runpy.run_path(str(ROOT / "tests" / "support" / "sixty.py"))["write_sixty"](Path(scratch) / "sixty")
        alone = [sys.executable, "-c", CHARTS_ALONE, str(folder)]
        page = [TRACKER, "report", "--data", str(folder), "--year", "2024", "-o", str(Path(scratch) / "report.html")]
        seconds(alone), seconds(page)  # everything is compiled and in the cache
        rounds = [(seconds(alone), seconds(page)) for _ in range(ROUNDS)]
    drawn, whole = (statistics.median(times) for times in zip(*rounds, strict=True))
    ratio = statistics.median(after / before for before, after in rounds)
    print(f"{'tracker report, 60 indicators':<32}{'seconds':>9}{'to the charts alone':>22}")
    print(f"{'the charts alone':<32}{drawn:>9.2f}{1:>22.2f}")
    print(f"{'html':<32}{whole:>9.2f}{ratio:>22.2f}   (at most {LIMIT}; {SECONDS:.0f} s on a machine of its own)")


if __name__ == "__main__":
    main()
