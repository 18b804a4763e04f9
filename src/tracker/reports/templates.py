"""The templates of text formats: those of the user's folder, else the shipped ones.

They get plain data and give a text (`template_engine`); everything put into them is escaped.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping

from tracker.errors import (
    ExitCode,
    Location,
    Message,
    Problem,
    ProblemList,
    TrackerError,
    describe_os_error,
    make_error,
    msg,
    require_extra,
)
from tracker.folder import read_text
from tracker.reports.template_engine import (
    MAX_TEMPLATE_BYTES,
    TEMPLATE_FOLDER,
    TemplateFault,
    encode_job,
    fill,
    read_own_template,
)

TEMPLATE_NAMES = ("report.html", "report.css", "report.md")
"""The templates that a user can change."""
TEMPLATE_SECONDS = 60.0
"""How long a template of the user may take; the report of 2,560 indicators takes 5 seconds."""

MISSING_LIBRARY = msg("writing reports needs the optional extra {extra}", extra="report")
"""The message if a library of the extra `report` is not installed."""

_START = "import sys; sys.path[:] = sys.argv[1:]; from tracker.reports.template_engine import main; main()"


def fill_template(name: str, folder: str, values: Mapping[str, object], escape: str = "html") -> str:
    """Return the template `name`, of `folder` or else as shipped, with plain `values` put in.

    Each value is escaped as `escape` says: `html` or `markdown`. Raises TrackerError if the template cannot be used.
    """
    for library in ("jinja2", "jinja2.sandbox", "markupsafe"):
        require_extra(library, "report", MISSING_LIBRARY)
    if has_own_template(folder, name):
        result = _fill_in_process({"name": name, "folder": folder, "values": values, "escape": escape})
    else:
        result = fill(name, "", values, escape)
    if not isinstance(result, TemplateFault):
        return result
    if result.is_syntax:
        message = msg("this is not a template: {said}", said=result.said)
    else:
        message = msg("the template cannot be filled: {said}", said=result.said)
    place = Location(os.path.join(folder, result.name if result.is_syntax else name), result.line)
    raise TrackerError([Problem(place, message)], ExitCode.DATA)


def has_own_template(folder: str, name: str) -> bool:
    """Whether the folder, "" for none, has a template of this name; a broken one counts."""
    return bool(folder) and os.path.lexists(os.path.join(folder, name))


def _fill_in_process(job: dict[str, object]) -> str | TemplateFault:
    """Return what a process of its own makes of a template; raises TrackerError if it takes too long or dies."""
    path = os.path.join(str(job["folder"]), str(job["name"]))
    paths = [os.path.abspath(each) for each in sys.path if each]
    environment = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-X", "utf8", "-c", _START, *paths],
            input=encode_job(job),
            capture_output=True,
            env=environment,
            timeout=TEMPLATE_SECONDS,
            check=False,
        )
        answer = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        raise _make_error(
            path, msg("the template takes longer than {seconds} seconds", seconds=f"{TEMPLATE_SECONDS:.0f}")
        ) from None
    except (OSError, ValueError):
        raise _make_error(path, msg("the template ended the process that fills it: it needs too much memory")) from None
    fault = answer.get("fault")
    return TemplateFault(**fault) if fault else str(answer["text"])


def _make_error(path: str, message: Message) -> TrackerError:
    hint = msg("begin again with a copy of the templates of the program: tracker init --templates")
    return make_error(message, hint, location=Location(path))


def read_user_file(folder: str, name: str, most: int = MAX_TEMPLATE_BYTES) -> bytes | None:
    """Return a file of a template folder, or None if it has none of this name.

    Raises TrackerError if it cannot be read, is no plain file, or leads out of the folder.
    """
    try:
        return read_own_template(folder, name, most)
    except ValueError as error:
        place = Location(os.path.join(folder, name))
        raise make_error(msg("cannot be a template: {said}", said=Message(str(error), {})), location=place) from None
    except OSError as error:
        place = Location(os.path.join(folder, name))
        raise make_error(msg("cannot be read: {why}", why=describe_os_error(error)), location=place) from None


def read_template(path: str) -> str:
    """Return the text of a file that is put into a page unchanged; raises TrackerError if it cannot be read."""
    problems = ProblemList()
    text = read_text(path, problems)
    if text is None:
        raise TrackerError(problems, ExitCode.DATA)
    return text.replace("\r\n", "\n").replace("\r", "\n")  # as a browser reads it


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
