"""Whether an area existed in the period that a figure is of."""

from collections.abc import Mapping

from tracker.errors import Day, Message, msg, quote_text
from tracker.model import Period
from tracker.model.areas import Area


def find_absence(areas: Mapping[str, Area], name: str, period: Period, year_begins: int) -> Message | None:
    """Return a warning if the area with the id `name` did not exist on the last day of a period, or None."""
    day, area = period.get_last_day(year_begins), areas.get(name)
    return describe_absence(area, day, period) if area and not area.find_placement(day) else None


def describe_absence(area: Area, day: str, period: Period) -> Message:
    """Return that an area does not exist yet, or any more, on the last day of a period."""
    values: dict[str, object] = {"area": quote_text(area.id), "day": Day(day), "period": period}
    if day < area.begins:
        values["begins"] = Day(area.begins)
        return msg("{area} did not exist yet on {day}, the last day of {period}: it begins on {begins}", **values)
    values["ends"] = Day(area.ends)
    return msg("{area} did not exist any more on {day}, the last day of {period}: it ended on {ends}", **values)
