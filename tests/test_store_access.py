"""Who may do what with a store, tried on a real server as each login; what is said when it cannot be reached."""

import contextlib
import functools
import itertools
import os
import re
import socket
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from support.folders import DATA, copy_folder
from support.process import environment, find_program, run_process
from support.servers import KINDS, Server

pytestmark = pytest.mark.skipif(not KINDS, reason="no PostgreSQL is installed; .ci/system installs it")
SECRET = "Mat-khau_7f3a"
NUMBERS = itertools.count()
READER, RECORDER = "tracker_reader", "tracker_recorder"


@pytest.fixture(scope="module")
def server():
    """A server with logins: one that reads, one that records, one that is nobody, and one that needs a password."""
    found = Server(KINDS[0])
    try:
        execute(
            found.make_url(),
            f"CREATE ROLE {READER}; CREATE ROLE {RECORDER}; CREATE ROLE doc LOGIN; CREATE ROLE ghi LOGIN; CREATE ROLE ai LOGIN; "
            f"CREATE ROLE kin LOGIN PASSWORD '{SECRET}'; GRANT {READER} TO doc; GRANT {RECORDER} TO ghi",
        )
        rules = found.folder / "data" / "pg_hba.conf"
        rules.write_text(f"local all kin scram-sha-256\nlocal cam all reject\n{rules.read_text()}")
        execute(found.make_url(), "SELECT pg_reload_conf()")
        yield found
    finally:
        found.remove()


def execute(url, *statements):
    """Execute statements, each on its own; return the rows of the last one."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def store(server):
    """The name of a database with a store."""
    name = f"kho{next(NUMBERS)}"
    url = server.make_database(name)
    done = run_process("store", "init", url, "--lang", "en", cwd=server.folder)
    assert done.returncode == 0, done.stderr
    return name


def list_tables(url):
    return [name for (name,) in execute(url, "SELECT tablename FROM pg_tables WHERE schemaname = 'tracker' ORDER BY 1")]


def is_refused(url, statement):
    """Whether the server refuses a statement because this user may not do it."""
    import psycopg

    try:
        execute(url, statement)
    except psycopg.errors.InsufficientPrivilege:
        return True
    except psycopg.Error as error:
        return f"{type(error).__name__}: {error}"
    return False


def write_statement(url, table, verb):
    """Return a statement that changes something in a table, whatever its columns are."""
    column = execute(
        url,
        "SELECT column_name FROM information_schema.columns "
        f"WHERE table_schema = 'tracker' AND table_name = '{table}' ORDER BY ordinal_position LIMIT 1",
    )[0][0]
    return {
        "INSERT": f"INSERT INTO tracker.{table} SELECT * FROM tracker.{table}",
        "UPDATE": f"UPDATE tracker.{table} SET {column} = {column}",
        "DELETE": f"DELETE FROM tracker.{table}",
        "TRUNCATE": f"TRUNCATE tracker.{table}",
        "DROP": f"DROP TABLE tracker.{table}",
        "ALTER": f"ALTER TABLE tracker.{table} ADD COLUMN more text",
        "TRIGGER": f"CREATE TRIGGER t BEFORE INSERT ON tracker.{table} EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "REFERENCES": f"CREATE TEMPORARY TABLE t (x text REFERENCES tracker.{table})",
        "LOCK": f"BEGIN; LOCK TABLE tracker.{table} IN ACCESS EXCLUSIVE MODE; COMMIT",
        "INDEX": f"CREATE INDEX ON tracker.{table} ({column})",
        "RULE": f"CREATE RULE r AS ON INSERT TO tracker.{table} DO INSTEAD NOTHING",
    }[verb]


VERBS = ("UPDATE", "DELETE", "TRUNCATE", "DROP", "ALTER", "TRIGGER", "LOCK", "INDEX", "RULE")
INSERTED = {"headers", "batches", "results", "decisions", "closings", "closed_batches", "part_periods", "latest"}


def test_a_reader_reads_all_tables_and_changes_none(server, store):
    url, login = server.make_url(store), server.make_url(store, "doc")
    for table in list_tables(url):
        execute(login, f"SELECT * FROM tracker.{table}")
        for verb in ("INSERT", *VERBS):
            assert is_refused(login, write_statement(url, table, verb)) is True, (table, verb)


def test_a_recorder_only_inserts_and_updates_only_latest(server, store):
    """Over all tables and verbs, from the catalog; whatever table is added later is tried too."""
    url, login = server.make_url(store), server.make_url(store, "ghi")
    tables = list_tables(url)
    assert set(tables) >= INSERTED
    for table in tables:
        execute(login, f"SELECT * FROM tracker.{table}")
        assert (is_refused(login, write_statement(url, table, "INSERT")) is True) is (table not in INSERTED), table
        for verb in VERBS:
            is_allowed = (table, verb) in (("latest", "UPDATE"), ("latest", "LOCK"))  # one right for both
            assert is_refused(login, write_statement(url, table, verb)) is not is_allowed, (table, verb)


@pytest.mark.parametrize("login", ["doc", "ghi", "ai"])
def test_nobody_but_the_owner_makes_or_grants_something_in_the_schema(server, store, login):
    url = server.make_url(store, login)
    for statement in (
        "CREATE TABLE tracker.mine (x text)",
        "CREATE VIEW tracker.mine AS SELECT 1",
        "CREATE FUNCTION tracker.max(text) RETURNS text LANGUAGE sql AS 'SELECT $1'",
        "DROP SCHEMA tracker CASCADE",
        "ALTER SCHEMA tracker RENAME TO mine",
        f"GRANT {RECORDER} TO ai",
        f"SET ROLE {'tracker_recorder' if login != 'ghi' else 'owner'}",
    ):
        assert is_refused(url, statement) is True, statement


def test_who_has_no_role_sees_nothing(server, store):
    url, login = server.make_url(store), server.make_url(store, "ai")
    for table in list_tables(url):
        assert is_refused(login, f"SELECT * FROM tracker.{table}") is True


def test_each_table_a_statement_names_is_named_with_its_schema(server, store):
    """Tables and functions of the same names, first in the search path of the login, change nothing."""
    url = server.make_url(store)
    fakes = [f"CREATE TABLE evil.{table} (LIKE tracker.{table})" for table in list_tables(url)]
    execute(
        url,
        "CREATE SCHEMA evil",
        *fakes,
        "CREATE FUNCTION evil.max(integer) RETURNS integer LANGUAGE sql AS 'SELECT 99'",
        "GRANT USAGE ON SCHEMA evil TO PUBLIC",
        "GRANT ALL ON ALL TABLES IN SCHEMA evil TO PUBLIC",
        f'ALTER ROLE ghi IN DATABASE "{store}" SET search_path = evil, public',
    )
    assert record(server, store, "ghi").returncode == 0
    assert execute(url, "SELECT count(*) FROM tracker.results") == [(1,)]
    for table in list_tables(url):
        assert execute(url, f"SELECT count(*) FROM evil.{table}") == [(0,)], table


def record(server, store, login, *words, folder=DATA):
    words = words or ("add-result", "grdp-growth", "2024", "6,5", "--yes")
    return run_process(
        *words,
        "--lang",
        "en",
        cwd=folder.parent,
        env={"TRACKER_STORE": server.make_url(store, login), "TRACKER_DATA": str(folder)},
    )


def count_rows(url):
    return {table: execute(url, f"SELECT count(*) FROM tracker.{table}")[0][0] for table in list_tables(url)}


def test_a_recorder_records_with_every_command_and_a_reader_with_none(server, store, tmp_path):
    url = server.make_url(store)
    folder, other = copy_folder(DATA, tmp_path / "data"), copy_folder(DATA, tmp_path / "other")
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("indicator,period,value\ngrdp-growth,2023,5.5\n", encoding="utf-8")
    for words in (
        ("add-result", "grdp-growth", "2024", "6,5", "--yes"),
        ("import", str(sheet), "--yes"),
        ("decide", "grdp-growth", "2025", ">=8", "--decided", "2025-08-05", "--source", "NQ", "--yes"),
        ("undo", "--yes"),
        ("close", "2023", "--yes"),
    ):
        before = count_rows(url)
        refused = record(server, store, "doc", *words, folder=other)
        assert "Traceback" not in refused.stderr
        assert count_rows(url) == before, words
        assert (refused.returncode, refused.stdout) == (3, ""), (words, refused.stderr)
        assert "does not let this user do that" in refused.stderr
        assert RECORDER in refused.stderr
        done = record(server, store, "ghi", *words, folder=folder)
        assert done.returncode == 0, (words, done.stderr)
    for login in ("doc", "ghi"):
        assert record(server, store, login, "status", folder=folder).returncode == 0


def test_init_twice_changes_nothing_and_a_newer_store_is_refused(server, store):
    url = server.make_url(store)
    count = "SELECT count(*) FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = 'tracker'"
    before = execute(url, count)
    done = run_process("store", "init", url, "--lang", "en", cwd=server.folder)
    assert done.returncode == 0
    assert done.stdout.startswith("Unchanged: the store")
    assert execute(url, count) == before
    execute(url, "INSERT INTO tracker.versions VALUES (99)")
    done = run_process("store", "init", url, "--lang", "en", cwd=server.folder)
    assert (done.returncode, done.stdout) == (3, "")
    assert "made by a newer program" in done.stderr


def test_many_that_make_a_store_at_once_make_one(server):
    """Of each round all end well, and exactly one has made the tables; also where only the grants are made again."""
    for round_ in range(3):
        url = server.make_database(f"race{round_}")
        words = "store", "init", url, "--lang", "en"
        with ThreadPoolExecutor(4) as pool:
            every = list(pool.map(functools.partial(run_process, cwd=server.folder), *zip(*[words] * 4, strict=True)))
        assert [done.returncode for done in every] == [0] * 4, [done.stderr for done in every]
        assert sum(done.stdout.startswith("Made: the store") for done in every) == 1
        assert execute(url, "SELECT count(*) FROM tracker.versions") == [(1,)]
        assert execute(url, "SELECT count(*) FROM tracker.headers") == [(3,)]


def test_a_schema_of_the_same_name_is_no_store(server):
    url = server.make_database("other")
    execute(url, "CREATE SCHEMA tracker")
    done = run_process("store", "init", url, "--lang", "en", cwd=server.folder)
    assert done.returncode == 3
    assert "has a schema tracker that is no store" in done.stderr


@pytest.mark.parametrize("kind", KINDS)
def test_who_may_make_no_roles_is_told_what_an_administrator_does(kind, tmp_path):
    """And what is said is enough: the administrator executes it, the same command is run again."""
    own = Server(kind)
    try:
        execute(
            own.make_url(),
            "CREATE ROLE chu LOGIN",
            "CREATE ROLE ghi LOGIN",
            "CREATE DATABASE kho OWNER chu",
            "CREATE DATABASE la",
        )
        refused = run_process("store", "init", own.make_url("la", "chu"), "--lang", "en", cwd=tmp_path)
        assert (refused.returncode, refused.stdout) == (3, "")
        [statement] = re.findall("GRANT CREATE .*", refused.stderr)
        execute(own.make_url(), statement)
        for database in ("kho", "la"):
            done = run_process("store", "init", own.make_url(database, "chu"), "--lang", "en", cwd=tmp_path)
            assert done.returncode == 0, done.stderr
            said = re.findall("^  (CREATE ROLE .*);$", done.stdout, re.MULTILINE)
            assert said == [f"CREATE ROLE {READER}", f"CREATE ROLE {RECORDER}"]
        execute(own.make_url(), *said, f"GRANT {RECORDER} TO ghi")
        assert record(own, "kho", "ghi").returncode == 3
        again = run_process("store", "init", own.make_url("kho", "chu"), "--lang", "en", cwd=tmp_path)
        assert f"GRANT {RECORDER}" in again.stdout
        assert record(own, "kho", "ghi").returncode == 0
    finally:
        own.remove()


def ask(url, tmp_path, *, language="en", **variables):
    """Run `status` over a store that cannot be used; nothing is on stdout, and nothing secret anywhere."""
    begin = time.monotonic()
    done = run_process(
        "status", "--lang", language, cwd=tmp_path, env={"TRACKER_STORE": url, "TRACKER_DATA": str(DATA), **variables}
    )
    assert (done.returncode, done.stdout) == (3, ""), done.stderr
    assert "Traceback" not in done.stderr
    assert SECRET not in done.stderr
    assert done.stderr.count("\n") == 2, "a line, and a hint"
    return done.stderr, time.monotonic() - begin


def test_what_is_wrong_with_a_server_is_said_in_words(server, store, tmp_path):
    server.make_database("cam")
    execute(
        server.make_url(),
        "CREATE ROLE khoa",
        "CREATE DATABASE trong",
        "CREATE DATABASE kin OWNER owner",
        "REVOKE CONNECT ON DATABASE kin FROM PUBLIC",
    )
    for url, said in {
        server.make_url("trong"): "holds no store",
        server.make_url("khong_co"): "has no such database",
        server.make_url(store, "khong_ai"): "has no such user",
        server.make_url(store, "khoa"): "may not log in",
        server.make_url(store, "kin"): "did not accept the user with this password",
        server.make_url(store, "ai"): "does not let this user do that",
        server.make_url("kin", "ai"): "may not enter this database",
        server.make_url("cam"): "not from here",
        server.make_url(store) + "&port=1": "no server of this computer answers at this socket",
        f"postgresql://127.0.0.1:{find_closed_port()}/x": "the connection was refused",
        f"postgresql://127.0.0.1:{find_closed_port()},[::1]:{find_closed_port()}/x": "the connection was refused",
        "postgresql://khong-co.invalid/x": "no host of this name is known",
        "postgresql://127.0.0.1:99999/x": "a setting of the connection is wrong",
    }.items():
        text, _ = ask(url, tmp_path, PGPASSWORD=SECRET[:-1] + "x")
        assert said in text, (url, text)
        assert re.search(r"^    Hint: ", text, re.MULTILINE)
    text, _ = ask(server.make_url("khong_co"), tmp_path, language="vi")
    assert "máy chủ không có cơ sở dữ liệu này" in text


def find_closed_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_the_password_of_a_file_or_the_environment_is_used_and_never_shown(server, store, tmp_path):
    execute(server.make_url(store), f"GRANT {READER} TO kin")
    passwords, services = tmp_path / "passwords", tmp_path / "services"
    passwords.write_text(f"*:*:*:kin:{SECRET}\n")
    passwords.chmod(0o600)
    services.write_text(f"[kho]\nhost={server.folder}\ndbname={store}\nuser=kin\npassword={SECRET}\n")
    url = server.make_url(store, "kin")
    for address, variables in (
        (url, {"PGPASSFILE": str(passwords)}),
        (url, {"PGPASSWORD": SECRET}),
        ("postgresql://?service=kho", {"PGSERVICEFILE": str(services)}),
        ("postgresql://", {"PGSERVICEFILE": str(services), "PGSERVICE": "kho"}),
    ):
        settings = {"TRACKER_STORE": address, "TRACKER_DATA": str(DATA), **variables}
        done = run_process("status", cwd=tmp_path, env=settings)
        assert done.returncode == 0, done.stderr
        assert SECRET not in done.stdout + done.stderr
    ask(server.make_url("khong_co", "kin"), tmp_path, PGPASSWORD=SECRET)
    ask("postgresql://?service=kho&port=1", tmp_path, PGSERVICEFILE=str(services))


class Listener(threading.Thread):
    """A server that asks for a plain password and keeps what it is told."""

    def __init__(self):
        super().__init__(daemon=True)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.heard = b""

    def run(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            with connection:
                self.answer(connection)

    def answer(self, connection):
        size = int.from_bytes(connection.recv(4))
        first = connection.recv(size - 4)
        if size == 8:  # asks for encryption
            connection.sendall(b"N")
            first = connection.recv(4096)
        self.heard += first
        connection.sendall(b"R" + (8).to_bytes(4) + (3).to_bytes(4))
        self.heard += connection.recv(4096)


@pytest.mark.parametrize("service", [False, True], ids=["environment", "service"])
@pytest.mark.parametrize("place", ["folder", "environment", "host"])
def test_no_password_goes_to_a_server_that_only_a_folder_names(tmp_path, place, service):
    listener = Listener()
    listener.start()
    services = tmp_path / "services"
    services.write_text(f"[kho]\npassword={SECRET}\n")
    settings = {"PGSERVICEFILE": str(services), "PGSERVICE": "kho"} if service else {"PGPASSWORD": SECRET}
    url = f"postgresql://lan@127.0.0.1:{listener.port}/x?sslmode=disable"
    data = copy_folder(DATA, tmp_path / "data")
    if place != "environment":
        targets = data / "targets.toml"
        targets.write_text(f'[store]\nurl = "{url}"\n' + targets.read_text(encoding="utf-8"), encoding="utf-8")
    settings |= {"environment": {"TRACKER_STORE": url}, "host": {"PGHOST": "127.0.0.1"}, "folder": {}}[place]
    done = run_process("status", "--data", data, cwd=tmp_path, env=settings)
    listener.socket.close()
    assert done.returncode == 3
    assert (SECRET.encode() in listener.heard) == (place != "folder")


def test_too_many_connections_and_a_stopped_server_are_named(server, store, tmp_path):
    import psycopg

    execute(server.make_url(), f'ALTER DATABASE "{store}" CONNECTION LIMIT 1')
    with psycopg.connect(server.make_url(store, "doc")):
        text, _ = ask(server.make_url(store, "doc"), tmp_path)
    assert "too many connections" in text


@contextlib.contextmanager
def serve(answer):
    """Yield the port of a server that gives everybody this answer and closes, or keeps silent if it is None."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(8)

        def run() -> None:
            with contextlib.suppress(OSError):
                while True:
                    client, _ = listener.accept()
                    client.recv(4096)
                    client.sendall(answer)
                    client.close()

        if answer is not None:
            threading.Thread(target=run, daemon=True).start()
        yield listener.getsockname()[1]


ECHO = f'E\0\0\0\x60SFATAL\0C28000\0Mno entry for user "lan", password {SECRET}, sorry\0\0'


@pytest.mark.parametrize(
    "answer",
    [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\0" * 50, b"", b"R\xff\xff\xff\xff", ECHO.encode()[:1000]],
    ids=["http", "zeros", "nothing", "long", "echo"],
)
def test_what_is_no_server_is_named_and_repeats_no_password(tmp_path, answer):
    with serve(answer) as port:
        text, seconds = ask(f"postgresql://lan@127.0.0.1:{port}/x?connect_timeout=3", tmp_path, PGPASSWORD=SECRET)
    assert text.startswith("Error: the store 127.0.0.1/x cannot be reached")
    assert seconds < 30


@pytest.mark.parametrize("way", ["url", "environment", "service"])
def test_a_server_that_never_answers_is_given_up_in_the_time_that_was_asked_for(tmp_path, way):
    services = tmp_path / "services"
    with serve(None) as port:
        services.write_text(f"[kho]\nhost=127.0.0.1\nport={port}\nconnect_timeout=2\n")
        url, variables = {
            "url": (f"postgresql://127.0.0.1:{port}/x?connect_timeout=2", {"PGCONNECT_TIMEOUT": "50"}),
            "environment": (f"postgresql://127.0.0.1:{port}/x", {"PGCONNECT_TIMEOUT": "2"}),
            "service": ("postgresql://?service=kho", {"PGSERVICEFILE": str(services)}),
        }[way]
        text, seconds = ask(url, tmp_path, **variables)
    assert "does not answer in time" in text
    assert seconds < 30, "the default would be 10, without a limit 130"


def test_a_server_that_falls_silent_is_given_up(server, store, tmp_path):
    import psycopg

    with psycopg.connect(server.make_url(store)) as holder:
        holder.execute("LOCK TABLE tracker.headers, tracker.results, tracker.latest IN ACCESS EXCLUSIVE MODE")
        text, seconds = ask(server.make_url(store), tmp_path, TRACKER_STORE_TIMEOUT="1")
    assert "the server has stopped answering" in text
    assert seconds < 30


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    """An authority, another that nobody knows, and a certificate of the first for db.example.org."""
    folder = tmp_path_factory.mktemp("tls")
    openssl = find_program("openssl")

    def call(*words):
        subprocess.run([openssl, *words], cwd=folder, check=True, capture_output=True, env=environment())

    for name in ("ca", "other"):
        call(
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            f"{name}.key",
            "-out",
            f"{name}.crt",
            "-subj",
            f"/CN={name}",
            "-days",
            "3650",
        )
    call(
        "req",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        "server.key",
        "-out",
        "server.csr",
        "-subj",
        "/CN=db.example.org",
    )
    (folder / "names").write_text("subjectAltName=DNS:db.example.org")
    call(
        "x509",
        "-req",
        "-in",
        "server.csr",
        "-CA",
        "ca.crt",
        "-CAkey",
        "ca.key",
        "-CAcreateserial",
        "-out",
        "server.crt",
        "-days",
        "3650",
        "-extfile",
        "names",
    )
    return folder


def test_another_host_must_prove_which_it_is(certificates, tmp_path):
    """0.0.0.0 is this computer by an address that is not one of the local ones."""
    port = find_closed_port()
    own = Server(KINDS[0], listen_addresses="127.0.0.1", port=str(port))
    try:
        data = own.folder / "data"
        rules = data / "pg_hba.conf"
        rules.write_text(f"{rules.read_text()}\nhost all all 127.0.0.1/32 trust\n")
        execute(own.make_url(), "SELECT pg_reload_conf()")
        own.make_database("kho")
        assert run_process("store", "init", own.make_url("kho"), cwd=tmp_path).returncode == 0
        right = f"postgresql://owner@db.example.org:{port}/kho?hostaddr=0.0.0.0"
        root = {"PGSSLROOTCERT": str(certificates / "ca.crt"), "HOME": str(tmp_path)}
        assert "does not encrypt" in ask(right, tmp_path, **root)[0]
        for name in ("server.crt", "server.key"):
            target = data / name
            target.write_bytes((certificates / name).read_bytes())
            os.chown(target, data.stat().st_uid, data.stat().st_gid)
            target.chmod(0o600)
        execute(own.make_url(), "ALTER SYSTEM SET ssl = on", "SELECT pg_reload_conf()")
        execute(own.make_url(), "SELECT 1")
        assert "no certificate of its authority" in ask(right, tmp_path, HOME=str(tmp_path))[0]
        unknown = {**root, "PGSSLROOTCERT": str(certificates / "other.crt")}
        assert "authority that this computer does not trust" in ask(right, tmp_path, **unknown)[0]
        assert "is for another host" in ask(right.replace("db.example", "dc.example"), tmp_path, **root)[0]
        for url, variables, is_exposed in (
            (right, root, False),
            (f"{right}&sslrootcert={certificates / 'ca.crt'}", {}, False),
            (f"{right}&sslmode=require", {}, True),
            (right, {"PGSSLMODE": "disable"}, True),
        ):
            settings = {"TRACKER_STORE": url, "TRACKER_DATA": str(DATA), **variables}
            done = run_process("status", cwd=tmp_path, env=settings)
            assert done.returncode == 0, done.stderr
            made = run_process("store", "init", "--lang", "en", cwd=tmp_path, env=settings)
            assert ("does not prove which server answers" in made.stderr) is is_exposed
    finally:
        own.remove()
