"""A report as Markdown, for minutes and issues."""

import re

from tracker.views.markdown import escaped
from tracker.views.report.records import Report, Tick
from tracker.views.report.templates import filled

_BLANK_LINES = re.compile(r"\n{3,}")


def render(reports: tuple[Report, ...], folder: str, _: Tick) -> bytes:
    """Return the report in each of its languages; `folder` may hold the template of an office, "" for none."""
    text = filled("report.md", folder, {"reports": reports}, escaped)
    return (_BLANK_LINES.sub("\n\n", text).strip("\n") + "\n").encode()
