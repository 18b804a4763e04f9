"""What `tracker check` is asked to leave alone about an indicator, in `targets.toml`, and why."""

from tracker.errors import msg
from tracker.fields import Table
from tracker.model import Exemption


def read_exemptions(table: Table) -> tuple[Exemption, ...]:
    """Return the exemptions of an indicator: `except = [{ check = "stale", reason = "…" }]`.

    Whether a check of that name exists, whether a reason is given and whether the exemption is still needed is for
    `tracker check` to say: none of it keeps the data from being used.
    """
    hint = msg('write except = [{{ check = "stale", reason = "…" }}]')
    found = tuple(_exemption(inner) for inner in table.tables("except", hint))
    return tuple(item for item in found if item.check)


def _exemption(table: Table) -> Exemption:
    exemption = Exemption(table.string("check", required=True), table.texts("reason"), table.year("year"))
    table.done()
    return exemption
