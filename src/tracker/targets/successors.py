"""The column `into` of `areas.csv`: what an area became, with the share that each successor got of it."""

from collections import Counter
from decimal import Decimal

from tracker.errors import Message, msg, quote_text
from tracker.model.areas import Successor
from tracker.numbers import format_plain, is_usable, parse_number, parse_plain
from tracker.targets.area_rows import AreaProblems, AreaRow
from tracker.text import is_id

_COLUMN = "into"
_SHARES_HINT = msg("write the share that each one gets: a:0.6 b:0.4")
_ONE = Decimal(1)


def read_successors(row: AreaRow, problems: AreaProblems) -> tuple[Successor, ...]:
    """Return the successors that a row names, or none after adding what is wrong with them."""
    if not row.into:
        return ()
    words = row.into.split()
    if len(words) == 1 and is_id(row.into):
        return (Successor(row.into),)
    if any(":" not in word for word in words):
        problems.add(row.line, _COLUMN, *_describe_missing_share(row.into, words))
        return ()
    before = problems.problems.total
    found = tuple(_read_share(word, row.line, problems) for word in words)
    if problems.problems.total > before:
        return ()
    _check_shares(found, row, problems)
    return found if problems.problems.total == before else ()


def _describe_missing_share(text: str, words: list[str]) -> tuple[Message, Message]:
    """Return what is wrong with several words of which one has no share, or with one word that is no id."""
    lacking = next(word for word in words if ":" not in word)
    if len(words) > 1 and (":" in text or all(is_id(word.rstrip(",;")) for word in words)):
        return msg("{found} has no share", found=quote_text(lacking)), _SHARES_HINT
    if any(sign in text for sign in ",;+/"):
        return msg("{found} is not one id", found=quote_text(text)), _SHARES_HINT
    hint = msg("use lower-case letters without accents, digits and hyphens: p-song-cong")
    return msg("{id} is not a valid id", id=quote_text(text)), hint


def _read_share(word: str, line: int, problems: AreaProblems) -> Successor:
    """Return one successor with its share, after adding what is wrong with it."""
    area, _, text = word.rstrip(",;").partition(":")
    if not is_id(area):
        problems.add(line, _COLUMN, msg("{id} is not a valid id", id=quote_text(area)), _SHARES_HINT)
    share = parse_plain(text)
    if share is None or not is_usable(share):
        readings = parse_number(text.removesuffix("%")).readings
        hint = _SHARES_HINT
        if readings and is_usable(min(readings)):
            part = min(readings) / 100 if text.endswith("%") else min(readings)
            hint = msg("write {area}:{share}", area=area, share=format_plain(part.normalize()))
        problems.add(line, _COLUMN, msg("{found} is not a share", found=quote_text(text)), hint)
    elif not 0 < share <= 1:
        message = msg("the share {share} is not between 0 and 1", share=format_plain(share))
        problems.add(line, _COLUMN, message, _SHARES_HINT)
    return Successor(area, share or _ONE)


def _check_shares(found: tuple[Successor, ...], row: AreaRow, problems: AreaProblems) -> None:
    """Add a problem for a successor that is named twice, shares that do not make 1, and shares without a source."""
    counts = Counter(successor.area for successor in found)
    for area in [area for area, count in counts.items() if count > 1]:
        message = msg("{area} is named twice", area=quote_text(area))
        problems.add(row.line, _COLUMN, message, msg("write it once, with its whole share"))
    total = sum((successor.share for successor in found), Decimal(0))
    if total != _ONE:
        hint = msg("all shares together are the whole area: correct them, with more digits if necessary")
        problems.add(row.line, _COLUMN, msg("the shares make {total}, not 1", total=format_plain(total)), hint)
    if len(found) > 1 and not row.source:
        hint = msg("name the document that states them in the column source")
        problems.add(row.line, "source", msg("the shares in into have no source"), hint)
