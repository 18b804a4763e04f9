"""The day of the tests: what the program takes for now, inside this process and in a process of its own.

As a script it runs tracker at the moment that CLOCK names, for pages that show a journal. Tests that run the program
inside their own process use `fix_now`. The clock of the computer decides nothing, unless TODAY=system is set, as
`make dates` does.
"""

import contextlib
import datetime
import os
import sys
from collections.abc import Iterator

TODAY = datetime.datetime(2026, 11, 27, 9, 0)
"""Now in every test that runs the program in its own process and names no other moment."""
_DATE, _DATETIME = datetime.date, datetime.datetime


class _AnyDate(type(_DATE)):
    """A class that says of every date that it is one of its own."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, _DATE)


class _AnyMoment(type(_DATETIME)):
    """A class that says of every moment that it is one of its own."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, _DATETIME)


def make_classes(now: datetime.datetime) -> tuple[type[datetime.date], type[datetime.datetime]]:
    """Return a class of dates whose today is that of `now`, and a class of moments whose now it is."""

    class Day(_DATE, metaclass=_AnyDate):
        @classmethod
        def today(cls) -> "Day":
            return cls(now.year, now.month, now.day)

    class Moment(_DATETIME, metaclass=_AnyMoment):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> "Moment":
            found = cls.fromisoformat(now.isoformat())
            return found.astimezone(tz) if tz else found

    return Day, Moment


def default_now() -> datetime.datetime | None:
    """Return the moment at which tests run the program; None for the clock of the computer."""
    return None if os.environ.get("TODAY") == "system" else TODAY


@contextlib.contextmanager
def fix_now(now: datetime.datetime | None) -> Iterator[None]:
    """Make `now` the moment that tracker's modules see in this process; None leaves them the clock."""
    if now is None:
        yield
        return
    day, moment = make_classes(now)
    changed = []
    for name, module in list(sys.modules.items()):
        if name.startswith("tracker."):
            for attribute, real, replacement in (("date", _DATE, day), ("datetime", _DATETIME, moment)):
                if vars(module).get(attribute) is real:
                    setattr(module, attribute, replacement)
                    changed.append((module, attribute, real))
    try:
        yield
    finally:
        for module, attribute, real in changed:
            setattr(module, attribute, real)


if __name__ == "__main__":
    datetime.date, datetime.datetime = make_classes(_DATETIME.fromisoformat(os.environ.pop("CLOCK")))
    from tracker.__main__ import run  # after the clock is changed

    run()
