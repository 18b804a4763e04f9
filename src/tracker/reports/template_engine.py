"""Fills a template with plain data, in a sandbox; a template of the user in a process of its own.

A template may come from anywhere. It sees plain data only, it can call no method but a few of texts, lists and
mappings, and it can include only files of its own folder and the shipped templates. The process has limited memory
and an empty environment; the caller ends it if it takes too long.
"""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker.i18n import N_
from tracker.views.escapes import escape_markdown

if TYPE_CHECKING:
    import jinja2

TEMPLATE_FOLDER = os.path.join(os.path.dirname(__file__), "shipped")
MAX_TEMPLATE_BYTES = 1 << 20
MAX_OUTPUT_BYTES = 200 << 20
"""The most that a template may write; the report of 2,560 indicators has 10 MB."""

_MEMORY_BYTES, _MEMORY_PER_BYTE = 1 << 30, 30
"""The memory of the process: a fixed part, and a multiple of the data."""
_SHIPPED_PREFIX = "shipped/"
_MARKUP = "\0markup"
_TEMPLATE_ERRORS = (
    *(ArithmeticError, AttributeError, LookupError, MemoryError),
    *(NameError, RuntimeError, SyntaxError, TypeError, ValueError),
)
"""The errors that a template itself can cause: a wrong name, an endless loop or text, too many nested loops."""


class TemplateFault(NamedTuple):
    """Why a template cannot be used: what the engine says, the template, the line if known, and if it is the syntax."""

    said: str
    name: str
    line: int | None
    is_syntax: bool = False


def fill(name: str, folder: str, values: Mapping[str, Any], escape: str) -> str | TemplateFault:
    """Return the template `name` of `folder`, or else the shipped one, filled with plain data; else what is wrong.

    `escape` is `html` or `markdown`.
    """
    import jinja2

    environment = _make_environment(folder, escape)
    chunks, size = [], 0
    try:
        for chunk in environment.get_template(name).generate(values):
            size += len(chunk.encode())  # a text that cannot be encoded is an error of the template too
            if size > MAX_OUTPUT_BYTES:
                return TemplateFault(f"its text is longer than {MAX_OUTPUT_BYTES >> 20} MB", name, None)
            chunks.append(chunk)
    except jinja2.TemplateSyntaxError as error:
        return TemplateFault(error.message or "", error.name or name, error.lineno, is_syntax=True)
    except (jinja2.TemplateError, *_TEMPLATE_ERRORS) as error:
        return TemplateFault(str(error) or type(error).__name__, name, _find_error_line(error, name))
    return "".join(chunks)


def _find_error_line(error: BaseException, name: str) -> int | None:
    """Return the line of a template at which an error occurred, or None if it is unknown."""
    line, traceback = None, error.__traceback__
    while traceback:
        if os.path.basename(traceback.tb_frame.f_code.co_filename) == name:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line


def read_own_template(folder: str, name: str, most: int = MAX_TEMPLATE_BYTES) -> bytes | None:
    """Return a template of the user's folder, or None if it has none of this name.

    Raises ValueError if the name is hidden or leads out of the folder, also through a link, or if it is no plain file
    of a size that templates have.
    """
    parts = name.split("/")
    if any(part in ("", ".", "..") or part.startswith(".") for part in parts) or "\\" in name or ":" in name:
        raise ValueError(N_("it leads out of the folder of the template, or is hidden"))
    path = os.path.join(folder, *parts)
    if not os.path.lexists(path):
        return None
    home, real = os.path.realpath(folder), os.path.realpath(path)
    inside = os.path.relpath(real, home).split(os.sep)
    if any(part.startswith(".") for part in inside) or os.path.isabs(os.path.relpath(real, home)):
        raise ValueError(N_("it leads out of the folder of the template, or is hidden"))
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(real, flags)
    with open(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise ValueError(N_("it is no plain file"))
        data = file.read(most + 1)
    if len(data) > most:
        raise ValueError(N_("it is too large"))
    return data


def _make_loader(folder: str) -> Callable[[str], tuple[str, str, None]]:
    """Return the function that reads a template by name: of the folder, else as shipped."""
    from jinja2 import TemplateNotFound

    def _load(name: str) -> tuple[str, str, None]:
        own = None
        try:
            if folder and not name.startswith(_SHIPPED_PREFIX):
                own = read_own_template(folder, name)
            data = own if own is not None else _read_shipped(name.removeprefix(_SHIPPED_PREFIX))
            return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n"), name, None
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else str(error)
            raise TemplateNotFound(name, f"{name!r}: {why}") from None

    return _load


def _read_shipped(name: str) -> bytes:
    data = read_own_template(TEMPLATE_FOLDER, name)
    if data is None:
        raise ValueError("there is no such template")
    return data


def _make_environment(folder: str, escape: str) -> jinja2.Environment:
    """Return the environment in which a template runs."""
    import jinja2
    import markupsafe

    from tracker.reports.template_sandbox import PlainEnvironment

    finalize = None
    if escape == "markdown":

        def finalize(value: object) -> str:
            """Return a value escaped once; markup, such as a filled macro, stays as it is."""
            return value if isinstance(value, markupsafe.Markup) else markupsafe.Markup(escape_markdown(str(value)))

    environment = PlainEnvironment(
        loader=jinja2.FunctionLoader(_make_loader(folder)),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=finalize,
    )
    environment.remove_unsafe()
    return environment


def encode_job(job: Mapping[str, object]) -> bytes:
    """Return what the process gets: a job as JSON, with markup marked."""
    return json.dumps(_mark_markup(job)).encode()


def _mark_markup(value: Any) -> Any:  # noqa: ANN401 (plain data)
    if hasattr(value, "__html__"):
        return {_MARKUP: str(value)}
    if isinstance(value, Mapping):
        return {key: _mark_markup(each) for key, each in value.items()}
    return [_mark_markup(each) for each in value] if isinstance(value, list) else value


def main() -> None:
    """Read a job from stdin, fill its template, and write the text or the fault as JSON to stdout."""
    import markupsafe

    data = sys.stdin.buffer.read()
    _limit_memory(_MEMORY_BYTES + _MEMORY_PER_BYTE * len(data))

    def _restore(entry: dict[str, Any]) -> object:
        return markupsafe.Markup(entry[_MARKUP]) if _MARKUP in entry else entry

    result = fill(**json.loads(data, object_hook=_restore))
    answer = {"fault": result._asdict()} if isinstance(result, TemplateFault) else {"text": result}
    sys.stdout.buffer.write(json.dumps(answer).encode())


def _limit_memory(size: int) -> None:
    """Limit the memory of this process, where the system can."""
    try:
        import resource
    except ImportError:  # Windows: only the time is limited
        return
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
