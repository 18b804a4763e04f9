"""Where a store is: the URL that the user wrote, without any password, and how it is encrypted."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from tracker.errors import ExitCode, TrackerError, make_error, msg, require_extra

_SCHEMES = ("postgresql://", "postgres://")
_LOCAL_HOSTS = ("", "localhost", "127.0.0.1", "::1")
TIMEOUT_SECONDS = 10
"""How long to wait for the server, if the URL and the environment do not say it."""


class StoreAddress(NamedTuple):
    """The parameters of a connection as libpq names them, and the host and the name of the database for messages."""

    parameters: Mapping[str, str]
    shown: str


def import_driver() -> Any:  # noqa: ANN401 (a module)
    """Return psycopg. Raises TrackerError with the code MISSING_EXTRA if it is not installed."""
    return require_extra("psycopg", "postgres", msg("a shared store needs psycopg"))


def parse_address(url: str, environment: Mapping[str, str]) -> StoreAddress:
    """Return where the store is that `url` names.

    Raises TrackerError, and never repeats the URL, if it is none or holds a password.
    """
    driver = import_driver()
    hint = msg("write postgresql://user@host/database")
    if not url.startswith(_SCHEMES):
        raise make_error(msg("the address of the store is no PostgreSQL URL"), hint)
    try:
        parameters = {name: str(value) for name, value in driver.conninfo.conninfo_to_dict(url).items()}
    except driver.Error:
        raise make_error(msg("the address of the store is no PostgreSQL URL"), hint) from None
    if "password" in parameters:
        raise _make_password_error()
    hosts = parameters.get("host", environment.get("PGHOST", "")).split(",")
    is_local = all(host in _LOCAL_HOSTS or host.startswith("/") for host in hosts)
    if not is_local and "sslmode" not in parameters and "PGSSLMODE" not in environment:
        parameters["sslmode"] = "verify-full"
    if "connect_timeout" not in parameters and "PGCONNECT_TIMEOUT" not in environment:
        parameters["connect_timeout"] = str(TIMEOUT_SECONDS)
    name = parameters.get("dbname") or environment.get("PGDATABASE", "")
    shown = "/".join([",".join(host or "localhost" for host in hosts), re.sub(r"\W", "?", name)])
    return StoreAddress(parameters, shown)


def _make_password_error() -> TrackerError:
    message = msg("the address of the store holds a password")
    hint = msg("take it out, and put the password into the file that PGPASSFILE names, or into a service file")
    return make_error(message, hint, ExitCode.USAGE)
