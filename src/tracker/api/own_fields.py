"""Which indicators have an own field with a value: what --where selects."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

from tracker.errors import ExitCode, TrackerError, find_closest, make_error, msg, quote_text
from tracker.model import ExtraValue, Indicator
from tracker.numbers import format_plain, parse_plain
from tracker.text import has_same_accents, normalize_accents, normalize_name

OPTION = "--where"
MAX_LISTED = 10
_Fields: TypeAlias = Mapping[str, ExtraValue]
_Values: TypeAlias = Mapping[str, Sequence[str]]
_WORDS = {True: ("true", "yes"), False: ("false", "no")}


def match_fields(conditions: Sequence[str], indicators: Iterable[Indicator]) -> set[str]:
    """Return the ids of the indicators that meet every condition `KEY=VALUE`; `KEY=` means that there is no value.

    A key and a value are compared exactly, else without regard to case, else to accents. Raises TrackerError if no
    indicator has such a key or value, or if a value without accents may be several.
    """
    by_id = {item.id: item.extra for item in indicators}
    found = set(by_id)
    for condition in conditions:
        key, sign, value = condition.partition("=")
        if not sign or not key.strip():
            message = msg("{option} {found} is no condition", option=OPTION, found=quote_text(condition))
            raise make_error(message, msg("write --where KEY=VALUE, for example --where sdg=11.2"), ExitCode.USAGE)
        found &= _match_condition(_find_keys(key.strip(), by_id), value.strip(), by_id)
    return found


def _find_keys(wanted: str, by_id: Mapping[str, _Fields]) -> list[str]:
    """Return the keys that are meant: the one that is written so, else those that are the same but for case."""
    known = list(dict.fromkeys(key for fields in by_id.values() for key in fields))
    if wanted in known:
        return [wanted]
    if alike := [key for key in known if normalize_name(key) == normalize_name(wanted)]:
        return alike
    hint = msg('targets.toml has none: write extra = {{ {key} = "…" }} at an indicator', key="sdg")
    if known:
        hint = msg("known: {listed}", listed=_list_words(known, wanted))
    message = msg("{option}: no indicator has an own field {wanted}", option=OPTION, wanted=quote_text(wanted))
    raise make_error(message, hint, ExitCode.USAGE)


def _match_condition(keys: Sequence[str], wanted: str, by_id: Mapping[str, _Fields]) -> set[str]:
    """Return the ids of the indicators that have the value at one of the keys; of those without one if it is empty."""
    values = {name: [text for key in keys for text in list_texts(fields.get(key))] for name, fields in by_id.items()}
    if not wanted:
        return {name for name, texts in values.items() if not texts}
    matches = _match_exactly(wanted, values) or _match_number(wanted, keys, by_id) or _match_alike(wanted, values)
    if not matches:
        raise _make_value_error(keys[0], wanted, values)
    return matches


def _match_exactly(wanted: str, values: _Values) -> set[str]:
    return {name for name, texts in values.items() if wanted in texts}


def _match_number(wanted: str, keys: Sequence[str], by_id: Mapping[str, _Fields]) -> set[str]:
    """Return the ids of the indicators with this number, however many zeros it is written with."""
    number = parse_plain(wanted)
    if number is None:
        return set()
    known = {name: [fields.get(key) for key in keys] for name, fields in by_id.items()}
    return {
        name for name, found in known.items() if any(isinstance(each, Decimal) and each == number for each in found)
    }


def _match_alike(wanted: str, values: _Values) -> set[str]:
    """Return the ids of the indicators with the same text but for case, else for accents if it has none.

    Raises TrackerError if it may be several texts.
    """
    every = dict.fromkeys(text for texts in values.values() for text in texts)
    matches = [text for text in every if normalize_accents(text) == normalize_accents(wanted)]
    if not matches:
        needle = normalize_name(wanted)
        matches = [text for text in every if normalize_name(text) == needle and has_same_accents(text, wanted)]
        if len({normalize_accents(text) for text in matches}) > 1:
            message = msg("{option}: {wanted} may be several values", option=OPTION, wanted=quote_text(wanted))
            listed = _list_words(matches, wanted)
            raise make_error(message, msg("write it with its accents: {listed}", listed=listed), ExitCode.USAGE)
    return {name for name, texts in values.items() if any(text in texts for text in matches)}


def _make_value_error(key: str, wanted: str, values: _Values) -> TrackerError:
    known = list(dict.fromkeys(text for texts in values.values() for text in texts))
    message = msg("{option}: no indicator has {key} = {wanted}", option=OPTION, key=key, wanted=quote_text(wanted))
    return make_error(message, msg("known: {listed}", listed=_list_words(known, wanted)), ExitCode.USAGE)


def _list_words(known: Sequence[str], wanted: str) -> str:
    """Return up to ten words, the one that is closest to `wanted` first."""
    closest = find_closest(wanted, known)
    ordered = dict.fromkeys([*([closest] if closest else []), *known])
    return ", ".join([*list(ordered)[:MAX_LISTED], *(["…"] if len(ordered) > MAX_LISTED else [])])


def list_texts(value: ExtraValue | None) -> tuple[str, ...]:
    """Return the texts by which a value of an own field is selected; none without a value."""
    if value is None:
        return ()
    if isinstance(value, bool):
        return _WORDS[value]
    if isinstance(value, Decimal):
        return (format_plain(value),)  # as the CSV has it, without an exponent
    return value if isinstance(value, tuple) else (value,)
