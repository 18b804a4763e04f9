"""What `tracker check` is asked to leave alone about an indicator, in `targets.toml`, and why."""

from tracker.errors import msg
from tracker.fields import TomlTable
from tracker.model import Exemption


def read_exemptions(table: TomlTable) -> tuple[Exemption, ...]:
    """Return the exemptions of an indicator: `except = [{ check = "stale", reason = "…" }]`.

    Whether a check of that name exists, whether a reason is given and whether the exemption is still needed is for
    `tracker check` to say: none of it keeps the data from being used.
    """
    hint = msg('write except = [{{ check = "stale", reason = "…" }}]')
    found = tuple(_read_exemption(inner) for inner in table.iter_subtables("except", hint))
    return tuple(item for item in found if item.check)


def _read_exemption(table: TomlTable) -> Exemption:
    exemption = Exemption(
        table.read_string("check", required=True), table.read_texts("reason"), table.read_year("year")
    )
    table.report_unknown_keys()
    return exemption
