"""The address of a store: it never holds a password, nothing of it is repeated, and who must prove which server it is."""

import os
import re
import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from support.folders import DATA
from support.process import environment
from tracker.errors import TrackerError
from tracker.store.address import parse_address
from tracker.targets.store_url import STORE_SETTINGS, find_url_fault
from tracker.views.schema.targets import make_schema

SECRET = "Mật-khẩu_7f3a"
WITH_PASSWORD = [
    "postgresql://lan:{secret}@db.example.org/tracker",
    "postgresql://lan:@db.example.org/tracker",
    "postgres://:{secret}@db.example.org/tracker",
    "postgresql://lan%3A{secret}@db.example.org/tracker",
    "postgresql://lan:{secret}@db.example.org",
    "postgresql://lan:a/b{secret}@db.example.org/tracker",
    "postgresql://lan:a@b{secret}@db.example.org/tracker",
    "postgresql://lan:a?{secret}@db.example.org/tracker",
    "postgresql://lan:12/{secret}@db.example.org/tracker",
    "postgresql://lan@db.example.org/tracker?password={secret}",
    "postgresql://lan@db.example.org/tracker?PASSWORD={secret}",
    "postgresql://lan@db.example.org/tracker?sslmode=require&p%61ssword={secret}",
    "postgresql://lan@db.example.org/tracker?%70%61%73%73word={secret}",
    "postgresql://lan@db.example.org/tracker?sslpassword={secret}",
    "postgresql://lan@db.example.org/tracker?passfile=/tmp/{secret}",
    "postgresql://lan@db.example.org/tracker?oauth_client_secret={secret}",
    "postgresql://lan@db.example.org/tracker?user=lan:{secret}",
    "postgresql:///postgresql%3A%2F%2Flan%3A{secret}%40db.example.org%2Ftracker",
    "postgresql://db.example.org/tracker?dbname=password%3D{secret}",
    "host=db.example.org dbname=tracker password={secret}",
]  # fmt: skip
NO_URL = [
    "https://db.example.org/{secret}", "results.csv", "{secret}", " postgresql://db.example.org/tracker", "postgresql:/x",
    "postgresql://db.example.org/tracker\n", "postgresql://db.example.org:{secret}/tracker", "POSTGRESQL://h/d",
    "postgresql://db.example.org/a/b{secret}", "postgresql://h/%00", "postgresql://h/%zz", "postgresql://h/d#{secret}",
    "postgresql://h/d?host", "postgresql://h/d?host=a?b",
]  # fmt: skip
NOT_ALLOWED = [
    "postgresql://h/d?options=-csearch_path%3D{secret}", "postgresql://h/d?servicefile=/tmp/{secret}", "postgresql://h/d?{secret}=1",
    "postgresql://h/d?sslkeylogfile=/tmp/{secret}", "postgresql://h/d?client_encoding=LATIN1", "postgresql://h/d?ssl=true",
]  # fmt: skip
ALLOWED = [
    "postgresql://", "postgresql:///tracker", "postgres://db.example.org", "postgresql://lan@db.example.org:5432/tracker",
    "postgresql://?service=tracker", "postgresql:///tracker?host=/var/run/postgresql", "postgresql://[::1]:5432/tracker",
    "postgresql://lan@%2Fvar%2Frun%2Fpostgresql/tracker", "postgresql://a:1,b:2/tracker?target_session_attrs=read-write",
    "postgresql://lan%20anh@h/theo%20d%C3%B5i", "postgresql://h/tracker?sslrootcert=C:/ca.crt&connect_timeout=3",
    "postgresql://lan@/tracker?host=::1&hostaddr=::1",
]  # fmt: skip


def describe(fault):
    return " ".join(map(str, fault))


@pytest.mark.parametrize("template", WITH_PASSWORD)
def test_a_password_in_an_address_is_refused_with_the_way_to_do_it(template):
    said = describe(find_url_fault(template.format(secret=SECRET)))
    assert "holds a password" in said
    assert all(way in said for way in ("PGPASSFILE", "?service=NAME", "PGPASSWORD"))
    assert SECRET not in said


@pytest.mark.parametrize("template", NO_URL)
def test_what_is_no_address_is_refused(template):
    said = describe(find_url_fault(template.format(secret="zzx")))
    assert "is no PostgreSQL URL" in said
    assert "zzx" not in said


@pytest.mark.parametrize("template", NOT_ALLOWED)
def test_a_setting_that_could_harm_is_refused(template):
    said = describe(find_url_fault(template.format(secret="zzx")))
    assert "not allowed" in said
    assert "zzx" not in said


@pytest.mark.parametrize("url", ALLOWED)
def test_an_address_as_the_manual_of_postgresql_has_it_is_accepted(url):
    assert find_url_fault(url) is None
    assert find_url_fault(url.replace("postgresql:", "postgres:")) is None


PIECES = st.sampled_from(
    ["postgresql://", "lan", ":", "@", "/", "?", "&", "=", "%3a", "%40", "%70", "password", "passfile", "user", "host", "[::1]",
     "db", ",", "5432", "service", "dbname", "#", " ", "\n", "é", "%", "x"]
)  # fmt: skip


@given(st.one_of(st.binary(max_size=4), st.text(max_size=3).map(str.encode)))
@example(b"\xdb")
@example(b"\xed\xa0\x80")
@example(b"\xf4\x90\x80\x80")
def test_bytes_in_an_address_are_those_of_a_text(data):
    url = "postgresql:///x" + "".join(f"%{byte:02x}" for byte in data)
    try:
        is_text = not set(data.decode()) & set("\0/:=@")
    except UnicodeDecodeError:
        is_text = False
    assert (find_url_fault(url) is None) == is_text


def test_an_address_that_is_no_text_is_refused():
    assert find_url_fault("postgresql:///\udcdb")


@given(st.lists(PIECES, max_size=12).map("".join))
@example("passfile%dbname")
def test_no_accepted_address_holds_a_password_for_libpq(text):
    """libpq is the judge; and what the program adds to it is no password either."""
    conninfo = pytest.importorskip("psycopg").conninfo
    url = "postgresql://" + text
    if find_url_fault(url) is None:
        found = conninfo.conninfo_to_dict(url)
        assert not {name for name in found if re.search("pass|secret", name)}
        assert not re.search("[:@]", found.get("user", "") + found.get("dbname", ""))
        assert set(found) <= set(STORE_SETTINGS)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_reader_and_schema_accept_the_same_addresses(text):
    schema = make_schema()["properties"]["store"]["properties"]["url"]
    for url in (text, "postgresql://" + text):
        if url.strip():
            assert Draft202012Validator(schema).is_valid(url) == (find_url_fault(url) is None), url


@pytest.mark.parametrize("url", [*ALLOWED, *WITH_PASSWORD, *NO_URL, *NOT_ALLOWED])
def test_reader_and_schema_agree_on_each_example(url):
    schema = make_schema()["properties"]["store"]["properties"]["url"]
    assert Draft202012Validator(schema).is_valid(url) == (find_url_fault(url) is None)


@pytest.mark.parametrize("slip", ["url = 5\n", "[[\n", "hosts =\n"], ids=["twice", "brackets", "value"])
def test_a_slip_in_targets_toml_that_names_a_store_says_nothing_of_files_beside_it(run, example, slip):
    targets = example / "targets.toml"
    text = targets.read_text(encoding="utf-8")
    targets.write_text(f'{text}\n[store]\nurl = "postgresql:///x"\n{slip}', encoding="utf-8")
    (example / "results.csv").unlink()
    done = run("status", "--lang", "en", cwd=example)
    assert (done.returncode, done.stdout) == (3, "")
    assert "targets.toml:" in done.stderr
    assert "results.csv" not in done.stderr


def test_a_password_in_targets_toml_is_a_problem_of_its_key(run, example):
    """With every other problem of the file, and without psycopg."""
    targets = example / "targets.toml"
    text = targets.read_text(encoding="utf-8").replace("first_year", "frist_year", 1)
    targets.write_text(f'[store]\nurl = "postgresql://lan:{SECRET}@db.example.org/tracker"\n{text}', encoding="utf-8")
    done = run("status", "--lang", "en", cwd=example)
    assert done.returncode == 3
    assert "targets.toml: store.url: the address of the store holds a password" in done.stderr
    assert "frist_year" in done.stderr
    assert SECRET not in done.stdout + done.stderr


@pytest.mark.parametrize("template", [WITH_PASSWORD[0], WITH_PASSWORD[10], NO_URL[1], NOT_ALLOWED[0]])
def test_a_password_in_the_environment_or_an_argument_is_wrong_usage(run, example, template):
    url = template.format(secret=SECRET)
    for done in (
        run("status", "--lang", "en", cwd=example, env={"TRACKER_STORE": url}),
        run("store", "init", "--lang", "en", cwd=example, env={"TRACKER_STORE": url}),
        run("store", "init", url, "--lang", "en", cwd=example),
    ):
        assert (done.returncode, done.stdout) == (2, "")
        assert SECRET not in done.stderr
        assert done.stderr.startswith(("TRACKER_STORE: the address", "URL: the address"))


def read_address(url, monkeypatch, tmp_path, service="", **variables):
    """Return the address that `url` names, with only these variables and this service file."""
    pytest.importorskip("psycopg")
    for name in [name for name in os.environ if name.startswith("PG")]:
        monkeypatch.delenv(name)
    file = tmp_path / "services"
    file.write_text(service, encoding="utf-8")
    for name, value in {"PGSERVICEFILE": str(file), **variables}.items():
        monkeypatch.setenv(name, value)
    return parse_address(url, os.environ)


SERVICE = "[far]\nhost=db.example.org\npassword=geheim\n[near]\nhost=localhost\n[weak]\nhost=db.example.org\nsslmode=require\n"
LOCAL = [
    ("postgresql:///tracker", {}),
    ("postgresql://localhost/tracker", {}),
    ("postgresql://LOCALHOST/tracker", {}),
    ("postgresql://127.0.0.1/tracker", {}),
    ("postgresql://127.0.0.1,localhost/tracker", {}),
    ("postgresql://[::1]/tracker", {}),
    ("postgresql://%2Ftmp/tracker", {}),
    ("postgresql:///tracker?host=/tmp", {}),
    ("postgresql:///tracker?hostaddr=127.0.0.1", {}),
    ("postgresql://db.example.org/tracker?hostaddr=::1", {}),
    ("postgresql://?service=near", {}),
    ("postgresql:///tracker", {"PGHOST": "localhost"}),
    ("postgresql://localhost/tracker", {"PGHOST": "db.example.org"}),
    ("postgresql:///tracker", {"PGSERVICE": "near"}),
]  # fmt: skip
FAR = [
    ("postgresql://db.example.org/tracker", {}),
    ("postgresql://10.0.0.1/tracker", {}),
    ("postgresql://localhost.example.org/tracker", {}),
    ("postgresql://127.0.0.1.example.org/tracker", {}),
    ("postgresql://localhost,db.example.org/tracker", {}),
    ("postgresql://localhost/tracker?hostaddr=10.0.0.1", {}),
    ("postgresql://localhost,localhost/tracker?hostaddr=127.0.0.1,10.0.0.1", {}),
    ("postgresql:///tracker?host=db.example.org", {}),
    ("postgresql://?service=far", {}),
    ("postgresql:///tracker", {"PGHOST": "db.example.org"}),
    ("postgresql:///tracker", {"PGHOSTADDR": "10.0.0.1"}),
    ("postgresql:///tracker", {"PGSERVICE": "far"}),
    ("postgresql://db.example.org/tracker?sslmode=prefer", {}),
    ("postgresql://db.example.org/tracker", {"PGSSLMODE": "allow"}),
]  # fmt: skip


@pytest.mark.parametrize(("url", "variables"), LOCAL)
def test_this_computer_needs_no_certificate(monkeypatch, tmp_path, url, variables):
    address = read_address(url, monkeypatch, tmp_path, SERVICE, **variables)
    assert "sslmode" not in address.parameters
    assert not address.is_exposed


@pytest.mark.parametrize(("url", "variables"), FAR)
def test_any_other_host_must_prove_which_it_is(monkeypatch, tmp_path, url, variables):
    address = read_address(url, monkeypatch, tmp_path, SERVICE, **variables)
    assert address.parameters["sslmode"] == "verify-full"
    assert not address.is_exposed


@pytest.mark.parametrize(
    ("url", "variables"),
    [
        ("postgresql://db.example.org/tracker?sslmode=disable", {}),
        ("postgresql://db.example.org/tracker?sslmode=require", {}),
        ("postgresql://db.example.org/tracker", {"PGSSLMODE": "verify-ca"}),
        ("postgresql://?service=weak", {}),
    ],
)
def test_a_weaker_protection_that_was_chosen_is_kept_and_known(monkeypatch, tmp_path, url, variables):
    address = read_address(url, monkeypatch, tmp_path, SERVICE, **variables)
    assert address.parameters.get("sslmode") != "verify-full"
    assert address.is_exposed


def test_no_password_is_kept_with_an_address(monkeypatch, tmp_path):
    """Of a service file and the environment neither: libpq reads them itself."""
    address = read_address("postgresql://?service=far", monkeypatch, tmp_path, SERVICE, PGPASSWORD="andere")
    assert not re.search("geheim|andere", repr(address))
    assert address.shown.startswith("db.example.org/")


@pytest.mark.parametrize(
    ("url", "variables", "seconds"),
    [
        ("postgresql:///x", {}, "10"),
        ("postgresql:///x?connect_timeout=3", {}, "3"),
        ("postgresql:///x", {"PGCONNECT_TIMEOUT": "4"}, "4"),
        ("postgresql:///x?connect_timeout=3", {"PGCONNECT_TIMEOUT": "4"}, "3"),
        ("postgresql://?service=slow", {"PGCONNECT_TIMEOUT": "4"}, "5"),
    ],
)
def test_the_time_out_is_the_one_that_was_asked_for(monkeypatch, tmp_path, url, variables, seconds):
    address = read_address(url, monkeypatch, tmp_path, "[slow]\nconnect_timeout=5\n", **variables)
    assert address.parameters["connect_timeout"] == seconds


@pytest.mark.parametrize(
    ("url", "variables", "said"),
    [
        ("postgresql:///x?connect_timeout=soon", {}, "connection is no number"),
        ("postgresql:///x", {"PGCONNECT_TIMEOUT": "-1"}, "connection is no number"),
        ("postgresql:///x", {"TRACKER_STORE_TIMEOUT": "1.5"}, "store is no number"),
        ("postgresql://?service=unknown", {}, "does not know this service"),
        ("postgresql://?service=near", {"PGSERVICEFILE": "/nowhere/at/all"}, "service file"),
        ("postgresql:///x?sslmode=always", {}, "setting of the connection is wrong"),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch, tmp_path, url, variables, said):
    with pytest.raises(TrackerError, match=said):
        read_address(url, monkeypatch, tmp_path, SERVICE, **variables)


def test_init_names_the_ways_to_name_a_store(run, tmp_path, example):
    for folder in (tmp_path, example):
        done = run("store", "init", "--lang", "en", cwd=folder)
        assert (done.returncode, done.stdout) == (2, "")
        assert "no store is named" in done.stderr
        assert "[store] with url" in done.stderr
    done = run("store", "init", "--data", tmp_path / "nowhere", "--lang", "en")
    assert done.returncode == 3
    assert "no such folder" in done.stderr


WITHOUT = """
import sys
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == {hidden!r}:
            raise {error}
sys.meta_path.insert(0, Hidden())
from tracker.__main__ import run
sys.argv = ["tracker", *{words!r}]
run()
"""


@pytest.mark.parametrize(
    ("hidden", "error"),
    [
        ("psycopg", 'ModuleNotFoundError("No module named psycopg", name="psycopg")'),
        ("psycopg", 'ImportError("no pq wrapper available.")'),  # psycopg without libpq
    ],
)
@pytest.mark.parametrize("words", [["status"], ["store", "init"], ["add-result", "grdp-growth", "2024", "6,5"]])
def test_without_the_extra_it_says_how_to_install_it(hidden, error, words):
    code = WITHOUT.format(hidden=hidden, error=error, words=words)
    settings = environment(TRACKER_STORE="postgresql:///tracker", TRACKER_LANG="en", TRACKER_DATA=str(DATA))
    done = subprocess.run(
        [sys.executable, "-c", code], env=settings, capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stdout) == (4, "")
    assert 'pip install "indicator-tracker[postgres]"' in done.stderr
    assert "Traceback" not in done.stderr


IMPORTED = """
import sys
from tracker.cli.main import main
for words in {every!r}:
    assert main(words) == 0, words
found = sorted(name for name in sys.modules if name.startswith(("psycopg", "tracker.store")))
print(found, file=sys.stderr)
"""


def test_a_folder_without_a_store_never_imports_the_driver(example):
    every = [
        ["status"], ["show", "grdp-growth"], ["review"], ["log"], ["report", "-o", "a.md"], ["schema"], ["check", "--fail-on", "none"][:1],
        ["add-result", "grdp-growth", "2024", "7,17", "--revise", "--yes"], ["undo", "--yes"], ["decide", "grdp-growth", "2025", ">=9", "--yes"],
        ["close", "2023", "--yes"], ["export", "--to", "datapackage", "-o", "out"],
    ]  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", IMPORTED.format(every=every)],
        cwd=example,
        env=environment(TRACKER_LANG="en"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines()[-1] == "[]"
