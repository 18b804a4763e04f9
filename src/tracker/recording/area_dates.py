"""Whether an area existed in the period that a figure is of."""

from collections.abc import Mapping

from tracker.errors import Day, Message, msg, quote_text
from tracker.model import Period
from tracker.model.areas import Area
from tracker.targets.areas import describe_span


def find_absence(areas: Mapping[str, Area], name: str, period: Period, year_begins: int) -> Message | None:
    """Return a warning if the area with the id `name` did not exist on the last day of a period, or None."""
    day, area = period.get_last_day(year_begins), areas.get(name)
    if area is None or area.find_placement(day):
        return None
    values = {"area": quote_text(area.id), "day": Day(day), "span": describe_span(area.begins, area.ends)}
    return msg("{area} did not exist on {day}, the last day of {period}: it exists {span}", **values, period=period)
