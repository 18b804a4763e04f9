"""A report as one page of HTML that needs no network and no script to be read.

A content security policy lets nothing be loaded from outside and nothing run but what is written here: style sheet and
script stand in the page and are named in it by their hashes.
"""

import base64
import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from itertools import count

from tracker.errors import ExitCode, Location, Problem, TrackerError, describe_os_error, msg
from tracker.extras import require_extra
from tracker.reports.charts import Spec, build_indicator_chart, build_overview_pages, render_svg
from tracker.reports.html.page import OVERVIEW_KEY, build_page
from tracker.reports.records import ProgressCallback, Report
from tracker.reports.templates import MISSING_LIBRARY, TEMPLATE_FOLDER, fill_template, read_template

LANGUAGE_NAMES = {"vi": "Tiếng Việt", "en": "English"}
"""What each language calls itself."""

MAX_CHART_HEIGHT = 1130
"""How many pixels high a chart may be that is printed across a page of A4."""

_MEDIA_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
_STYLE_END = re.compile(r"</style", re.IGNORECASE)


def render(reports: tuple[Report, ...], folder: str, report_progress: ProgressCallback) -> bytes:
    """Return the page with the report in each of its languages; `folder` may hold templates of an office, "" for none.

    `tick` is told of each chart drawn. Raises TrackerError where a template or the logo cannot be used, and with the
    exit code MISSING_EXTRA where a library is not installed.
    """
    markup = require_extra("markupsafe", "report", MISSING_LIBRARY).Markup
    style, script = _read_style(folder), read_template(os.path.join(TEMPLATE_FOLDER, "report.js"))
    specs = [list(_build_charts(report)) for report in reports]
    every, steps = sum(map(len, specs)), count(1)
    pages = []
    for report, asked in zip(reports, specs, strict=True):
        drawn: dict[str, str] = {}
        for name, spec in asked:
            drawn[name] = drawn.get(name, markup()) + markup(render_svg(spec, report.language))
            report_progress(next(steps), every)
        pages.append(build_page(report, drawn, _encode_logo(report.letterhead.logo)))
    values = {
        "pages": pages,
        "names": LANGUAGE_NAMES,
        "policy": build_policy([style], [script]),
        "style": markup(style),
        "script": markup(script),
    }
    return fill_template("report.html", folder, values).encode()


def _build_charts(report: Report) -> Iterator[tuple[str, Spec]]:
    """Yield the charts of a report by the names of their indicators; that of all first, in parts that fit on paper."""
    if report.parts:
        for spec in build_overview_pages(report.assessment_set, report.language, MAX_CHART_HEIGHT):
            yield OVERVIEW_KEY, spec
    for part in report.parts:
        if found := build_indicator_chart(part.detail, report.assessment_set, report.language):
            yield part.indicator, found


def build_policy(styles: Iterable[str], scripts: Iterable[str]) -> str:
    """Return a content security policy that lets only these texts style and run, and nothing be loaded."""
    rules = {
        "default-src": ["'none'"],
        "style-src": map(_hash_text, styles),
        "script-src": map(_hash_text, scripts),
        "img-src": ["data:"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    return "; ".join(" ".join([name, *allowed]) for name, allowed in rules.items())


def _hash_text(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _read_style(folder: str) -> str:
    """Return the style sheet of an office, or else the one that comes with the program."""
    own = os.path.join(folder, "report.css")
    if not folder or not os.path.exists(own):
        return read_template(os.path.join(TEMPLATE_FOLDER, "report.css"))
    text = read_template(own)
    if _STYLE_END.search(text):
        raise TrackerError([Problem(Location(own), msg("a style sheet cannot have </style in it"))], ExitCode.DATA)
    return text


def _encode_logo(path: str) -> str:
    """Return a picture as the address that holds all of it, "" for none."""
    if not path:
        return ""
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        message = msg("cannot be read: {why}", why=describe_os_error(error))
        raise TrackerError([Problem(Location(path), message)], ExitCode.DATA) from None
    kind = _MEDIA_TYPES[os.path.splitext(path)[1].lower()]
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"
