"""A report as one page of HTML that can be read without network and script.

A content security policy blocks everything from outside; the style sheet and the script are in the page, and the
policy allows them by their hashes.
"""

import base64
import os
import re
from collections.abc import Iterator
from itertools import count

from tracker.errors import ExitCode, Location, Problem, TrackerError, msg, require_extra
from tracker.reports.charts import Spec, build_indicator_chart, build_overview_pages, render_svg
from tracker.reports.html.page import OVERVIEW_KEY, build_page, to_values
from tracker.reports.html.policy import build_policy, check_page, check_style, insert_policy
from tracker.reports.records import ProgressCallback, Report
from tracker.reports.template_engine import TEMPLATE_FOLDER
from tracker.reports.templates import (
    MISSING_LIBRARY,
    fill_template,
    has_own_template,
    read_template,
    read_user_file,
)

MAX_CHART_HEIGHT = 1130
"""The most pixels of a chart that fit on a printed page of A4."""

_MEDIA_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
_STYLE_END = re.compile(r"</style", re.IGNORECASE)


def render(reports: tuple[Report, ...], folder: str, report_progress: ProgressCallback) -> bytes:
    """Return the page with the report in each of its languages; `folder` may hold templates, "" for none.

    Raises TrackerError if a template or the logo cannot be used, and with the exit code MISSING_EXTRA if a library is
    not installed.
    """
    markup = require_extra("markupsafe", "report", MISSING_LIBRARY).Markup
    style, script = _read_style(folder), read_template(os.path.join(TEMPLATE_FOLDER, "report.js"))
    charts_by_report = [list(_build_charts(report)) for report in reports]
    total, done = sum(map(len, charts_by_report)), count(1)
    pages = []
    for report, charts in zip(reports, charts_by_report, strict=True):
        drawn: dict[str, str] = {}
        for name, spec in charts:
            drawn[name] = drawn.get(name, markup()) + markup(render_svg(spec, report.language))
            report_progress(next(done), total)
        pages.append(build_page(report, drawn, _encode_logo(report.letterhead.logo, report.letterhead.logo_data)))
    values = {
        "pages": list(map(to_values, pages)),
        "names": {report.language.code: report.language.get_name() for report in reports},
        "policy": build_policy([style], [script]),
        "style": markup(style),
        "script": markup(script),
    }
    page = fill_template("report.html", folder, values)
    is_own = has_own_template(folder, "report.html")
    path = os.path.join(folder if is_own else TEMPLATE_FOLDER, "report.html")
    page = insert_policy(page, str(values["policy"]), path)
    if is_own:
        check_page(page, path)
    return page.encode()


def _build_charts(report: Report) -> Iterator[tuple[str, Spec]]:
    """Yield the charts of a report with the ids of their indicators; first that of all, in parts that fit on paper."""
    if report.has_overview:
        for spec in build_overview_pages(report.assessment_set, report.language, MAX_CHART_HEIGHT):
            yield OVERVIEW_KEY, spec
    for part in report.parts if report.has_charts else ():
        if chart := build_indicator_chart(part.detail, report.assessment_set, report.language):
            yield part.indicator, chart


def _read_style(folder: str) -> str:
    """Return the style sheet of the template folder, else the shipped one."""
    data = read_user_file(folder, "report.css") if folder else None
    if data is None:
        return read_template(os.path.join(TEMPLATE_FOLDER, "report.css"))
    own = os.path.join(folder, "report.css")
    text = read_template(own)
    if _STYLE_END.search(text):
        raise TrackerError([Problem(Location(own), msg("a style sheet cannot have </style in it"))], ExitCode.DATA)
    check_style(text, own)
    return text


def _encode_logo(path: str, data: bytes) -> str:
    """Return a picture as a data address, "" for none."""
    if not path:
        return ""
    kind = _MEDIA_TYPES[os.path.splitext(path)[1].lower()]
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"
