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

from tracker.errors import ExitCode, Place, Problem, TrackerError, msg, why
from tracker.extras import need
from tracker.views.charts import Spec, indicator_chart, overview_charts, svg
from tracker.views.report.html.page import OVERVIEW, page
from tracker.views.report.records import Report, Tick
from tracker.views.report.templates import NEEDS, SHIPPED, filled, read

NAMES = {"vi": "Tiếng Việt", "en": "English"}
"""What each language calls itself."""

PAPER = 1130
"""How many pixels high a chart may be that is printed across a page of A4."""

_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
_ENDS = re.compile(r"</style", re.IGNORECASE)


def render(reports: tuple[Report, ...], folder: str, tick: Tick) -> bytes:
    """Return the page with the report in each of its languages; `folder` may hold templates of an office, "" for none.

    `tick` is told of each chart drawn. Raises TrackerError where a template or the logo cannot be used, and with the
    exit code MISSING_EXTRA where a library is not installed.
    """
    markup = need("markupsafe", "report", NEEDS).Markup
    style, script = _style(folder), read(os.path.join(SHIPPED, "report.js"))
    specs = [list(_charts(report)) for report in reports]
    every, steps = sum(map(len, specs)), count(1)
    pages = []
    for report, asked in zip(reports, specs, strict=True):
        drawn: dict[str, str] = {}
        for name, spec in asked:
            drawn[name] = drawn.get(name, markup()) + markup(svg(spec, report.language))
            tick(next(steps), every)
        pages.append(page(report, drawn, _logo(report.letterhead.logo)))
    values = {
        "pages": pages,
        "names": NAMES,
        "policy": policy([style], [script]),
        "style": markup(style),
        "script": markup(script),
    }
    return filled("report.html", folder, values).encode()


def _charts(report: Report) -> Iterator[tuple[str, Spec]]:
    """Yield the charts of a report by the names of their indicators; that of all first, in parts that fit on paper."""
    if report.parts:
        for spec in overview_charts(report.board, report.language, PAPER):
            yield OVERVIEW, spec
    for part in report.parts:
        if found := indicator_chart(part.detail, report.board, report.language):
            yield part.indicator, found


def policy(styles: Iterable[str], scripts: Iterable[str]) -> str:
    """Return a content security policy that lets only these texts style and run, and nothing be loaded."""
    rules = {
        "default-src": ["'none'"],
        "style-src": map(_hash, styles),
        "script-src": map(_hash, scripts),
        "img-src": ["data:"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    return "; ".join(" ".join([name, *allowed]) for name, allowed in rules.items())


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _style(folder: str) -> str:
    """Return the style sheet of an office, or else the one that comes with the program."""
    own = os.path.join(folder, "report.css")
    if not folder or not os.path.exists(own):
        return read(os.path.join(SHIPPED, "report.css"))
    text = read(own)
    if _ENDS.search(text):
        raise TrackerError([Problem(Place(own), msg("a style sheet cannot have </style in it"))], ExitCode.DATA)
    return text


def _logo(path: str) -> str:
    """Return a picture as the address that holds all of it, "" for none."""
    if not path:
        return ""
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        message = msg("cannot be read: {why}", why=why(error))
        raise TrackerError([Problem(Place(path), message)], ExitCode.DATA) from None
    kind = _TYPES[os.path.splitext(path)[1].lower()]
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"
