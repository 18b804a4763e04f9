"""Where a store is: the URL that the user wrote, what the environment and service files add, and how it is encrypted.

libpq itself says what is in force, so that no rule of its own is repeated here. A host that is not this computer must
prove with a certificate that it is the server that was named, unless the user has chosen another protection.
"""

import re
from collections.abc import Mapping
from itertools import zip_longest
from typing import Any, NamedTuple

from tracker.errors import ExitCode, Location, make_error, msg, require_extra
from tracker.store.server_errors import describe_failure
from tracker.targets.store_url import find_url_fault

TIMEOUT_SECONDS = 10
"""How long to wait for a connection to each address of a host, if the user does not say it."""
ANSWER_SECONDS = 300
"""How long a server that was reached may be silent before it is given up, if TRACKER_STORE_TIMEOUT does not say it."""
TIMEOUT_VARIABLE = "TRACKER_STORE_TIMEOUT"
_LOST_NETWORK = {
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "60000",
}
"""How the system finds out within a minute that the network is gone: seconds, seconds, attempts, milliseconds."""
_INVALID = b"target_session_attrs"
"""A setting with which libpq reads everything, and stops before it connects."""


class StoreAddress(NamedTuple):
    """The parameters of a connection as libpq names them, and the host and the name of the database for messages.

    `answer_seconds` is how long the server may be silent, 0 for ever. `is_exposed` says whether another computer is
    reached without a proof of which it is.
    """

    parameters: Mapping[str, str]
    shown: str
    answer_seconds: float = ANSWER_SECONDS
    is_exposed: bool = False


def import_driver() -> Any:  # noqa: ANN401 (a module)
    """Return psycopg. Raises TrackerError with the code MISSING_EXTRA if it or its library is missing."""
    message = msg("a shared store needs psycopg")
    try:
        return require_extra("psycopg", "postgres", message)
    except ImportError:  # psycopg is there, and libpq is not
        hint = msg('install it with pip install "indicator-tracker[{extra}]"', extra="postgres")
        raise make_error(message, hint, ExitCode.MISSING_EXTRA) from None


def parse_address(url: str, environment: Mapping[str, str], source: str = "") -> StoreAddress:
    """Return where the store is that `url` names; `source` is where the user wrote it, for messages.

    Without a source it is of `targets.toml`, which somebody else may have written: a password of the environment or of
    a service file is then not for a server that only this file names.

    Raises TrackerError, and never repeats the URL, if it is none or may hold a password.
    """
    if fault := find_url_fault(url):
        raise make_error(*fault, ExitCode.USAGE, location=Location(source))
    parameters = {name: str(value) for name, value in import_driver().conninfo.conninfo_to_dict(url).items()}
    known = resolve_parameters(parameters)
    hosts = known.get("host", "").split(",")
    is_local = all(map(_is_local, _list_ends(known)))
    mode = known.get("sslmode", "prefer")
    if not is_local and mode in ("prefer", "allow"):  # these give up encryption without a word
        mode = parameters["sslmode"] = "verify-full"
    if not source and _chooses_host(parameters, environment):
        parameters["password"] = ""  # libpq then takes none of the environment or a service, only of a password file
    parameters.update({name: known[name] for name in ("host", "hostaddr", "port") if name in known})
    parameters["connect_timeout"] = _read_connect_timeout(known, source)
    parameters.update({name: value for name, value in _LOST_NETWORK.items() if name not in known})
    shown = "/".join(
        [",".join(host or "localhost" for host in hosts), re.sub(r"[^\w.~-]", "?", known.get("dbname", ""))]
    )
    return StoreAddress(parameters, shown, _read_answer_seconds(environment), not is_local and mode != "verify-full")


def _chooses_host(parameters: Mapping[str, str], environment: Mapping[str, str]) -> bool:
    """Whether an address names a server that the environment does not name."""
    chosen = {"host": environment.get("PGHOST"), "hostaddr": environment.get("PGHOSTADDR")}
    return any(parameters.get(name, known) != known for name, known in chosen.items())


def resolve_parameters(parameters: Mapping[str, str]) -> dict[str, str]:
    """Return what libpq would use: the parameters, the service file, the environment and its defaults, with passwords.

    Nothing is connected. Raises TrackerError if a setting or the service file is wrong.
    """
    pq, make_conninfo = import_driver().pq, import_driver().conninfo.make_conninfo
    given = {name: value for name, value in parameters.items() if name != _INVALID.decode()}
    attempt = pq.PGconn.connect_start(make_conninfo("", **given, **{_INVALID.decode(): "none"}).encode())
    try:
        said = bytes(attempt.error_message).decode(errors="replace")
        if _INVALID.decode() not in said:
            raise make_error(*describe_failure(said))
        return {each.keyword.decode(): each.val.decode(errors="replace") for each in attempt.info if each.val}
    finally:
        attempt.finish()


def _list_ends(known: Mapping[str, str]) -> list[str]:
    """Return the computers to which libpq would connect: the address of each if it is given, else its name."""
    hosts, addresses = known.get("host", "").split(","), known.get("hostaddr", "").split(",")
    return [address or host or "" for host, address in zip_longest(hosts, addresses)]


def _is_local(end: str) -> bool:
    """Whether a name or address is of this computer, or a socket; the empty name is the default one, which is."""
    is_socket = end.startswith(("/", "@")) or end[1:3] in (":/", ":\\")
    return is_socket or end.lower() in ("", "localhost", "::1") or bool(re.fullmatch(r"127(\.\d{1,3}){3}", end))


def _read_connect_timeout(known: Mapping[str, str], source: str) -> str:
    seconds = known.get("connect_timeout", str(TIMEOUT_SECONDS)).strip()
    if not re.fullmatch(r"\d{1,6}", seconds):
        message = msg("the time-out of the connection is no number of seconds")
        hint = msg("write connect_timeout=10, or PGCONNECT_TIMEOUT=10")
        raise make_error(message, hint, ExitCode.USAGE, location=Location(source))
    return seconds


def _read_answer_seconds(environment: Mapping[str, str]) -> float:
    seconds = environment.get(TIMEOUT_VARIABLE, "").strip() or str(ANSWER_SECONDS)
    if not re.fullmatch(r"\d{1,6}", seconds):
        message, hint = (
            msg("the time-out of the store is no number of seconds"),
            msg("write 300, or 0 to wait for ever"),
        )
        raise make_error(message, hint, ExitCode.USAGE, location=Location(TIMEOUT_VARIABLE))
    return float(seconds)
