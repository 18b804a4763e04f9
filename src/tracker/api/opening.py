"""`tracker.open`: find a tracker folder and read it."""

from __future__ import annotations

import os
from datetime import date

from tracker.api.folder import TrackerFolder
from tracker.folder import find_folder
from tracker.periods import parse_day


def open(
    data: str | os.PathLike[str] | None = None, *, as_of: str | date | None = None, today: str | date | None = None
) -> TrackerFolder:
    """Return the tracker folder `data`, read and checked; None: as the commands find it.

    That is TRACKER_DATA, else the nearest folder at or above the current one. `data` may also be a closed year
    (`closed/2024.zip`). With `as_of` the folder is what had been recorded and decided by the end of that day. `today`
    (default: the day of the computer, or of its closing for a closed year) decides which targets are due and in force.
    Days are `date` or text such as "2024-12-31". Raises TrackerError with every problem of the files.
    """
    given = (os.fspath(data) if data is not None else "") or os.environ.get("TRACKER_DATA")
    if given:
        folder = find_folder(os.path.abspath(given), os.environ, "")
    else:
        folder = find_folder(None, os.environ, os.getcwd())
        folder.path = os.path.abspath(folder.path)  # the program may change its working directory
    return TrackerFolder(folder, _read_day(as_of), _read_day(today))


def _read_day(day: str | date | None) -> str | None:
    """Return a day as YYYY-MM-DD. Raises ValueError if a text is none."""
    if day is None:
        return None
    if not isinstance(day, (str, date)):
        raise TypeError(f"{day!r} is not a day; give a date, or a text such as 2024-03-31")
    found = parse_day(day if isinstance(day, str) else day.isoformat()[:10])
    if found is None:
        raise ValueError(f"{day!r} is not a day; write it as 2024-03-31")
    return found
