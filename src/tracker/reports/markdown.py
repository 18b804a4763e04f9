"""A report as Markdown, for minutes and issues."""

import re
from collections.abc import Callable

from tracker.reports.plain import to_plain
from tracker.reports.records import ProgressCallback, Report
from tracker.reports.templates import fill_template
from tracker.views.labels import StatusSign

_BLANK_LINES = re.compile(r"\n{3,}")


def render(reports: tuple[Report, ...], folder: str, _: ProgressCallback) -> bytes:
    """Return the report in each of its languages; `folder` may hold the template of an office, "" for none."""
    values = {"reports": [to_plain(report, _make_formatter(report)) for report in reports]}
    text = fill_template("report.md", folder, values, "markdown")
    return (_BLANK_LINES.sub("\n\n", text).strip("\n") + "\n").encode()


def _make_formatter(report: Report) -> Callable[[StatusSign], dict[str, object]]:
    return lambda sign: {"word": report.language.translate(sign.word), "symbol": sign.symbol, "ascii": sign.ascii}
