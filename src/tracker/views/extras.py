"""Libraries that are installed only by who asks for them: imported where they are used, and named where they lack."""

from importlib import import_module
from typing import Any

from tracker.errors import ExitCode, failure, msg


def need(module: str, extra: str, does: str) -> Any:  # noqa: ANN401 (a module)
    """Return a module of an optional library.

    Raises TrackerError with the exit code MISSING_EXTRA where it is not installed: `does` is a sentence of the
    catalogs that says what needs it, `extra` the name under which it is installed.
    """
    try:
        return import_module(module)
    except ImportError as error:
        if (error.name or "").split(".")[0] != module.split(".", maxsplit=1)[0]:
            raise
        hint = msg('install it with pip install "indicator-tracker[{extra}]"', extra=extra)
        raise failure(msg(does), hint, ExitCode.MISSING_EXTRA) from None
