"""What the usual errors of PostgreSQL mean, in the user's words, with a way to fix each.

A server that cannot be reached gives no code, only an English sentence, of libpq or of its own.
"""

import re
from typing import NamedTuple

from tracker.errors import Message, msg

SILENCE = "the server has said nothing for too long"
"""What our own connection says when it gives up."""
_CHECK_ADDRESS = msg("check the network, the host and the port")
_LATER = msg("run the command again in a moment")
_ASK_ADMIN = msg("ask whoever runs the server")
_NO_ROOT = msg(
    "get the certificate of its authority and name it with PGSSLROOTCERT=FILE, or sslrootcert=FILE in the address "
    "(sslrootcert=system: those that this computer trusts)"
)
_PASSWORD = msg(
    "put the password into the file that PGPASSFILE names; PGPASSWORD and a service file count only for the server "
    "that TRACKER_STORE, PGHOST or the service names"
)


class Failure(NamedTuple):
    """A sentence of the server, known by a part of it, with what it means and the fix."""

    sign: str
    message: Message
    hint: Message


FAILURES = (
    Failure("definition of service .* not found", msg("the service file does not know this service"), msg(
        "write its name in brackets in ~/.pg_service.conf, or in the file that PGSERVICEFILE names"
    )),
    Failure("service file .* not found", msg("there is no service file"), msg(
        "make ~/.pg_service.conf, or name another with PGSERVICEFILE"
    )),
    Failure("syntax error in service file", msg("the service file has an error"), msg(
        "each of its lines is [NAME] or key=value"
    )),
    Failure("no password supplied|password authentication failed|empty password", msg(
        "the server did not accept the user with this password"
    ), _PASSWORD),
    Failure("(peer|ident) authentication failed", msg(
        "the server lets in only the user of the system with the same name"
    ), msg("write another user into the address, postgresql://user@host/database, or ask whoever runs the server")),
    Failure("(certificate|gssapi|ldap|pam|radius|sspi) authentication failed", msg(
        "the server did not accept the user"
    ), _ASK_ADMIN),
    Failure("root certificate file .* does not exist|no certificate or crl found", msg(
        "the certificate of the server cannot be checked: there is no certificate of its authority"
    ), _NO_ROOT),
    Failure("server certificate for .* does not match|server common name|certificate .*host name", msg(
        "the certificate of the server is for another host"
    ), msg("write the host as in the certificate; if it is right, somebody else may be answering")),
    Failure("certificate has expired|certificate is not yet valid", msg(
        "the certificate of the server has expired, or the clock is wrong"
    ), _ASK_ADMIN),
    Failure("certificate verify failed|self.signed certificate|unable to get local issuer", msg(
        "the certificate of the server is of an authority that this computer does not trust"
    ), _NO_ROOT),
    Failure("server does not support ssl", msg("the server does not encrypt its connections"), msg(
        "ask whoever runs it to set ssl = on; sslmode=disable in the address lets everybody on the way read along"
    )),
    Failure("private key file|could not load .*certificate|certificate file", msg(
        "the certificate or key of the user cannot be used"
    ), msg("check sslcert and sslkey; nobody else may read the key")),
    Failure("ssl error|sslv3|tlsv1|ssl connection", msg("the encrypted connection failed"), _ASK_ADMIN),
    Failure("no pg_hba.conf entry|pg_hba.conf rejects", msg(
        "the server lets this user into this database not from here, or not without encryption"
    ), _ASK_ADMIN),
    Failure("starting up|not yet accepting|in recovery mode", msg("the server is starting"), _LATER),
    Failure(SILENCE, msg("the server has stopped answering"), msg(
        "look whether it runs; TRACKER_STORE_TIMEOUT is the number of seconds to wait for it, 0 for ever"
    )),
    Failure("idle.in.transaction", msg("the server ended a connection that waited too long"), _LATER),
    Failure("shutting down|terminating connection", msg("the server is being stopped"), _LATER),
    Failure("too many clients|remaining connection slots|too many connections|connection limit", msg(
        "the server has too many connections"
    ), _LATER),
    Failure("database .* does not exist", msg("the server has no such database"), msg(
        "correct its name, or let whoever runs the server make it: createdb NAME"
    )),
    Failure("role .* does not exist", msg("the server has no such user"), msg(
        "correct the user in the address, or let whoever runs the server make it: createuser NAME"
    )),
    Failure("not permitted to log in", msg("this user may not log in"), _ASK_ADMIN),
    Failure("permission denied for database", msg("this user may not enter this database"), _ASK_ADMIN),
    Failure("resolve host|translate host name|name or service not known|nodename nor servname", msg(
        "no host of this name is known"
    ), _CHECK_ADDRESS),
    Failure("no such file or directory", msg("no server of this computer answers at this socket"), msg(
        "start the server, or correct the folder of the socket or the port"
    )),
    Failure("permission denied", msg("the socket of the server cannot be opened: permission denied"), _ASK_ADMIN),
    Failure("connection refused", msg("no server answers there: the connection was refused"), msg(
        "start the server, or correct the host and the port"
    )),
    Failure("no route to host|network is unreachable|host is down", msg(
        "the network does not reach it"
    ), _CHECK_ADDRESS),
    Failure("timeout expired|timed out", msg("it does not answer in time"), msg(
        "check the network, the host and the port; connect_timeout in the address, or PGCONNECT_TIMEOUT, gives more "
        "seconds"
    )),
    Failure("received invalid response|invalid response|protocol|server closed the connection|lost synchroni", msg(
        "what answers is no PostgreSQL server, or it broke off"
    ), _CHECK_ADDRESS),
    Failure("could not (receive|send) data|connection (reset|has been closed|is closed|not open)|broken pipe", msg(
        "the connection broke off"
    ), _CHECK_ADDRESS),
    Failure("invalid sslmode|invalid ssl|invalid port|invalid integer|invalid .* value|could not match", msg(
        "a setting of the connection is wrong"
    ), msg("check the address, the service file, and the environment variables that begin with PG")),
)  # fmt: skip
"""The usual failures; the first whose sign is found in the sentence counts."""


def describe_failure(said: str, secrets: tuple[str, ...] = ()) -> tuple[Message, Message | None]:
    """Return what a sentence of the server means and the fix; an unknown one as it is, unless it repeats a secret."""
    for failure in FAILURES:
        if re.search(failure.sign, said, re.IGNORECASE):
            return failure.message, failure.hint
    lines = said.strip().splitlines() or [""]
    if not lines[0] or any(secret and secret in said for secret in secrets):
        return msg("it says what cannot be shown here"), _CHECK_ADDRESS
    return Message("{said}", {"said": lines[0][:300]}), _CHECK_ADDRESS
