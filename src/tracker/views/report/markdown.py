"""A report as Markdown, for minutes and issues."""

import re

from tracker.views.markdown import escape_markdown
from tracker.views.report.records import ProgressCallback, Report
from tracker.views.report.templates import fill_template

_BLANK_LINES = re.compile(r"\n{3,}")


def render(reports: tuple[Report, ...], folder: str, _: ProgressCallback) -> bytes:
    """Return the report in each of its languages; `folder` may hold the template of an office, "" for none."""
    text = fill_template("report.md", folder, {"reports": reports}, escape_markdown)
    return (_BLANK_LINES.sub("\n\n", text).strip("\n") + "\n").encode()
