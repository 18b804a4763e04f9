"""A report as Markdown, for minutes and issues."""

import re

from tracker.reports.records import ProgressCallback, Report
from tracker.reports.templates import fill_template
from tracker.text import escape_markdown

_BLANK_LINES = re.compile(r"\n{3,}")


def render(reports: tuple[Report, ...], folder: str, _: ProgressCallback) -> bytes:
    """Return the report in each of its languages; `folder` may hold the template of an office, "" for none."""
    text = fill_template("report.md", folder, {"reports": reports}, escape_markdown)
    return (_BLANK_LINES.sub("\n\n", text).strip("\n") + "\n").encode()
