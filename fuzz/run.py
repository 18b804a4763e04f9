"""Fuzz one target for some minutes: `python fuzz/run.py journal --minutes 10`.

With atheris (`pip install '.[fuzz]'`) the coverage of `tracker` guides the fuzzer; without it hypothesis draws suitable
texts. An input that breaks a promise is written to `fuzz/found/`, and the exit code is 1. New inputs that are worth
keeping are copied to `fuzz/corpus` by hand. It stays small, because every test run tries it.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import resource
import sys
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
CORPUS = HERE / "corpus"
FOUND = HERE / "found"
SEED_FILES = {"sheet": "results.csv", "toml": "targets.toml", "journal": "results.csv", "whole": "results.csv"}
SHEETS = ("sheet", "workbook")
LONGEST = {"number": 64, "period": 16, "workbook": 8192}
"""The largest input in bytes, if it is not 4,096: an empty .xls file is larger."""
TARGETS = ("toml", "journal", "whole", "number", "period", "sheet", "workbook")
_TOML_KEYS = (
    "[term]⏎ name first_year last_year baseline_year language = 2021 2025 [[group]]⏎ [[indicator]]⏎ id measure target plan "
    "at_least at_most above below between year baseline value status source note parent break path direction decimals unit "
    "owner except check reason limits method verdict low high .vi .en { } [ ]"
)
_TOML_VALUES = (
    '"level" "total" "mean" "growth" "growth_rate" "every_year" "milestone" "linear" "compound" "increase" "decrease" "yes" '
    '1e400 inf nan -100 0x """ \u202e 8,5'
)
_ROWS = (
    'a, b, c, d, e, 2021 2023 2024-06 ,final, ,estimate, ,withdrawn, ,forecast, yes no < > ~ "" ," "," ⏎ \r ế -1.5 ␣(undo) '
    "2024-03-30T09:00:00+07:00 2024-01-31"
)
_HEADINGS = (
    "Chỉ␣tiêu Kỳ Năm Đơn␣vị Kết␣quả Thực␣hiện Nguồn Ghi␣chú 2022 2023 2024 6␣tháng␣2024 ước sơ␣bộ chính␣thức % ; \t ⏎ 1,45 1.234 "
    "98,5% có không a b c indicator period value status"
)
_XML = (
    '<row <c </c> <v> </v> <is> <t> t="s" t="str" t="b" t="e" t="inlineStr" r="A1" r="XFD1048576" s="1" <mergeCell numFmtId= '
    "formatCode= 0.00% <!DOCTYPE <!ENTITY &amp; &#0; <f> <cols> hidden= <sheet <si> <r> ]]> 1e999 -1 NaN encoding= "
    'number-rows-repeated="99999" number-columns-repeated="16384" office:value-type="percentage" <table:table-cell/> '
    'office:value="0.5" table:formula="of:=1" <table:covered-table-cell/> office:value-type="error" <text:p>'
)
WORDS = {
    "toml": f"{_TOML_KEYS} {_TOML_VALUES}",
    "journal": _ROWS,
    "whole": f"{_ROWS} indicator period value qualifier status source note recorded_at recorded_by",
    "number": "1.234 1,45 1.234.567,8 % ~ < > - − \u00a0 dưới gần khoảng",
    "period": "2024 -06 -12 1900 2199",
    "sheet": _HEADINGS,
    "workbook": _XML,
}
"""Words of each kind of file, separated by spaces; ␣ and ⏎ are a space and a line break within a word."""
SECONDS_THAT_HANG = 10
MEMORY_TIMES = 10
"""How many times the size of the input reading may take in memory."""
MEMORY_FREE = 8 << 20
"""Bytes of memory that even an empty input may take: tables, messages, catalogs."""


def main() -> int:
    """Run the target that the command line names, and print how often it ran and with what result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--engine", choices=["atheris", "hypothesis", "memory"], default=None)
    options = parser.parse_args()
    engine = options.engine or ("atheris" if has("atheris") else "hypothesis")
    if options.target in SHEETS and not has("tracker.importing", "xlrd", "xlsxwriter"):
        print(f"{options.target}: skipped: the import or the libraries that read workbooks are not installed")
        return 0
    FOUND.mkdir(exist_ok=True)
    if engine == "atheris" and not has("atheris"):
        print(f"{options.target}: skipped: atheris is not installed")
        return 0
    if engine == "atheris":
        return with_atheris(options.target, options.minutes)
    sys.path.insert(0, str(HERE))
    return with_hypothesis(options.target, options.minutes) if engine == "hypothesis" else with_memory(options.target)


def has(*modules: str) -> bool:
    """Whether all these modules can be found."""
    from importlib.util import find_spec

    return all(find_spec(module) for module in modules)


def seeds(target: str) -> Iterator[bytes]:
    """Yield the corpus and the files of the tests."""
    for path in sorted((CORPUS / target).glob("*")):
        yield path.read_bytes()
    if target == "workbook":
        from sheets import CONTENT, PARTED, PARTS, ROWS, old_template, template

        yield CONTENT.format(rows=ROWS).encode()
        yield old_template()
        valid = template()
        yield PARTED.join(valid[part] for part in PARTS)
        yield valid[PARTS[0]]
    name = SEED_FILES.get(target)
    for path in sorted((ROOT / "tests").rglob(name)) if name else ():
        data = path.read_bytes()
        yield data.partition(b"\n")[2] if target == "journal" else data


def with_atheris(target: str, minutes: float) -> int:
    """Run libFuzzer on the target, with the seeds of the corpus and of the tests; it ends the process."""
    import tempfile

    import atheris

    with atheris.instrument_imports(include=["tracker"], enable_loader_override=False):
        sys.path.insert(0, str(HERE))
        import harness

        if target in SHEETS:
            import sheets  # noqa: F401 (here its modules are instrumented)
    work = Path(tempfile.mkdtemp(prefix="fuzz-"))
    (work / "seeds").mkdir()
    (work / "new").mkdir()
    for at, data in enumerate(seeds(target)):
        (work / "seeds" / f"{at:04}").write_bytes(data)
    words = [escaped(word) for word in WORDS[target].split(" ") if word]
    (work / "words").write_text("".join(f'"{word}"\n' for word in words), encoding="utf-8")
    flags = [
        f"-max_total_time={int(minutes * 60)}",
        f"-timeout={SECONDS_THAT_HANG}",
        f"-max_len={LONGEST.get(target, 4096)}",
        "-rss_limit_mb=1024",
        f"-artifact_prefix={FOUND}/{target}-",
        f"-dict={work / 'words'}",
        "-print_final_stats=1",
        "-verbosity=0",
    ]
    folders = [str(work / "new"), str(work / "seeds")]
    atheris.Setup([sys.argv[0], *flags, *folders], harness.TARGET[target])
    print(f"{target}: {len(list((work / 'seeds').iterdir()))} seeds, new inputs in {work / 'new'}", flush=True)
    atheris.Fuzz()
    return 0


def escaped(word: str) -> str:
    """Return a word as libFuzzer's dictionaries write it."""
    data = word.replace("␣", " ").replace("⏎", "\n").encode()
    return "".join(chr(byte) if 32 <= byte < 127 and chr(byte) not in '"\\' else f"\\x{byte:02x}" for byte in data)


def with_hypothesis(target: str, minutes: float) -> int:
    """Draw suitable texts until the time is over."""
    import drawn
    import harness
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import seed as seeded

    end = time.monotonic() + minutes * 60
    runs, longest = 0, 0.0

    def once(data: bytes) -> None:
        nonlocal runs, longest
        runs += 1
        start = time.perf_counter()
        harness.TARGET[target](data)
        longest = max(longest, time.perf_counter() - start)

    rounds = settings(
        max_examples=2000, deadline=None, database=None, suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )  # fmt: skip
    try:
        while time.monotonic() < end:
            seeded(random.randrange(1 << 32))(rounds(given(drawn.KINDS[target])(once)))()
    except Exception:
        print(f"{target}: a promise was broken after {runs} runs")
        raise
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{target}: hypothesis, {runs} runs, no finding, longest {longest:.3f} s, peak {used} MB")
    return 0


def with_memory(target: str) -> int:
    """Repeat each seed up to a megabyte, and check that reading it takes at most ten times as much memory."""
    import harness

    worst = 0.0
    for data in filter(None, seeds(target)):
        for large in {data * max(1, (1 << 20) // max(1, len(data))), data + b"x" * (1 << 20)}:
            tracemalloc.start()
            with contextlib.suppress(harness.BrokenError):
                harness.TARGET[target](large)
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            worst = max(worst, (peak - MEMORY_FREE) / len(large))
            if worst > MEMORY_TIMES:
                (FOUND / f"{target}-memory").write_bytes(large)
                print(f"{target}: {worst:.1f} times the input of {len(large)} bytes")
                return 1
    print(f"{target}: memory at most {max(worst, 0):.1f} times the input, beside {MEMORY_FREE >> 20} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
