"""A crowd records into a store while others read, a year is closed and the server is killed: nothing is lost or doubled.

`make torture-store` runs the whole crowd: 32 offices record 50 rows each, and the server is killed ten times.
"""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from support.folders import TESTS
from support.inside import run_inside
from support.process import environment
from support.servers import Server
from support.stores import start_server

IS_WHOLE = bool(os.environ.get("TORTURE"))
OFFICES, ROWS, KILLS = (32, 50, 10) if IS_WHOLE else (3, 5, 2)
TARGETS = """
[term]
name = "T"
first_year = 2021
last_year = 2025

[store]
url = "{url}"
"""
INDICATOR = """
[[indicator]]
id = "i{number}"
name = "I{number}"
unit = "km"
measure = "total"
areas = "commune"
roll_up = "sum"
"""


@pytest.fixture(params=["system", "wheel"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    yield from start_server(request.param, fsync="on")


def make_folder(path: Path, url: str) -> Path:
    path.mkdir()
    indicators = "".join(INDICATOR.format(number=number) for number in range(OFFICES))
    (path / "targets.toml").write_text(TARGETS.format(url=url) + indicators, encoding="utf-8")
    areas = "".join(f"a{number},A{number},commune,,,,\n" for number in range(ROWS))
    (path / "areas.csv").write_text(f"area,name,level,within,from,until,into\n{areas}", encoding="utf-8")
    assert run_inside("store", "init", url, cwd=path).returncode == 0
    return path


def restart(server: Server) -> None:
    """Start the server again; after a kill, its other processes may need a moment to end."""
    for _ in range(60):
        try:
            server.start()
        except AssertionError:
            time.sleep(0.5)
        else:
            return
    pytest.fail("the server does not start again")


def read_while(folder: Path, offices: list["subprocess.Popen[str]"], server: Server) -> tuple[int, int]:
    """Read, close a year, and kill the server in turn while the offices record; return how often each was done."""
    reads = kills = 0
    is_closed = False
    while any(office.poll() is None for office in offices) or kills < KILLS:
        done = run_inside("status", "--level", "commune", "--data", folder, cwd=folder, now=None)
        assert done.returncode == 0, done.stderr
        reads += 1
        if not is_closed:
            is_closed = run_inside("close", 2023, "--yes", "--data", folder, cwd=folder, now=None).returncode == 0
        if kills < KILLS:
            time.sleep(1 if IS_WHOLE else 0.2)
            server.kill() if kills % 2 else server.stop("immediate")
            restart(server)
            kills += 1
    assert is_closed
    return reads, kills


def test_a_crowd_loses_nothing_while_the_server_is_killed(server, tmp_path):
    url = server.make_database("crowd")
    folder = make_folder(tmp_path / "data", url)
    begin = time.monotonic()
    offices = [
        subprocess.Popen(
            [sys.executable, str(TESTS / "support" / "recorder.py"), str(folder), f"i{number}", str(ROWS)],
            stdout=subprocess.PIPE, text=True, env=environment(),
        )
        for number in range(OFFICES)
    ]  # fmt: skip
    try:
        reads, kills = read_while(folder, offices, server)
        told = [office.communicate(timeout=300)[0].splitlines() for office in offices]
    finally:
        for office in offices:
            office.kill()
    outcomes = Counter(line for lines in told for line in lines)
    seconds = time.monotonic() - begin
    print(f"{OFFICES} offices, {dict(outcomes)}, {reads} reads, {kills} kills, {seconds:.0f} s")
    assert set(outcomes) <= {"recorded", "unchanged"}, outcomes
    assert sum(outcomes.values()) == OFFICES * ROWS
    with psycopg.connect(url) as connection:
        query = "SELECT count(*), count(DISTINCT (area, indicator)), max(revision) FROM tracker.results"
        assert connection.execute(query).fetchone() == (OFFICES * ROWS, OFFICES * ROWS, 1)
        assert connection.execute("SELECT count(*) FROM tracker.batches").fetchone() == (OFFICES * ROWS,)
    done = run_inside("check", "--only", "latest,closed-rows,closed-files", "--data", folder, cwd=folder, now=None)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr
