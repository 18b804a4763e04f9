"""The program run inside the process of the tests: the same arguments, streams, folder and exit code, much sooner.

Both streams are caught where the operating system has them, so nothing that the program writes is missed. Whatever a
run changes in the process (the folder, the environment, the language, the streams) is put back afterwards.
"""

import contextlib
import csv
import gettext
import importlib
import os
import pkgutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import tracker.cli
from support.clock import default_now, fix_now
from support.process import Done, Run, environment, run_process
from tracker.cli.main import main

for _module in pkgutil.iter_modules(tracker.cli.__path__):
    importlib.import_module(f"tracker.cli.{_module.name}")  # so that `fix_now` finds each that asks for the day

DEFAULT = object()


def run_inside(
    *arguments: object,
    cwd: Path,
    env: dict[str, str] | None = None,
    now: object = DEFAULT,
    timeout: float = 60,
) -> Done:
    """Run `tracker` in this process, with nobody there to answer; `now` is the moment that it sees, None the clock's."""
    words = [str(argument) for argument in arguments]
    moment = default_now() if now is DEFAULT else now
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        with _restore_state(), _redirect_streams(out, err), _limit_time(timeout, words):
            _enter(cwd, environment(**(env or {})))
            with fix_now(moment):
                code = _run_main(words)
            for stream in (sys.stdout, sys.stderr):
                with contextlib.suppress(OSError):
                    stream.flush()
        return subprocess.CompletedProcess(words, code, _read(out), _read(err))


def run_tracker(
    *arguments: object, cwd: Path, env: dict[str, str] | None = None, process: bool = False, **settings: object
) -> Done:
    """Run `tracker` in this process, or in one of its own if that is asked for or needed for these settings."""
    needs_process = any(name.startswith("PYTHON") for name in env or ()) or settings.keys() - {"now", "timeout"}
    run: Run = run_process if process or needs_process else run_inside
    return run(*arguments, cwd=cwd, env=env, **settings)


def _enter(folder: Path, variables: dict[str, str]) -> None:
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(variables)
    time.tzset()


def _run_main(words: list[str]) -> int:
    """Return the exit code that the process would end with; a crash leaves its traceback on stderr."""
    try:
        return main(words)
    except SystemExit as error:
        return error.code if isinstance(error.code, int) else int(error.code is not None)
    except TimeoutError:
        raise
    except Exception:  # noqa: BLE001 (Python ends a process for any of them in this way)
        traceback.print_exc()
        return 1


@contextlib.contextmanager
def _restore_state() -> Iterator[None]:
    """Put back what a run changes in this process besides the streams."""
    folder, variables = os.getcwd(), dict(os.environ)
    domain, longest = gettext.textdomain(), csv.field_size_limit()
    try:
        yield
    finally:
        _enter(Path(folder), variables)
        gettext.textdomain(domain)
        csv.field_size_limit(longest)


@contextlib.contextmanager
def _redirect_streams(out: IO[bytes], err: IO[bytes]) -> Iterator[None]:
    """Let stdin be empty, and stdout and stderr go into these files."""
    before = sys.stdin, sys.stdout, sys.stderr
    before[1].flush()
    before[2].flush()
    kept = [os.dup(number) for number in range(3)]
    empty = os.open(os.devnull, os.O_RDONLY)
    try:
        for number, file in enumerate((empty, out.fileno(), err.fileno())):
            os.dup2(file, number)
        with (
            open(0, encoding="utf-8", closefd=False) as sys.stdin,
            open(1, "w", encoding="utf-8", closefd=False) as sys.stdout,
            open(2, "w", 1, encoding="utf-8", errors="backslashreplace", closefd=False) as sys.stderr,
        ):
            yield
    finally:
        sys.stdin, sys.stdout, sys.stderr = before
        for number, file in enumerate(kept):
            os.dup2(file, number)
            os.close(file)
        os.close(empty)


@contextlib.contextmanager
def _limit_time(seconds: float, words: list[str]) -> Iterator[None]:
    """Raise TimeoutError after so many seconds, if this system and thread can be interrupted."""
    if not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def _stop(*_: object) -> None:
        raise TimeoutError(f"still running after {seconds} s: tracker {words}")

    before = signal.signal(signal.SIGALRM, _stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _read(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()
