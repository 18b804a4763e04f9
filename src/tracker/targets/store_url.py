"""The address of a shared store as a user may write it: a PostgreSQL URL that cannot hold a password.

It is a closed list: what is not known to be harmless is refused, because the address is in a file that many read and in
the lists of processes. Nothing of a refused address is ever repeated.
"""

import re

from tracker.errors import Message, msg
from tracker.text import is_encodable

STORE_SETTINGS = (
    "host", "hostaddr", "port", "dbname", "user", "service", "connect_timeout", "application_name", "sslmode",
    "sslrootcert", "sslcert", "sslkey", "sslcrl", "sslcrldir", "sslnegotiation", "ssl_min_protocol_version",
    "gssencmode", "krbsrvname", "channel_binding", "require_auth", "target_session_attrs", "load_balance_hosts",
    "keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout",
)  # fmt: skip
"""What may follow the `?` of an address. Not `options`: it could make names in a statement mean something else."""

_CONTROLS = r"\x00-\x20\x7f"
_TAIL = "%[89abAB][0-9a-fA-F]"
_BYTES = (
    rf"(?:[0-7][0-9a-fA-F]|(?:[cC][2-9a-fA-F]|[dD][0-9a-fA-F]){_TAIL}|[eE]0%[abAB][0-9a-fA-F]{_TAIL}"
    rf"|[eE][1-9a-cA-Ce-fE-F]{_TAIL}{_TAIL}|[eE][dD]%[89][0-9a-fA-F]{_TAIL}|[fF]0%[9abAB][0-9a-fA-F]{_TAIL}{_TAIL}"
    rf"|[fF][1-3]{_TAIL}{_TAIL}{_TAIL}|[fF]4%8[0-9a-fA-F]{_TAIL}{_TAIL})"
)
"""What follows a `%`: the bytes of one character in UTF-8, because libpq hands on any bytes."""
_NAME = rf"(?:[^{_CONTROLS}%:=@/?#&\[\]]|%(?!00|2[fF]|3[aAdD]|40){_BYTES})*"
_VALUE = rf"(?:[^{_CONTROLS}%=@?#&]|%(?!00|3[dD]|40){_BYTES})*"
_HOST = rf"(?:\[[0-9a-fA-F:.]+\]|(?:[^{_CONTROLS}%:=@/?#&,\[\]]|%(?!00|3[aAdD]|40){_BYTES})*)(?::[0-9]{{1,5}})?"
_NAMED = rf"(?:user|dbname)={_NAME}"
_OTHER = rf"(?:{'|'.join(name for name in STORE_SETTINGS if name not in ('user', 'dbname'))})={_VALUE}"
_ANY_SETTING = rf"[^{_CONTROLS}=&?#]+=[^{_CONTROLS}=&?#]*"
_SETTING = rf"(?:{_NAMED}|{_OTHER})"
_PLACE = rf"postgres(?:ql)?://(?:{_NAME}@)?{_HOST}(?:,{_HOST})*(?:/{_NAME})?"
STORE_URL_PATTERN = rf"^{_PLACE}(?:\?(?:{_SETTING}(?:&{_SETTING})*)?)?$(?![\r\n])"
"""An address without a password, in what regular expressions of Python and of JSON Schema have in common."""


def find_url_fault(url: str) -> tuple[Message, Message] | None:
    """Return what is wrong with the address of a store, and the fix; None if nothing is. Neither repeats any of it."""
    if re.search(STORE_URL_PATTERN, url) and is_encodable(url):
        return None
    plain = re.sub(r"%([0-9a-fA-F]{2})", lambda found: chr(int(found[1], 16)), url)
    if re.search(r"pass|pwd|secret|token|:.*@|@.*@|user=[^&]*:", plain.partition("://")[2] or plain, re.IGNORECASE):
        return msg("the address of the store holds a password"), msg(
            "take it out; put the password into the file that PGPASSFILE names, or into a service file "
            "(postgresql://?service=NAME); PGPASSWORD counts with TRACKER_STORE or PGHOST"
        )
    if re.search(rf"^{_PLACE}\?{_ANY_SETTING}(?:&{_ANY_SETTING})*$", url):
        names = ", ".join(STORE_SETTINGS)
        return (
            msg("the address of the store has a setting that is not allowed there"),
            msg("allowed after the question mark: {names}", names=names),
        )
    return msg("the address of the store is no PostgreSQL URL"), msg("write postgresql://user@host/database")
