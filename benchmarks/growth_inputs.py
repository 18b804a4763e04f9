"""Folders and sheets for `growth.py`: each grows in one dimension with its size."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

HEADER = "indicator,period,value,qualifier,status,source,note,recorded_at,recorded_by\n"
AREA_HEADER = HEADER.replace("recorded_by", "recorded_by,area")
PART_HEADER = HEADER.replace("recorded_by", "recorded_by,sex")
TERM = '[term]\nname.en = "T"\nbaseline_year = 2020\nfirst_year = 2021\nlast_year = 2030\n'
PLANS = ", ".join(f"{year} = {year - 2010}" for year in range(2021, 2031))
LEVEL = 'measure = "level"\nbaseline = 10\ntarget = { at_least = 90 }\n'
INDICATOR = f'[[indicator]]\nid = "a"\nname.en = "A"\n{LEVEL}plan = {{ {PLANS} }}\n'
ROW = "a,2021,20,,final,,,2022-01-01,\n"


class Case(NamedTuple):
    """A command and the folder for a size: its `targets.toml`, journals and the sheet to import."""

    size: int
    command: str
    results: Callable[[int], str] = lambda size: HEADER + ROW
    """The journal of results; the other functions make the other files of the folder, and no file if they return ""."""
    targets: Callable[[int], str] = lambda size: TERM + INDICATOR
    decisions: Callable[[int], str] = lambda size: ""
    areas: Callable[[int], str] = lambda size: ""
    closings: Callable[[int], str] = lambda size: ""
    office: Callable[[int], str] = lambda size: ""
    sheet: Callable[[int], str] = lambda size: ""
    xlsx: Callable[[int, Path], None] | None = None
    evidence: Callable[[int, Path], None] | None = None
    """Writes files into the folder `evidence`."""

    def write(self, folder: Path, size: int) -> None:
        """Write the files of the case with this size into an empty folder."""
        files = {
            "targets.toml": self.targets, "results.csv": self.results, "decisions.csv": self.decisions,
            "areas.csv": self.areas, "closings.csv": self.closings, "report.toml": self.office, "in.csv": self.sheet,
        }  # fmt: skip
        for path in folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        for name, make in files.items():
            text = make(size)
            if text:
                (folder / name).write_text(text, encoding="utf-8", newline="")
        if self.xlsx:
            self.xlsx(size, folder / "in.xlsx")
        if self.evidence:
            (folder / "evidence").mkdir()
            self.evidence(size, folder / "evidence")


def repeat(text: str, start: str = "") -> Callable[[int], str]:
    """Return a function from a size to `start` and so many texts; `{at}` in the text is its number."""
    return lambda size: start + "".join(text.replace("{at}", str(at)) for at in range(size))


def make_indicators(keys: str = LEVEL, name: str = "X {at}") -> Callable[[int], str]:
    """Return a function from a size to a `targets.toml` with so many indicators."""
    return repeat(f'[[indicator]]\nid = "x{{at}}"\nname.en = "{name}"\n{keys}', TERM + INDICATOR)


def make_results(cells: str = "2021,20,,final,S {at},,2022-01-01,") -> Callable[[int], str]:
    """Return a function from a size to a journal with a row for each of so many indicators."""
    return repeat(f"x{{at}},{cells}\n", HEADER)


def make_undos(size: int) -> str:
    """Return a journal in which every recording is taken back."""
    lines = [HEADER]
    for at in range(size):
        moment = f"2022-01-01T{at // 3600 % 24:02}:{at // 60 % 60:02}:{at % 60:02}"
        lines.append(f"a,2021,{at + 5},,final,,,{moment}.100+07:00,lan\n")
        lines.append(f"a,2021,,,withdrawn,,,{moment}.500+07:00,lan (undo)\n")
    return "".join(lines)


def make_batches(size: int) -> str:
    """Return a journal of recordings of ten rows each."""
    lines = [HEADER]
    for at in range(size):
        moment = f"2022-01-{at // 86400 + 1:02}T{at // 3600 % 24:02}:{at // 60 % 60:02}:{at % 60:02}+07:00"
        lines += [f"a,{year},{at},,final,,,{moment},lan\n" for year in range(2021, 2031)]
    return "".join(lines)


def make_decisions(kind: str = "plan,2025", sign: str = ">=") -> Callable[[int], str]:
    """Return a function from a size to a journal of so many decisions about one target or plan."""
    header = "indicator,area,kind,year,value,decided_on,source,note,recorded_at,recorded_by\n"
    return repeat(f"a,,{kind},{sign}1{{at}},2022-01-01,S {{at}},N {{at}},2022-01-01,lan\n", header)


def make_chain(keys: str) -> Callable[[int], str]:
    """Return a function from a size to indicators of which each names the one before by `keys`."""

    def make(size: int) -> str:
        first = f'[[indicator]]\nid = "x0"\nname.en = "X 0"\n{LEVEL}'
        return TERM + INDICATOR + first + "".join(
            f'[[indicator]]\nid = "x{at}"\nname.en = "X {at}"\n{keys.replace("{before}", f"x{at - 1}")}\n'
            for at in range(1, size)
        )  # fmt: skip

    return make


def make_nested_areas(size: int) -> str:
    """Return areas of which each lies within the one before."""
    lines = ["area,name,level,within,from,until,into\n", "a0,A 0,l0,,,,\n"]
    return "".join(lines + [f"a{at},A {at},l{at},a{at - 1},,,\n" for at in range(1, size)])


def make_merged_areas(size: int) -> str:
    """Return areas of which each became the next one, a day later."""
    from datetime import date, timedelta

    lines = ["area,name,level,within,from,until,into\n"]
    for at in range(size):
        day = date(1900, 1, 1) + timedelta(at)
        end = f"{day},a{at + 1}" if at + 1 < size else ","
        lines.append(f"a{at},A {at},commune,,{day if at else ''},{end}\n")
    return "".join(lines)


def make_values(size: int) -> str:
    """Return a `targets.toml` with a dimension of so many values."""
    values = ", ".join(f'v{at} = "V {at}"' for at in range(size))
    dimension = f'[[dimension]]\nid = "sex"\nname.en = "Sex"\nwhole = true\nvalues = {{ {values} }}\n'
    return TERM + dimension + INDICATOR + 'by = ["sex"]\nroll_up = "sum"\n'


def make_dimensions(size: int) -> str:
    """Return a `targets.toml` with so many dimensions, all of one indicator."""
    names = ", ".join(f'"d{at}"' for at in range(size))
    text = "".join(f'[[dimension]]\nid = "d{at}"\nname.en = "D"\nvalues = {{ v = "V" }}\n' for at in range(size))
    return TERM + text + INDICATOR + f"by = [{names}]\n"


def make_closings(size: int) -> str:
    """Return a journal of so many closings of one year."""
    header = (
        "year,closed_at,closed_by,source,note,rows_results,sha256_results,rows_decisions,sha256_decisions,sha256_zip\n"
    )
    lines = [f"2021,2022-02-01T00:00:00+07:00,lan,S {at},,1,{'0' * 64},0,{'0' * 64},{'0' * 64}\n" for at in range(size)]
    return header + "".join(lines)


def make_wide_sheet(size: int) -> str:
    """Return a sheet with so many columns."""
    return f"indicator,period,value{''.join(f',c{at}' for at in range(size))}\na,2022,30{',5' * size}\n"


def make_year_columns(size: int) -> str:
    """Return a sheet with so many columns of periods."""
    return f"Indicator{',2022' * size}\nA{',5' * size}\n"


def write_workbook(size: int, path: Path) -> None:
    """Write a workbook with so many rows."""
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["indicator", "period", "value"])
        for at in range(size):
            sheet.write_row(at + 1, 0, [f"x{at}", 2022, 15])


def write_wide_workbook(size: int, path: Path) -> None:
    """Write a workbook with so many columns, and titles merged over them."""
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(1, 0, ["Indicator", *[2022] * size])
        sheet.write_row(2, 0, ["A", *[5] * size])
        for at in range(1, size - 1, 2):
            sheet.merge_range(0, at, 0, at + 1, f"T {at}")


def write_evidence(size: int, path: Path) -> None:
    """Write so many files."""
    for at in range(size):
        (path / f"e{at}.txt").write_bytes(b"x")


def write_table_sheets(size: int, path: Path) -> None:
    """Write a workbook with so many sheets, of which the last has a table of targets."""
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        for _ in range(size):
            book.add_worksheet().write_row(0, 0, ["A", "B", "C"])
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Indicator", "Unit", "Result 2025", "Target 2030"])
        sheet.write_row(1, 0, ["Poor households", "%", 5, 2])


def write_many_sheets(size: int, path: Path) -> None:
    """Write a workbook with so many sheets."""
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        for at in range(size):
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, ["indicator", "period", "value"])
            sheet.write_row(1, 0, ["a", 2022, 15 + at])
