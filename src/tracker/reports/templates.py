"""The templates of text formats: those of the user's folder, else the shipped ones.

They run in a sandbox, since a template may come from anywhere, and everything put into them is escaped.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from tracker.errors import ExitCode, Location, Problem, ProblemList, TrackerError, make_error, msg
from tracker.extras import require_extra
from tracker.folder import read_text

TEMPLATE_FOLDER = os.path.join(os.path.dirname(__file__), "shipped")
TEMPLATE_NAMES = ("report.html", "report.css", "report.md")
"""The templates that a user can change."""

MISSING_LIBRARY = msg("writing reports needs the optional extra {extra}", extra="report")
"""The message if a library of the extra `report` is not installed."""


def fill_template(name: str, folder: str, values: dict[str, object], escape: Callable[[str], str] | None = None) -> str:
    """Return the template `name`, of `folder` or else as shipped, with `values` put in.

    Each value is escaped: for HTML, or by the `escape` of another format. Raises TrackerError if the template cannot
    be used.
    """
    jinja2, sandbox, markupsafe = (
        require_extra(name, "report", MISSING_LIBRARY) for name in ("jinja2", "jinja2.sandbox", "markupsafe")
    )
    folders = jinja2.FileSystemLoader([folder, TEMPLATE_FOLDER] if folder else [TEMPLATE_FOLDER])
    shipped = jinja2.PrefixLoader({"shipped": jinja2.FileSystemLoader(TEMPLATE_FOLDER)})
    environment = sandbox.ImmutableSandboxedEnvironment(
        loader=jinja2.ChoiceLoader([folders, shipped]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_make_escaper(escape, markupsafe.Markup) if escape else None,
    )
    try:
        text: str = environment.get_template(name).render(values)
        text.encode()  # a text that cannot be encoded is an error of the template too
    except jinja2.TemplateSyntaxError as error:
        path = os.path.join(folder, error.name or name)
        message = msg("this is not a template: {said}", said=error.message)
        raise TrackerError([Problem(Location(path, error.lineno), message)], ExitCode.DATA) from None
    except (jinja2.TemplateError, *_TEMPLATE_ERRORS) as error:
        message = msg("the template cannot be filled: {said}", said=str(error) or type(error).__name__)
        place = Location(os.path.join(folder, name), _find_error_line(error, name))
        raise TrackerError([Problem(place, message)], ExitCode.DATA) from None
    return text


_TEMPLATE_ERRORS = (ArithmeticError, AttributeError, LookupError, MemoryError, RuntimeError, TypeError, ValueError)
"""The errors that a template itself can cause: a wrong name, an endless loop, an endless text."""


def _find_error_line(error: BaseException, name: str) -> int | None:
    """Return the line of a template at which an error occurred, or None if it is unknown."""
    line, traceback = None, error.__traceback__
    while traceback:
        if os.path.basename(traceback.tb_frame.f_code.co_filename) == name:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line


def read_template(path: str) -> str:
    """Return the text of a file that is put into a page unchanged; raises TrackerError if it cannot be read."""
    problems = ProblemList()
    text = read_text(path, problems)
    if text is None:
        raise TrackerError(problems, ExitCode.DATA)
    return text.replace("\r\n", "\n").replace("\r", "\n")  # as a browser reads it


def _make_escaper(escape: Callable[[str], str], markup: type[str]) -> Callable[[object], str]:
    """Return a function that escapes each value once; markup, such as a filled macro, stays as it is."""

    def _escape_value(value: object) -> str:
        return value if isinstance(value, markup) else markup(escape(str(value)))

    return _escape_value


def read_shipped_templates() -> dict[str, str]:
    """Return the text of every shipped template by its name."""
    return {name: read_template(os.path.join(TEMPLATE_FOLDER, name)) for name in TEMPLATE_NAMES}


def check_template_folder(folder: str, output: str) -> None:
    """Raise TrackerError if there is no such folder, or no template in it, or `output` would replace one of them."""
    if not os.path.isdir(folder):
        raise make_error(msg("{path}: there is no such folder", path=folder), None, ExitCode.USAGE)
    names = (*TEMPLATE_NAMES, "report.docx")
    paths = [path for name in names if os.path.isfile(path := os.path.join(folder, name))]
    if os.path.exists(output) and any(os.path.samefile(output, path) for path in paths):
        message = msg("{path} is one of the templates", path=output)
        raise make_error(message, msg("name another file; nothing was written"), ExitCode.USAGE)
    if not paths:
        message = msg("{path}: there is no template in this folder", path=folder)
        raise make_error(message, msg("a template is called {names}", names=", ".join(names)), ExitCode.USAGE)
