"""Change bytes of good files at random and read them: `python fuzz/mutate.py --seconds 60 [READER …]`.

Each reader gets its share of the time. Whatever a file holds, it is read or refused with a sentence, within five seconds.
An input that breaks this is written to `fuzz/found/`, and the exit code is 1. The figures are printed.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tests")]

import harness  # noqa: E402
import readers  # noqa: E402
import run as fuzz  # noqa: E402

import sheets  # noqa: E402

LIMIT = 5
"""The seconds after which a reader hangs."""
PIECES = [
    b"\0", b"\xff", b"\xff\xff\xff\xff", b"\x80", b'"', b",", b";", b"\n", b"\r", b"=", b"[", b"]", b"{", b"}", b"<", b">", b"&", b"%",
    b"-", b"0", b"9" * 12, b"1e9999", b"nan", b"../", b"\xef\xbb\xbf", b"\xe2\x80\xae", b"{{", b"}}", b"{%", b"%}", b"<!DOCTYPE x>",
    b"PK\x05\x06", b"PK\x01\x02", b"\xed\xa0\x80", b"\x1b[31m", b"2024-02-30", b"9999-12-31", b"0000", b"withdrawn", b" (undo)",
]  # fmt: skip


class HangError(Exception):
    """A reader that needs too long."""


def mutate(data: bytes, draw: random.Random) -> bytes:
    """Return the bytes with one to four changes: a byte, a piece put in, cut out, repeated, or moved."""
    found = bytearray(data)
    for _ in range(draw.randint(1, 4)):
        at = draw.randrange(len(found) + 1)
        length = min(draw.choice((1, 1, 2, 4, 16, 256)), len(found) - at)
        match draw.randrange(6):
            case 0 if at < len(found):
                found[at] = draw.randrange(256)
            case 1:
                found[at:at] = draw.choice(PIECES)
            case 2:
                del found[at : at + length]
            case 3:
                found[at:at] = found[at : at + length] * draw.choice((1, 2, 50))
            case 4:
                found[at : at + length] = draw.choice(PIECES)
            case _:
                del found[at : None if draw.random() < 0.2 else at + 1]
    return bytes(found)


def stop(_number: int, _frame: FrameType | None) -> None:
    """End a reader that hangs, as the handler of a signal."""
    raise HangError


def read(reader: Callable[[bytes], None], data: bytes) -> str:
    """Return how reading went: "" if it is read or refused."""
    signal.setitimer(signal.ITIMER_REAL, LIMIT)
    try:
        reader(data)
    except HangError:
        return "hang"
    except readers.REFUSED:
        return ""
    except Exception as error:  # noqa: BLE001 (each is a finding)
        return f"{type(error).__name__}: {error}"[:200]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return ""


@functools.cache
def list_targets() -> dict[str, tuple[Callable[[bytes], None], list[bytes]]]:
    """Return each reader with the good files that are changed."""
    targets = {name: (harness.TARGET[name], list(fuzz.seeds(name))) for name in harness.TARGET}
    targets["workbook"] = (sheets.workbook, list(fuzz.seeds("workbook")))
    return targets | {name: (reader, list(seeds())) for name, (reader, seeds) in readers.READERS.items()}


def run_reader(name: str, seconds: float, draw: random.Random) -> Iterator[str]:
    """Yield what went wrong in the given time, and print the figures."""
    reader, seeds = list_targets()[name]
    seeds = [seed for seed in seeds if seed] or [b"x"]
    end, count, longest, wrong = time.monotonic() + seconds, 0, 0.0, Counter[str]()
    while time.monotonic() < end:
        data = mutate(draw.choice(seeds), draw)
        start = time.perf_counter()
        found = read(reader, data)
        longest = max(longest, time.perf_counter() - start)
        count += 1
        if found:
            wrong[found] += 1
            if wrong[found] == 1:
                (fuzz.FOUND / f"{name}-{count}").write_bytes(data)
                yield f"{name}: {found}"
    print(
        f"{name:10} {count:8} mutations of {len(seeds):4} files, longest {longest:5.2f} s, wrong {wrong.total()}",
        flush=True,
    )


def main() -> int:
    """Run the readers that the command line names, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("readers", nargs="*")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=None)
    options = parser.parse_args()
    seed = random.randrange(1 << 32) if options.seed is None else options.seed
    print(f"seed {seed}", flush=True)
    signal.signal(signal.SIGALRM, stop)
    fuzz.FOUND.mkdir(exist_ok=True)
    names = options.readers or list(list_targets())
    findings = []
    for name in names:
        with contextlib.suppress(KeyboardInterrupt):
            for finding in run_reader(name, options.seconds / len(names), random.Random(f"{seed} {name}")):
                print(finding, flush=True)
                findings.append(finding)
    return int(bool(findings))


if __name__ == "__main__":
    sys.exit(main())
