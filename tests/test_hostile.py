"""Hostile text in every field, through every command and format: shown literally or refused, never interpreted.

The commands and their formats are taken from the program itself, so that one that is added later is tried too.
"""

import csv
import html
import io
import json
import os
import pty
import re
import sys
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path

import click
import pytest
from markdown_it import MarkdownIt

from support.folders import HEADER
from support.process import environment
from tracker.cli.main import COMMANDS, group
from tracker.i18n import Language
from tracker.journal.writer import append_rows
from tracker.numbers import parse_plain
from tracker.views.csv import make_excel_dialect, to_csv

TEXTS = {
    "rich": "[bold red]x[/bold red] [/total] [link=http://e.example]y[/link]",
    "ansi": "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x9b31m",
    "bidi": "abc\u202edef\u2066ghi\u200f\u061c",
    "controls": "a\x00b\x01c\x08d\x7fe\x85f\ufeffg",
    "breaks": "one\ntwo\r\nthree\u2028four\u2029five\x0bsix\x0cseven",
    "formula": "=cmd|'/c calc'!A1",
    "formulas": "@SUM(1+1)*cmd|'/c calc'!A0",
    "sheet": '+HYPERLINK("http://e.example";"x")',
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)> &lt;b&gt;",
    "markdown": "|a|b| `code` **bold** [x](http://e.example) ![i](j) # h ~~s~~ \\| <b> _u_",
    "percent": "%s %(x)s {x} {0} {x.__class__} $HOME `id` $(id)",
    "path": "../../etc/passwd",
    "quotes": '"\'""\',;\t',
    "unicode": "\U000e0041\u0301\ufdd0\U0010ffff e\u0323\u0302",
}
STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def toml(text: str) -> str:
    return '"' + "".join(c if c.isalnum() else f"\\U{ord(c):08x}" for c in text) + '"'


def hostile_folder(path: Path, texts: Iterable[str] = tuple(TEXTS.values())) -> Path:
    """A tracker folder that can be read; each text stands wherever text may stand, in an indicator of its own."""
    path.mkdir(exist_ok=True)
    out = ["[term]\nfirst_year = 2021\nlast_year = 2025\nlanguage = 'en'\nname = " + toml("; ".join(texts)) + "\n"]
    out += [f"[[group]]\nid = {toml(text)}\nname = {toml(text)}\n" for text in texts]
    (path / "results.csv").write_text(HEADER, encoding="utf-8")
    for name, text in zip(ids(), texts, strict=False):
        t = toml(text)
        out.append(
            f"[[indicator]]\nid = '{name}'\ngroup = {t}\nname = {t}\nunit = {t}\nowner = {t}\nsource = {t}\nnote = {t}\n"
            f"measure = 'level'\ntarget.at_least = 8\nbaseline = {{ value = 1, source = {t}, note = {t} }}\n"
            f"plan = {{ 2023 = {{ value = 7, source = {t}, note = {t} }} }}\nbreak = [{{ year = 2022, note = {t} }}]\n"
            f"except = [{{ check = {t}, reason = {t} }}]\n"
            f"[[indicator]]\nid = '{name}-part'\nparent = '{name}'\nname = {t}\nmeasure = 'total'\n"
        )
        row = {
            "indicator": name,
            "status": "final",
            "source": text,
            "note": text,
            "recorded_at": "2024-01-31",
            "recorded_by": text,
        }
        years = (("2021", "3"), ("2023", "4"), ("2023", "5"))
        append_rows(str(path / "results.csv"), [{**row, "period": year, "value": value} for year, value in years])
    (path / "targets.toml").write_text("".join(out), encoding="utf-8")
    with (path / "areas.csv").open("w", encoding="utf-8", newline="") as file:
        areas = csv.writer(file)
        areas.writerow(["area", "name", "level", "within", "from", "until", "into"])
        names = (" ".join(text.splitlines()) for text in TEXTS.values())  # a name stands on one line
        areas.writerows([name, text, "commune", "", "", "", ""] for name, text in zip(ids(), names, strict=False))
    return path


def ids() -> Iterator[str]:
    """The first is the one that commands are asked about."""
    yield "a"
    yield from (f"a{number}" for number in count(1))


def option_of(command: click.Command, name: str) -> click.Option | None:
    return next((item for item in command.params if isinstance(item, click.Option) and name in item.opts), None)


def readings() -> Iterator[list[str]]:
    """Every command that only reads, in every format that it has."""
    for name in COMMANDS:
        command = group.get_command(click.Context(group), name)
        arguments = [item for item in command.params if isinstance(item, click.Argument) and item.required]
        confirmed = option_of(command, "--yes")
        writes = (confirmed and not (confirmed.help or "").startswith("Replace FILE without")) or any(
            item.required for item in command.params if isinstance(item, click.Option)
        )
        if option_of(command, "--data") is None or writes or name == "compare":  # it needs a level; `schema` no folder
            continue
        given = [name, *("a" for _ in arguments)]
        formats = option_of(command, "--format")
        for form in formats.type.choices if formats else (None,):
            yield [*given, "--format", form] if form else given


READINGS = list(readings())


def test_commands_and_formats_are_found():
    assert ["status", "--format", "json"] in READINGS
    assert ["check", "--format", "md"] in READINGS


@pytest.fixture(scope="module")
def hostile(tmp_path_factory) -> Path:
    return hostile_folder(tmp_path_factory.mktemp("hostile") / "data")


def test_plain_csv_and_json_hold_every_letter(hostile, run, tmp_path):
    run("status", "--data", hostile, "-o", "out.csv", "--lang", "en")
    run("status", "--data", hostile, "-o", "out.json", "--lang", "en")
    lines = io.StringIO((tmp_path / "out.csv").read_bytes().decode(), newline="")
    rows = [row for row in csv.DictReader(lines) if not row["indicator"].endswith("-part")]
    assert [(row["name"], row["owner"], row["unit"], row["source"]) for row in rows] == [
        (text,) * 4 for text in TEXTS.values()
    ]
    document = json.loads((tmp_path / "out.json").read_bytes())
    found = [item["results"]["2023"] for item in document["indicators"] if item["results"]]
    assert [(item["note"], item["recorded_by"]) for item in found] == [(text,) * 2 for text in TEXTS.values()]


@pytest.mark.parametrize("arguments", READINGS, ids=" ".join)
def test_every_command_and_format(arguments, hostile, run):
    """Nothing fails, and in what a person looks at nothing is left that steers a terminal or breaks a line."""
    done = run(*arguments, "--data", hostile, "--lang", "en")
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout
    assert not STEERING.search(done.stderr)
    form = arguments[arguments.index("--format") + 1] if "--format" in arguments else "text"
    if form == "json":
        json.loads(done.stdout)
    elif form != "csv":
        assert not STEERING.search(done.stdout)


@pytest.mark.skipif(os.name == "nt", reason="there is no such terminal")
@pytest.mark.parametrize("arguments", READINGS, ids=" ".join)
def test_no_format_steers_a_terminal(arguments, hostile):
    shown = on_a_terminal([*arguments, "--data", str(hostile), "--lang", "en"])
    own = re.sub(r"\x1b\[[0-9;]*m|\r", "", shown)  # colours of our own, and the line ends of a terminal
    assert not STEERING.search(own)
    assert "\x1b[31mred" not in shown
    assert "\x1b]0;title" not in shown


@pytest.mark.skipif(os.name == "nt", reason="there is no such terminal")
@pytest.mark.parametrize("arguments", READINGS, ids=" ".join)
def test_what_is_harmless_reaches_the_terminal_as_it_is(arguments, folder):
    """Also the colours of our own: what is drawn for a terminal is written as `drawn`."""
    path = folder(
        "[term]\nname = 'Nghị quyết'\nfirst_year = 2021\nlast_year = 2025\n[[indicator]]\nid = 'a'\nname = 'Tỷ lệ hộ nghèo 5\u00a0%'\n"
        "measure = 'level'\ntarget.at_most = 1\nbaseline = 3\n",
        "a,2022,2.5,,final,,,2023-01-31,lan\n",
    )
    shown = on_a_terminal([*arguments, "--data", str(path), "--lang", "vi"])
    assert "\N{REPLACEMENT CHARACTER}" not in shown
    assert shown.strip()


def on_a_terminal(arguments: list[str]) -> str:
    """What `tracker` writes when stdout is a terminal."""
    leader, follower = pty.openpty()
    child = os.fork()
    if child == 0:  # pragma: no cover (another process)
        os.close(leader)
        for stream in (1, 2):
            os.dup2(follower, stream)
        os.execve(sys.executable, [sys.executable, "-m", "tracker", *arguments], environment(TERM="xterm-256color"))
    os.close(follower)
    shown = b""
    while True:
        try:
            piece = os.read(leader, 65536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    os.close(leader)
    os.waitpid(child, 0)
    return shown.decode()


# Excel. ------------------------------------------------------------------------------------------------------------

FORMULAS = [
    "=1+1",
    "+1",
    "-1+cmd|' /C calc'!A0",
    "@SUM(1)",
    " =1",
    "\t=1",
    "\r=1",
    "\n=1",
    "\uff1d1",
    "-",
    "=",
    "\u00a0=1",
]


@pytest.mark.parametrize("text", FORMULAS)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_excel_gets_no_formula_and_plain_csv_every_letter(text, language):
    dialect = make_excel_dialect(Language(language))
    line = to_csv(["x"], [[text]], dialect)
    assert cells(line, dialect.separator)[1] == ["'" + text]
    assert cells(to_csv(["x"], [[text]]), ",")[1] == [text]


def cells(text: str, separator: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=separator))


@pytest.mark.parametrize(("language", "separator", "number"), [("vi", ";", "-1234,5"), ("en", ",", "-1234.5")])
def test_excel_gets_its_mark_its_separators_and_numbers_that_are_numbers(language, separator, number):
    text = to_csv(["a", "b"], [[parse_plain("-1234.5"), -7]], make_excel_dialect(Language(language)))
    assert text.startswith("\ufeffa" + separator)
    assert cells(text, separator)[1] == [number, "-7"]
    assert "sep=" not in text
    assert text.endswith("\r\n")


@pytest.mark.parametrize("command", [item[:-2] for item in READINGS if item[-1] == "csv"], ids=" ".join)
def test_the_dialect_of_every_command_neutralises(command, hostile, tmp_path, run):
    for where in ([], ["-o", "out.csv"]):
        done = run(*command, "--data", hostile, "--dialect", "excel", "--lang", "vi", *where)
        text = (tmp_path / "out.csv").read_bytes().decode() if where else done.stdout
        assert text.startswith("\ufeff")
        found = [cell for row in cells(text, ";") for cell in row]
        assert not [cell for cell in found if cell.startswith(("=", "+", "@"))]
        assert not [cell for cell in found if cell.startswith("-") and not parse_plain(cell.replace(",", "."))]


def test_a_file_of_another_format_has_no_dialect(hostile, run):
    for where in (["-o", "a.json"], ["--format", "md"]):
        done = run("status", "--data", hostile, "--dialect", "excel", *where)
        assert (done.returncode, done.stdout) == (2, "")


# Markdown. ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["status", "check"])
def test_markdown_renders_to_nothing_but_the_letters(command, hostile, run):
    """A Markdown renderer makes of it the tags of our own tables and headings, and no other."""
    text = run(command, "--data", hostile, "--format", "md", "--lang", "en").stdout
    page = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text)
    tags = set(re.findall(r"</?([a-z0-9]+)", page))
    assert tags <= {"h2", "h3", "p", "table", "thead", "tbody", "tr", "th", "td", "ul", "li", "strong"}
    rows = [
        re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    ]
    widths = {len(row) for row in rows if row}
    assert widths == {6, 12} if command == "status" else len(widths) == 1  # status has two kinds of tables
    names = [html.unescape(row[1]).removesuffix("; ") for row in rows if row]
    for name in ("html", "markdown", "rich", "percent", "path", "formula") if command == "status" else ():
        assert TEXTS[name] in names
