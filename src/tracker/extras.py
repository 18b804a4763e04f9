"""Optional extras: imports a library that only some commands need, or says how to install it."""

from importlib import import_module
from typing import Any

from tracker.errors import ExitCode, Message, make_error, msg


def require_extra(module: str, extra: str, message: Message, hint: Message | None = None) -> Any:  # noqa: ANN401 (a module)
    """Return the library `module` that the extra `extra` of this package installs.

    Raises TrackerError with the exit code MISSING_EXTRA if it is not installed. `message` says what needs it; `hint`
    replaces the hint to install it.
    """
    try:
        return import_module(module)
    except ImportError as error:
        if error.name != module:
            raise
        install = msg('install it with pip install "indicator-tracker[{extra}]"', extra=extra)
        raise make_error(message, hint or install, ExitCode.MISSING_EXTRA) from None
