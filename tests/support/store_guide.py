"""The session of docs/store.md: the folder of one office becomes a store, and two others record into it.

The pages show the host `db.example.org`. Here it is a server on a socket, which a service file names, as it would name
the real one.
"""

import atexit
import datetime
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from support.folders import ROOT
from support.generated import fenced
from support.servers import KINDS, USER, Server, find_programs

BEGIN = datetime.datetime(2027, 1, 11, 8, 30)
"""When the session begins; each command is run a minute after the one before it."""
HOST = "db.example.org"
SERVICE = "[tracker]\nhost={host}\ndbname=tracker\n"


class StoreStory:
    """A server, and a desk on which the commands of the page are run, each by the user who was named last."""

    def __init__(self) -> None:
        self._server = Server(KINDS[-1])
        self._home = Path(tempfile.mkdtemp())
        self._minutes = 0
        self._user = USER
        atexit.register(self.close)  # also if a command fails
        programs = self._home / "bin"
        programs.mkdir()
        shim = programs / "tracker"
        clock = ROOT / "tests" / "support" / "clock.py"
        shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{clock}" "$@"\n', encoding="utf-8")
        shim.chmod(0o755)
        (self._home / ".pg_service.conf").write_text(SERVICE.format(host=self._server.folder), encoding="utf-8")
        (self._home / "desk").mkdir()

    def close(self) -> None:
        """Stop the server, and remove what was made."""
        self._server.remove()
        shutil.rmtree(self._home, ignore_errors=True)

    def be(self, user: str) -> None:
        """Let another user run the next commands."""
        self._user = user

    def tell(self, *commands: str, code: int = 0) -> str:
        """Return a session at a prompt: each command and what it printed; the last one must end with `code`."""
        told = []
        for at, command in enumerate(commands):
            said, ended = self._run(command)
            expected = code if at == len(commands) - 1 else 0
            assert ended == expected, f"{command!r} ended with {ended}, not {expected}:\n{said}"
            told.append(f"$ {command}\n{said}".rstrip())
        return fenced("\n".join(told), "console")

    def _run(self, command: str) -> tuple[str, int]:
        now = BEGIN + datetime.timedelta(minutes=self._minutes)
        self._minutes += 1
        programs = [self._home / "bin", *[find_programs(kind) for kind in KINDS], os.environ["PATH"]]
        environment = {
            "PATH": ":".join(str(path) for path in programs),
            "HOME": str(self._home),
            "PGSERVICEFILE": str(self._home / ".pg_service.conf"),
            "PGHOST": str(self._server.folder),
            "PGUSER": self._user,
            "USER": self._user,
            "LOGNAME": self._user,
            "CLOCK": now.isoformat(),
            "TZ": "Asia/Ho_Chi_Minh",
            "LC_ALL": "C.UTF-8",
            "TRACKER_LANG": "en",
            "COLUMNS": "96",
            "PYTHONWARNINGS": "ignore",  # the classes of the clock are larger than those that the driver was built for
        }
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self._home / "desk",
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        return done.stdout.decode().replace(str(self._server.folder), HOST), done.returncode
