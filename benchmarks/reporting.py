"""How long `tracker report` takes for sixty indicators with charts, as a ratio to drawing only the charts.

Then how long it takes for 2,560 indicators, and how large the page is. The first
two run in turn as new processes. The ratio is computed in each round, then the median is taken, because other programs
may use the machine. The seconds are printed too.
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
from tracker.assess.detail import build_detail
from tracker.folder import Folder, load_register
from tracker.i18n import Language
from tracker.journal.index import ALL_INDICATORS
from tracker.reports.charts import build_indicator_chart, build_overview_pages, render_svg
from tracker.reports.html.document import MAX_CHART_HEIGHT

register = load_register(Folder(sys.argv[1]), "2026-12-31", history=ALL_INDICATORS)
board = assess(register, 2024, "2026-12-31")
language = Language("vi")
details = [build_detail(board.register, item.indicator, 2024, board.as_of) for item in board.assessments]
charts = [build_indicator_chart(detail, board, language) for detail in details]
specs = [*build_overview_pages(board, language, MAX_CHART_HEIGHT), *charts]
print(sum(len(render_svg(spec, language)) for spec in specs if spec))
"""
ROUNDS = 7
LIMIT, SECONDS = 1.5, 2.0
MANY, MANY_SECONDS, MANY_MEGABYTES = 2560, 20, 10


def seconds(command: Sequence[str]) -> float:
    """Return how long one run of `command` takes, in seconds."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "TRACKER_"))}
    start = time.perf_counter()
    subprocess.run(command, env=kept, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def main() -> None:
    """Run both in turn and print the medians."""
    with tempfile.TemporaryDirectory() as scratch:
        write = runpy.run_path(str(ROOT / "tests" / "support" / "sixty.py"))["write_sixty"]
        folder, large = write(Path(scratch) / "sixty"), write(Path(scratch) / "many", MANY)
        alone = [sys.executable, "-c", CHARTS_ALONE, str(folder)]
        page = [TRACKER, "report", "--data", str(folder), "--year", "2024", "-o", str(Path(scratch) / "report.html")]
        seconds(alone), seconds(page)  # the modules are now compiled
        rounds = [(seconds(alone), seconds(page)) for _ in range(ROUNDS)]
        many = Path(scratch) / "many.html"
        long = seconds([TRACKER, "report", "--data", str(large), "--year", "2024", "-o", str(many)])
        size = many.stat().st_size / 1e6
    drawn, whole = (statistics.median(times) for times in zip(*rounds, strict=True))
    ratio = statistics.median(after / before for before, after in rounds)
    print(f"{'tracker report, 60 indicators':<32}{'seconds':>9}{'to the charts alone':>22}")
    print(f"{'the charts alone':<32}{drawn:>9.2f}{1:>22.2f}")
    print(f"{'html':<32}{whole:>9.2f}{ratio:>22.2f}   (at most {LIMIT}; {SECONDS:.0f} s on an idle machine)")
    print(f"{f'html of {MANY} indicators':<32}{long:>9.2f}{'':>22}   (at most {MANY_SECONDS})")
    print(f"{'its megabytes':<32}{size:>9.2f}{'':>22}   (at most {MANY_MEGABYTES})")


if __name__ == "__main__":
    main()
