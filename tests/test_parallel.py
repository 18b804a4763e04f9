"""Values that several processes make at the same time: in order, equal to those of one, and no process is left."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.views.scopes import parallel
from tracker.views.scopes.parallel import LazySequence, count_processes, map_chunks

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a process is copied only on Linux")


def double(number: int) -> int:
    return 2 * number


def list_children() -> list[str]:
    return Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()


@given(st.lists(st.integers(), max_size=30), st.integers(1, 4))
def test_several_processes_give_what_one_gives(numbers: list[int], processes: int) -> None:
    before = list_children()
    assert list(map_chunks(double, numbers, processes)) == [2 * number for number in numbers]
    assert list_children() == before


def test_a_sequence_of_many_keys_is_mapped_by_other_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "count_processes", lambda: 3)
    many = list(LazySequence(double, range(1000)).map(lambda value: (value, os.getpid())))
    assert [value for value, _ in many] == [2 * number for number in range(1000)]
    assert os.getpid() not in {process for _, process in many}
    assert len({process for _, process in many}) == 3
    few = list(LazySequence(double, range(99)).map(lambda _: os.getpid()))
    assert set(few) == {os.getpid()}, "for a few values no process is worth its start"
    assert list(LazySequence(double, range(3))) == [0, 2, 4]


def test_an_answer_longer_than_a_pipe_holds_arrives_whole() -> None:
    sizes = [1, 1 << 20, 3, 5 << 20]
    assert [len(text) for text in map_chunks(lambda size: "x" * size, sizes, 2)] == sizes


def test_an_error_is_raised_as_it_is_without_processes() -> None:
    def divide(number: int) -> float:
        return 1 / number

    before = list_children()
    answers = map_chunks(divide, [1, 2, 0, 4], 2)
    assert [next(answers), next(answers)] == [1, 0.5]
    with pytest.raises(ZeroDivisionError):
        next(answers)
    assert list_children() == before


def test_what_a_dead_process_did_not_finish_is_worked_out_here() -> None:
    parent = os.getpid()

    def work(number: int) -> int:
        if number == 5 and os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        return 2 * number

    assert list(map_chunks(work, list(range(12)), 3)) == [2 * number for number in range(12)]


def test_no_process_can_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    before, descriptors = list_children(), len(os.listdir("/proc/self/fd"))
    forks = iter([os.fork])

    def fork() -> int:
        for real in forks:
            return real()
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", fork)
    assert list(map_chunks(double, [1, 2, 3], 2)) == [2, 4, 6]
    assert list_children() == before
    assert len(os.listdir("/proc/self/fd")) == descriptors


def test_a_reader_that_stops_early_leaves_no_process() -> None:
    before = list_children()
    answers: Iterator[int] = map_chunks(double, list(range(1000)), 2)
    assert next(answers) == 0
    assert len(list_children()) == len(before) + 2
    answers.close()  # type: ignore[attr-defined]
    assert list_children() == before


LONG = """
import sys, time
from tracker.views.scopes.parallel import map_chunks
def work(number):
    time.sleep(0.05)
    return "x" * 100_000
for answer in map_chunks(work, list(range(1000)), 3):
    print("one", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_parent_that_is_killed_leaves_no_process(number: signal.Signals) -> None:
    process = subprocess.Popen([sys.executable, "-c", LONG], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout
    process.stdout.readline()
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    assert len(children) == 3
    process.send_signal(number)
    process.communicate()
    for _ in range(200):  # ten seconds, if the machine is busy
        if not any(_is_alive(child) for child in children):
            break
        time.sleep(0.05)
    assert [child for child in children if _is_alive(child)] == []


def _is_alive(process: str) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_there_is_at_least_one_process_and_no_more_than_processors() -> None:
    assert 1 <= count_processes() <= len(os.sched_getaffinity(0))
