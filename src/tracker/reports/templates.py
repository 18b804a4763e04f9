"""The templates of text formats: those of an office where it has its own, else those that come with the program.

They are sandboxed, since an office may have them from anywhere, and everything put into them is escaped.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from tracker.errors import ExitCode, Location, Problem, ProblemList, TrackerError, make_error, msg
from tracker.extras import require_extra
from tracker.folder import read_text

TEMPLATE_FOLDER = os.path.join(os.path.dirname(__file__), "shipped")
TEMPLATE_NAMES = ("report.html", "report.css", "report.md")
"""The templates that an office can change."""

MISSING_LIBRARY = msg("writing reports needs the optional extra {extra}", extra="report")
"""What is said where a library of the extra `report` is not installed."""


def fill_template(name: str, folder: str, values: dict[str, object], escape: Callable[[str], str] | None = None) -> str:
    """Return the template `name`, of `folder` or else as shipped, with `values` put in.

    Each value is escaped: for HTML, or by the `escape` of another format. Raises TrackerError where the template cannot
    be used.
    """
    jinja2 = require_extra("jinja2", "report", MISSING_LIBRARY)
    sandbox = require_extra("jinja2.sandbox", "report", MISSING_LIBRARY)
    environment = sandbox.ImmutableSandboxedEnvironment(
        loader=jinja2.ChoiceLoader(
            [
                jinja2.FileSystemLoader([folder, TEMPLATE_FOLDER] if folder else [TEMPLATE_FOLDER]),
                jinja2.PrefixLoader({"shipped": jinja2.FileSystemLoader(TEMPLATE_FOLDER)}),
            ]
        ),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_make_escaper(escape, require_extra("markupsafe", "report", MISSING_LIBRARY).Markup)
        if escape
        else None,
    )
    try:
        text: str = environment.get_template(name).render(values)
        text.encode()  # what cannot be written is a fault of the template too
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
"""What a template can come to that is no fault of the program: a wrong name, an endless loop, a text without end."""


def _find_error_line(error: BaseException, name: str) -> int | None:
    """Return the line of a template at which an error was met, where it is known."""
    found, at = None, error.__traceback__
    while at:
        if os.path.basename(at.tb_frame.f_code.co_filename) == name:
            found = at.tb_lineno
        at = at.tb_next
    return found


def read_template(path: str) -> str:
    """Return the text of a file that is put into a page as it is; raises TrackerError where it cannot be read."""
    problems = ProblemList()
    text = read_text(path, problems)
    if text is None:
        raise TrackerError(problems, ExitCode.DATA)
    return text.replace("\r\n", "\n").replace("\r", "\n")  # as a browser reads it


def _make_escaper(escape: Callable[[str], str], markup: type[str]) -> Callable[[object], str]:
    """Return what escapes each value once; what is markup already, such as a filled macro, stays as it is."""

    def _escape_value(value: object) -> str:
        return value if isinstance(value, markup) else markup(escape(str(value)))

    return _escape_value


def read_shipped_templates() -> dict[str, str]:
    """Return the text of every template that comes with the program, by its name."""
    return {name: read_template(os.path.join(TEMPLATE_FOLDER, name)) for name in TEMPLATE_NAMES}


def check_template_folder(folder: str, output: str) -> None:
    """Raise TrackerError where a folder of templates is none, or has none, or `output` would replace one of them."""
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
