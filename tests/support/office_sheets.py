"""Sheets as offices make them, at random, with their right reading: what does `tracker import` make of them?

    python tests/support/office_sheets.py --count 500 --seed 1 [--layout TEXT] [--keep DIR] [--show N]

prints how many sheets of each layout were read, refused or misread, and those that broke the law, with their
differences. The law: each figure that would be recorded is right, or the file is refused with a place; a figure that is
left out is named. `--refused N` also prints N ordinary sheets that were refused. `--only SEED:N` shows one sheet, as the tests name it.
"""

import argparse
import csv
import io
import re
import shutil
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

from support.folders import write_folder
from support.inside import run_tracker
from support.office_cases import Case, make_case
from support.office_grid import draw_as_text, write_grid
from support.process import Done

BAD = ("crash", "wrong", "silent", "refused without a place")
"""The outcomes that break the law."""
OUTCOMES = ("read", "partly read", "refused", *BAD)


@dataclass(frozen=True)
class Outcome:
    """What became of a sheet, and what there is to say of it."""

    case: Case
    kind: str
    details: tuple[str, ...]
    done: Done

    def describe(self) -> str:
        """Return everything that a person needs to find the mistake."""
        case = self.case
        features = f" + {', '.join(case.oddities)}" if case.oddities else ""
        lines = [f"== {case.seed} ({case.layout}{features}): {self.kind}", *(f"  {text}" for text in self.details)]
        lines += [draw_as_text(case.grid, case.look), f"  exit code {self.done.returncode}"]
        lines += [f"  > {line}" for line in (self.done.stdout + self.done.stderr).splitlines()[:40]]
        return "\n".join(lines)


def read_sheet(case: Case, folder: Path) -> Outcome:
    """Let the program read the sheet of a case in an empty folder, without recording, and judge what it says."""
    write_folder(folder, case.targets)
    file = f"sheet.{case.look.kind}"
    write_grid(case.grid, case.look, folder / file)
    command = ["import", file, "--data", ".", "--dry-run", "--format", "csv", "--lang", case.language]
    if case.unknown and knows_skip_unknown(folder) and case.seed.split(":")[1][-1] in "02468":
        command.append("--skip-unknown")
    done = run_tracker(*command, cwd=folder)
    kind, details = judge(case, done)
    return Outcome(case, kind, tuple(details), done)


def read_plans(case: Case, folder: Path) -> Outcome:
    """Let the program read the plans in the sheet of a case, without recording, and judge what it says."""
    write_folder(folder, case.targets)
    file = f"sheet.{case.look.kind}"
    write_grid(case.grid, case.look, folder / file)
    done = run_tracker(
        "import", file, "--plans", "--data", ".", "--dry-run", "--format", "csv", "--lang", case.language, cwd=folder
    )
    kind, details = judge_plans(case, done)
    return Outcome(case, kind, tuple(details), done)


def judge_plans(case: Case, done: Done) -> tuple[str, list[str]]:
    """Return the outcome of reading plans, and each difference from the right reading."""
    if done.returncode not in {0, 2, 3} or "Traceback" in done.stdout + done.stderr:
        return "crash", [f"exit code {done.returncode}"]
    if done.returncode:
        return ("refused", []) if _names_place(done.stderr) else ("refused without a place", [])
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    wrong = [text for row in rows for text in _compare_plan(case, row)]
    if wrong:
        return "wrong", wrong
    missed = case.plans.keys() - {(row["indicator"], row["year"]) for row in rows}
    return ("partly read" if missed else "read"), [f"not read: {id} {year}" for id, year in sorted(missed)]


def _compare_plan(case: Case, row: dict[str, str]) -> list[str]:
    """Return what is wrong with one plan of the preview."""
    got = f"{row['indicator']} {row['kind']} {row['year']} = {row['value']} from {row['place']}"
    right = case.plans.get((row["indicator"], row["year"]))
    if row["kind"] != "plan" or right is None:
        return [f"{got}: no such plan is in the sheet, or there are two"]
    return [] if Decimal(row["value"]) == right else [f"{got}: it is {right}"]


def knows_skip_unknown(folder: Path) -> bool:
    """Return whether the program has an option to leave out rows of things that are not tracked."""
    if not _OPTIONS:
        _OPTIONS.append(run_tracker("import", "--help", cwd=folder).stdout)
    return "--skip-unknown" in _OPTIONS[0]


_OPTIONS: list[str] = []


def judge(case: Case, done: Done) -> tuple[str, list[str]]:
    """Return the outcome of a run by the law, and each difference from the right reading."""
    said = done.stdout + done.stderr
    if done.returncode not in {0, 2, 3} or "Traceback" in said:
        return "crash", [f"exit code {done.returncode}"]
    if done.returncode:
        return ("refused", []) if _names_place(done.stderr) else ("refused without a place", [])
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    wrong = [text for row in rows for text in _compare(case, row, done.stderr)]
    if wrong:
        return "wrong", wrong
    read = {(row["indicator"], row["period"]) for row in rows}
    silent = _left_out(case, read, done.stderr)
    if silent:
        return "silent", silent
    missed = [key for key, right in case.right.items() if right.must and key not in read]
    if missed:
        return "partly read", [f"not read, but named: {id} {period}" for id, period in missed]
    return ("read", []) if rows or not case.right else ("partly read", ["nothing was read, and all of it named"])


def _names_place(text: str) -> bool:
    """Whether a refusal names a sheet, a cell, a row, a column or a line."""
    return bool(
        re.search(r"Biểu 1|Table 1|![A-Z]{0,3}\d+|:[A-Z]{1,2}\d+|:\d+|\b(line|row|column|dòng|hàng|cột) \w+", text)
    )


def _compare(case: Case, row: dict[str, str], said: str) -> list[str]:
    """Return what is wrong with one row of the preview."""
    key = row["indicator"], row["period"]
    got = f"{key[0]} {key[1]} = {row['value']} ({row['status']}) from {row['place']}"
    right = case.right.get(key)
    if right is None:
        return [f"{got}: no such figure is in the sheet"]
    if Decimal(row["value"]) != right.value:
        return [f"{got}: it is {right.value}"]
    if right.wary and row["place"] not in said and row["place"].rpartition("!")[2] not in said and not row["doubt"]:
        return [f"{got}: it is struck out or hidden, and nothing is said of it"]
    if right.estimate != (row["status"] in {"estimate", "forecast"}):
        return [f"{got}: it is {'an estimate' if right.estimate else 'a result'}"]
    return []


def _left_out(case: Case, read: set[tuple[str, str]], said: str) -> list[str]:
    """Return the columns and rows of figures that were left out without a word."""
    told = _plain(said)
    lost = []
    shared = {text for key in read if key in case.right for text in case.headings.get(case.right[key].place[1], ())}
    for column, headings in case.passed.items():
        if column not in case.grid.hidden_columns and not _named(
            told, said, column, [*(text for text in headings if text not in shared), headings[-1]]
        ):
            lost.append(f"column {_letter(column)} {headings} is left out, and not named")
    for (id, period), right in case.right.items():
        row, column = right.place
        above = [str(cells[column]) for cells in case.grid.rows[:row] if column < len(cells)]
        named = any(_named(told, said, column, (text,)) for text in above) or _plain(case.names[id]) in told
        if right.must and (id, period) not in read and not named and not re.search(rf"\b[A-Z]*{row + 1}\b", said):
            lost.append(f"{id} {period} = {right.value} in row {row + 1} is left out, and not named")
    return lost


def _named(told: str, said: str, column: int, headings: Iterable[str]) -> bool:
    """Whether a text names a column by one of its headings or by its letter."""
    if any(text.strip() and _plain(text) in told for text in headings):
        return True
    return bool(re.search(rf"(\b|!){_letter(column)}(\d+)?\b", said))


def _letter(column: int) -> str:
    return chr(65 + column)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def run_many(seeds: list[str], layout: str = "", *, plans: bool = False) -> list[Outcome]:
    """Return the outcomes of the sheets of some seeds; only of the layouts whose name holds a text."""
    read = read_plans if plans else read_sheet
    outcomes = []
    for seed in seeds:
        case = make_case(seed)
        if layout in case.layout or any(layout in name for name in case.oddities):
            with tempfile.TemporaryDirectory() as folder:
                outcomes.append(read(case, Path(folder)))
    return outcomes


def share_read(outcomes: list[Outcome]) -> float:
    """Return which share of the ordinary sheets was read whole, without help."""
    ordinary = [outcome for outcome in outcomes if outcome.case.ordinary]
    return sum(outcome.kind == "read" for outcome in ordinary) / max(1, len(ordinary))


def tell(outcomes: list[Outcome]) -> str:
    """Return a table of the outcomes: ordinary sheets by layout, then the others by what is odd about them."""
    groups: dict[str, Counter[str]] = {}
    for outcome in outcomes:
        case = outcome.case
        title = case.layout if not case.oddities else f"+ {case.oddities[0]}"
        groups.setdefault(title if case.ordinary or case.oddities else f"({title})", Counter())[outcome.kind] += 1
    lines = [f"{'':38}" + "".join(f"{kind[:11]:>13}" for kind in OUTCOMES)]
    for title in sorted(groups, key=lambda title: ("(+".find(title[0]) + 1, title)):
        lines.append(f"{title:38}" + "".join(f"{groups[title][kind] or '':>13}" for kind in OUTCOMES))
    total = Counter(outcome.kind for outcome in outcomes)
    lines.append(f"{'all':38}" + "".join(f"{total[kind] or '':>13}" for kind in OUTCOMES))
    lines.append(f"ordinary sheets read without help: {share_read(outcomes):.1%}")
    return "\n".join(lines)


def keep_sheets(outcomes: list[Outcome], folder: Path) -> None:
    """Write the sheets that broke the law, each in a tracker folder of its own."""
    for outcome in outcomes:
        path = folder / re.sub(r"\W+", "-", outcome.case.seed)
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True)
        write_folder(path, outcome.case.targets)
        write_grid(outcome.case.grid, outcome.case.look, path / f"sheet.{outcome.case.look.kind}")
        (path / "seen.txt").write_text(outcome.describe() + "\n", encoding="utf-8")


def main() -> int:
    """Read the arguments, let the program read the sheets, and print what came of them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--layout", default="", help="only layouts or oddities whose name holds this text")
    parser.add_argument("--only", help="one sheet, for example 1:17 or law:3:plain years")
    parser.add_argument("--plans", action="store_true", help="read the plans of the sheets instead of their results")
    parser.add_argument("--keep", type=Path, help="write the bad sheets into this folder")
    parser.add_argument("--show", type=int, default=20, help="print so many bad sheets")
    parser.add_argument("--refused", type=int, default=0, help="print so many ordinary sheets that were not read")
    options = parser.parse_args()
    seeds = [options.only] if options.only else [f"{options.seed}:{number}" for number in range(options.count)]
    outcomes = run_many(seeds, options.layout, plans=options.plans)
    bad = [outcome for outcome in outcomes if outcome.kind in BAD]
    unread = [outcome for outcome in outcomes if outcome.case.ordinary and outcome.kind in {"refused", "partly read"}]
    chosen = outcomes if options.only else bad[: options.show] + unread[: options.refused]
    for outcome in chosen:
        print(outcome.describe() + "\n")
    if options.keep:
        keep_sheets(bad, options.keep)
    print(tell(outcomes))
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
