"""Optional parts: a library that only some commands need, or what to install to have it."""

from importlib import import_module
from typing import Any

from tracker.errors import ExitCode, Message, make_error, msg


def require_extra(module: str, extra: str, message: Message, hint: Message | None = None) -> Any:  # noqa: ANN401 (a module)
    """Return the library `module` that the extra `extra` of this package installs.

    Raises TrackerError with the exit code MISSING_EXTRA where it is not there: `lacking` says what cannot be done
    without it, and `hint`, where there is more than one way out, what to do.
    """
    try:
        return import_module(module)
    except ImportError as error:
        if error.name != module:
            raise
        install = msg('install it with pip install "indicator-tracker[{extra}]"', extra=extra)
        raise make_error(message, hint or install, ExitCode.MISSING_EXTRA) from None
