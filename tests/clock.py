"""Runs tracker at the moment that CLOCK names, for pages that show a journal: they must be the same on every day."""

import datetime
import os

MOMENT = datetime.datetime.fromisoformat(os.environ.pop("CLOCK"))


class Day(datetime.date):
    """A date whose today is that of the page."""

    @classmethod
    def today(cls):
        return cls(MOMENT.year, MOMENT.month, MOMENT.day)


class Moment(datetime.datetime):
    """A moment whose now is that of the page."""

    @classmethod
    def now(cls, tz=None):
        return cls.fromisoformat(MOMENT.isoformat()).astimezone(tz) if tz else cls.fromisoformat(MOMENT.isoformat())


datetime.date, datetime.datetime = Day, Moment  # before tracker takes them

if __name__ == "__main__":
    from tracker.__main__ import run

    run()
