"""The folder of an invented nation: 34 provinces, 3,321 communes, 60 indicators and two million rows.

Only the numbers of areas and the day of the merger are those of Viet Nam; names and figures are synthetic. The folder
is the same, byte for byte, in every run. Until 2025-06-30 there are 63 provinces and 10,035 communes, and since
2025-07-01 there are 34 and 3,321, which they lead to by `into`; every 400th commune is divided between two. A row
about an area that did not exist in its period would be a finding of `check`. So the former communes report 2021 to
2024, for 21 of the indicators, and the new ones report 2025 for all of them. Each key has a preliminary and a final
row; one in 37 is missing. There are bounds, forecasts, two undos, and targets that were decided for single communes.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple, TextIO

COLUMNS = "indicator,period,value,qualifier,status,source,note,recorded_at,recorded_by,area"
DECISION_COLUMNS = "indicator,area,kind,year,value,decided_on,source,note,recorded_at,recorded_by"
PROVINCES, FORMER_PROVINCES, MERGED_PROVINCES = 34, 63, 23
COMMUNES, FORMER_COMMUNES = 3321, 10_035
KINDS = {"total": 20, "level": 18, "mean": 8, "every_year": 4, "ratio": 8, "milestone": 2}
LONG_KINDS = {"total": 8, "level": 7, "mean": 4, "every_year": 2}
"""How many indicators of each kind were already reported before the merger."""
WEIGHT = "indicator-21"
"""The level by which means are weighted: no commune lacks it."""
YEARS = range(2021, 2025)
MERGER_YEAR = 2025
TERM = """# Everything in this folder is synthetic: benchmarks/nation.py made it to measure the program.
[term]
name.vi = "Số liệu giả lập cấp quốc gia"
name.en = "Synthetic figures of a nation"
baseline_year = 2021
first_year = 2022
last_year = 2026
language = "en"
"""
INDICATOR = """
[[indicator]]
id = "{id}"
name.vi = "Chỉ tiêu giả lập {number:02d}"
name.en = "Synthetic indicator {number:02d}"
unit.vi = "đơn vị"
unit.en = "units"
decimals = 1
"""


class SyntheticIndicator(NamedTuple):
    """One invented indicator; `is_long`: it was already reported before the merger."""

    number: int
    kind: str
    is_long: bool

    @property
    def id(self) -> str:
        """Return its id."""
        return f"indicator-{self.number:02d}"


class SyntheticArea(NamedTuple):
    """One invented commune: its number among those of its time, its province, and what became of it."""

    number: int
    id: str
    province: str
    into: str = ""


class Campaign(NamedTuple):
    """A round in which every area reports a year: the first day, how many days it takes, the status of the rows."""

    year: int
    status: str
    begins: datetime
    days: int


def list_indicators() -> list[SyntheticIndicator]:
    """Return the indicators, by kind."""
    kinds = [(kind, at < LONG_KINDS.get(kind, 0)) for kind, count in KINDS.items() for at in range(count)]
    return [SyntheticIndicator(number, *kind) for number, kind in enumerate(kinds, 1)]


def list_areas(scale: float) -> tuple[list[SyntheticArea], list[SyntheticArea]]:
    """Return the communes, and the former ones in the order of the communes that they became."""
    count, former_count = (max(2 * PROVINCES, round(number * scale)) for number in (COMMUNES, FORMER_COMMUNES))
    former_provinces = {number: [number] for number in range(PROVINCES)}
    for number in range(PROVINCES, FORMER_PROVINCES):
        former_provinces[(number - PROVINCES) % MERGED_PROVINCES].append(number)
    communes, former = [], []
    for number in range(count):
        communes.append(SyntheticArea(number, f"commune-{number:04d}", f"province-{number * PROVINCES // count:02d}"))
    for number in range(former_count):
        home = number * count // former_count
        olds = former_provinces[home * PROVINCES // count]
        into = communes[home].id
        if number % 400 == 7 and home and communes[home - 1].province == communes[home].province:
            into = f"{into}:0.6 {communes[home - 1].id}:0.4"
        province = f"province-{olds[number % len(olds)]:02d}"
        former.append(SyntheticArea(number, f"former-{number:05d}", province, into))
    return communes, former


def write_areas(file: TextIO, communes: list[SyntheticArea], former: list[SyntheticArea]) -> None:
    """Write areas.csv: the larger areas first."""
    file.write("area,name.vi,name.en,level,within,from,until,into,source\n")
    for number in range(FORMER_PROVINCES):
        name = f"province-{number:02d},Tỉnh giả lập {number:02d},Synthetic province {number:02d},province,,"
        into = f"2025-06-30,province-{(number - PROVINCES) % MERGED_PROVINCES:02d}" if number >= PROVINCES else ","
        file.write(f"{name},{into},\n")
    for item in communes:
        name = f"Xã giả lập {item.number:04d},Synthetic commune {item.number:04d}"
        file.write(f"{item.id},{name},commune,{item.province},2025-07-01,,,\n")
    for item in former:
        name = f"Xã cũ giả lập {item.number:05d},Synthetic former commune {item.number:05d}"
        source = "Synthetic resolution 1" if " " in item.into else ""
        file.write(f"{item.id},{name},commune,{item.province},,2025-06-30,{item.into},{source}\n")


def write_targets(file: TextIO, indicators: list[SyntheticIndicator], communes: int) -> None:
    """Write targets.toml."""
    file.write(TERM)
    for item in indicators:
        file.write(
            INDICATOR.format(id=item.id, number=item.number) + "".join(f"{line}\n" for line in _rules(item, communes))
        )


def _rules(item: SyntheticIndicator, communes: int) -> Iterator[str]:
    """Yield how an indicator is measured, rolled up and set, for a commune and for the nation."""
    if item.kind == "ratio":
        yield f'measure = "level"\nratio = {{ of = "indicator-{item.number - 50:02d}", to = "{WEIGHT}", times = 100 }}'
        yield "baseline = 90\ntarget.at_least = 105\neach.baseline = 90\neach.target.at_least = 105"
        return
    yield f'measure = "{item.kind}"\nareas = "commune"'
    if item.kind == "milestone":
        yield 'roll_up = "none"\ntarget = "yes"\neach.target = "yes"'
        return
    yield {"mean": f'roll_up = {{ mean_by = "{WEIGHT}" }}', "every_year": 'roll_up = "min"'}.get(
        item.kind, 'roll_up = "sum"'
    )
    bound = "at_most" if item.number % 5 == 0 else "at_least"
    aim = {"total": 550, "every_year": 60}.get(item.kind, 125)
    factor = communes if item.kind in ("total", "level") else 1
    yield f"target.{bound} = {aim * factor}\neach.target.{bound} = {aim}"
    if item.kind == "level" and not item.is_long:
        yield f"baseline = {100 * factor}\neach.baseline = 100"
    if item.kind in ("total", "mean"):
        plan = ", ".join(f"{year} = {95 + 6 * (year - 2021)}" for year in range(2022, 2027))
        yield f"each.plan = {{ {plan} }}"


def list_campaigns(years: range) -> Iterator[Campaign]:
    """Yield the campaigns in the order of time: the preliminary figures in January, the final ones from April on."""
    for year in years:
        yield Campaign(year, "preliminary", datetime(year + 1, 1, 8, 8), 20)
        yield Campaign(year, "final", datetime(year + 1, 4, 1, 8), 60)


def make_rows(area: SyntheticArea, campaign: Campaign, indicators: list[SyntheticIndicator], end: str) -> Iterator[str]:
    """Yield the lines that an area reports in a campaign, the same in every call; `end` is the end of each."""
    draw = random.Random(f"{area.id} {campaign.year} {campaign.status}").random
    year, number = campaign.year, area.number
    source = f"BC {number % 300 + 1}/BC-UBND"
    for item in indicators:
        if (number * 31 + item.number * 17 + year) % 37 == 0 and item.id != WEIGHT:
            continue
        chance = draw()
        if item.kind == "milestone":
            value, qualifier = "yes" if chance < 0.5 else "no", ""
        else:
            base = (50 + (number * 7919 + item.number * 4729) % 1000 / 10) * (1 + (year - 2021) / 20) + 8 * draw()
            is_addend = year < MERGER_YEAR and item.kind in ("total", "level")  # three former communes make one
            value = f"{base / 3 if is_addend else base:.1f}"
            qualifier = "<" if chance < 0.004 else ">" if chance < 0.008 else "~" if chance < 0.02 else ""
        note = '"điều chỉnh, theo niên giám"' if chance > 0.97 else ""
        yield f"{item.id},{year},{value},{qualifier},{campaign.status},{source},{note},{end}\n"


def write_campaign(
    file: TextIO, areas: list[SyntheticArea], campaign: Campaign, indicators: list[SyntheticIndicator]
) -> None:
    """Write what the areas report in one campaign, one after the other in an order that is not that of their names."""
    step = timedelta(days=campaign.days) / len(areas)
    stride = next(step for step in (1009, 1013) if len(areas) % step)
    for at in range(len(areas)):
        area = areas[at * stride % len(areas)]
        end = _make_end(campaign.begins + at * step, area)
        file.writelines(make_rows(area, campaign, indicators, end))
        if campaign.year == MERGER_YEAR and campaign.status == "preliminary" and area.number % 100 == 0:
            file.write(f"indicator-01,{campaign.year + 1},120,,forecast,,,{end}\n")


def write_undos(file: TextIO, areas: list[SyntheticArea], indicators: list[SyntheticIndicator]) -> None:
    """Write two undos: of the final rows of a commune, and of the forecast of another one."""
    preliminary, final = list_campaigns(range(MERGER_YEAR, MERGER_YEAR + 1))
    moment = final.begins + timedelta(days=final.days + 1)
    end = _make_end(moment, areas[1], " (undo)")
    file.writelines(make_rows(areas[1], preliminary, indicators, end))
    end = _make_end(moment + timedelta(hours=1), areas[0], " (undo)")
    file.write(f"indicator-01,{MERGER_YEAR + 1},,,withdrawn,,,{end}\n")


def _make_end(moment: datetime, area: SyntheticArea, suffix: str = "") -> str:
    """Return the last cells of a row: when and by whom it was recorded, and the area."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}+07:00,officer-{area.number % 97:02d}{suffix},{area.id}"


def write_results(file: TextIO, scale: float) -> None:
    """Write results.csv, in the order of time."""
    communes, former = list_areas(scale)
    indicators = [item for item in list_indicators() if item.kind != "ratio"]
    file.write(COLUMNS + "\n")
    for campaign in list_campaigns(YEARS):
        write_campaign(file, former, campaign, [item for item in indicators if item.is_long])
    for campaign in list_campaigns(range(MERGER_YEAR, MERGER_YEAR + 1)):
        write_campaign(file, communes, campaign, indicators)
    write_undos(file, communes, indicators)


def write_decisions(file: TextIO, communes: list[SyntheticArea]) -> None:
    """Write decisions.csv: two targets and a plan for each commune of the first province."""
    file.write(DECISION_COLUMNS + "\n")
    for item in communes:
        if item.province == "province-00":
            end = "2025-09-01,Synthetic resolution 2,,2025-09-02T09:00:00+07:00,officer-00\n"
            file.write(f"indicator-01,{item.id},target,2026,>={560 + item.number % 50},{end}")
            file.write(f"indicator-22,{item.id},target,2026,>={120 + item.number % 20},{end}")
            file.write(f"indicator-02,{item.id},plan,2026,>={110 + item.number % 10},{end}")


def make_folder(folder: Path, scale: float) -> None:
    """Write the tracker folder."""
    folder.mkdir(parents=True, exist_ok=True)
    communes, former = list_areas(scale)
    writers: dict[str, Callable[[TextIO], None]] = {
        "targets.toml": lambda file: write_targets(file, list_indicators(), len(communes)),
        "areas.csv": lambda file: write_areas(file, communes, former),
        "decisions.csv": lambda file: write_decisions(file, communes),
        "results.csv": lambda file: write_results(file, scale),
    }
    for name, write in writers.items():
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            write(file)
