"""The sessions of docs/store.md are run: what stands there is what the program prints."""

import subprocess
import sys

import pytest

from support.folders import ROOT, TESTS
from support.servers import KINDS


@pytest.mark.skipif(not KINDS, reason="no PostgreSQL is installed")
def test_the_sessions_of_the_page_are_those_of_the_program() -> None:
    paths = ["-I", str(TESTS), "-I", str(TESTS / "support")]
    command = [sys.executable, "-m", "cogapp", *paths, "--check", "--diff", "docs/store.md"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
