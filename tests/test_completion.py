"""`tracker completion`: what a shell offers while a command is typed, asked for in bash, zsh and fish themselves."""

import contextlib
import json
import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.shell_completion import get_completion_class
from hypothesis import given
from hypothesis import strategies as st

from support.examples import draw_settings
from support.folders import write_folder
from support.process import environment, find_program
from tracker.cli.main import COMMANDS, group
from tracker.cli.shells import KINDS, SHELLS, register_shells

PROGRAM = Path(sys.executable).with_name("tracker")
PATIENCE = 60
"""Seconds after which a shell that has not answered has failed."""
TARGETS = """
[term]
name = "T"
first_year = 2025
last_year = 2027
language = "en"

[[group]]
id = "economy"
name = "Kinh tế, dịch vụ"

[[group]]
id = "society"
name = { en = "Society", vi = "Xã hội" }

[[dimension]]
id = "sex"
name = "Sex"
values = { female = "Nữ", male = "Nam" }
whole = true

[[indicator]]
id = "poor-households"
group = "society"
name = { en = "Poor households", vi = "Hộ nghèo" }
measure = "level"
areas = "commune"
roll_up = "sum"
owner = "Sở Nông nghiệp"

[[indicator]]
id = "poor-communes"
group = "society"
name = "Poor communes"
measure = "level"
owner = "Sở Tài chính"

[[indicator]]
id = "trained-workers"
group = "economy"
name = "Trained workers"
measure = "level"
by = ["sex"]
owner = "Ban \\"Quản lý\\" $x 'khu'"
extra = { sdg = ["11.2", "4.3"], donor = "GIZ", ready = true, budget = 1e3 }
"""
BODY = """
[[indicator]]
id = "x{}"
name = {}
measure = "level"
owner = {}
"""
AREAS = """area,name.vi,name.en,level,within,from,until,into
tn,Tỉnh Thái Nguyên,Thai Nguyen Province,province,,,,
p-song-cong,Phường Sông Công,,commune,tn,,,
x-dai-tu,Xã Đại Từ,,commune,tn,,,
"""
HOSTILE = (
    "h1;touch made", "h2$(touch made)", "h3`touch made`", "h4>made", "h5'; touch made; '", "h6*", "h7!!", "h8(touch made)",
)  # fmt: skip
"""Names of bodies that a shell would run, or replace, if they were inserted as they are."""
OWNER = "Ban \"Quản lý\" $x 'khu'"


@pytest.fixture
def place(tmp_path):
    """A folder in which commands find the data; what completion must not read is broken."""
    folder = write_folder(tmp_path / "data", TARGETS)
    (folder / "areas.csv").write_text(AREAS, encoding="utf-8")
    for name in ("results.csv", "decisions.csv", "closings.csv", "report.toml"):
        (folder / name).write_bytes(b"\xff\xfe broken \x00")
    return tmp_path


def write_bodies(owners):
    """Return an indicator of each of these bodies, which are its name too, as it stands in `targets.toml`."""
    return "".join(BODY.format(at, json.dumps(owner), json.dumps(owner)) for at, owner in enumerate(owners))


def ask(place, shell, words, **variables):
    """Ask as the script of a shell does; return the lines of the answer."""
    separator = "\n" if shell == "bash" else " "
    position = str(len(words) - 1) if shell != "fish" else words[-1]
    settings = {"_TRACKER_COMPLETE": f"{shell}_complete", "COMP_WORDS": separator.join(words), "COMP_CWORD": position}
    done = subprocess.run(
        [PROGRAM],
        cwd=place,
        env=environment(**settings, **variables),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done
    return done.stdout.rstrip("\n").split("\n") if done.stdout.strip() else []


OFFERED = [
    (["show", "poor"], ["poor-households", "poor-communes"]),
    (["add-result", "trai"], ["trained-workers"]),
    (["decide", "poor-h"], ["poor-households"]),
    (["compare", ""], ["poor-households", "poor-communes", "trained-workers"]),
    (["log", "--indicator", "t"], ["trained-workers"]),
    (["add-result", "poor-households", "202"], ["2025", "2026", "2027"]),
    (["status", "--year", ""], ["2025", "2026", "2027"]),
    (["close", "2027"], ["2027"]),
    (["status", "--group", ""], ["economy", "society"]),
    (["review", "--owner", "Sở"], ["Sở\\\\ Nông\\\\ nghiệp", "Sở\\\\ Tài\\\\ chính"]),
    (["review", "--owner", '"Sở N'], ["Sở Nông nghiệp"]),
    (["review", "--owner", "'Sở T"], ["Sở Tài chính"]),
    (["status", "--area", "p"], ["p-song-cong"]),
    (["areas", "x"], ["x-dai-tu"]),
    (["status", "--level", ""], ["province", "commune"]),
    (["show", "trained-workers", "--by", ""], ["sex"]),
    (["status", "--part", "sex", "=", "fe"], ["female"]),
    (["status", "--where", "sdg", "=", "1"], ["11.2"]),
    (["review", "--where", ""], ["sdg=11.2", "sdg=4.3", "donor=GIZ", "ready=true", "budget=1000"]),
    (["status", "--group", "=", "so"], ["society"]),
    (["status", "--group", "="], ["economy", "society"]),
    (["status", "--group=economy", "--year", "2026"], ["2026"]),
    (["status", "--only", "on"], ["on_track"]),
    (["status", "--only", "at_risk,off"], ["at_risk,off_track"]),
    (["review", "--fail-on", "miss"], ["missing", "missed"]),
    (["add-result", "poor-households", "2025", "5", "--status", "f"], ["final", "forecast"]),
    (["status", "--format", "c"], ["csv"]),
    (["check", "--format", "g"], ["github"]),
    (["export", "--to", "s"], ["sdmx-csv"]),
    (["check", "--only", "evi"], ["evidence", "evidence-hash"]),
    (["status", "--yea"], ["--year"]),
    (["decide", "--ev"], ["--evidence"]),
    (["sta"], ["status"]),
    (["com"], ["compare", "completion"]),
    (["completion", "z"], ["zsh"]),
    (["store", ""], ["dump", "init", "load"]),
    (["store", "d"], ["dump"]),
    (["store", "init", "--la"], ["--lang"]),
    (["store", "init", "--lang", "v"], ["vi"]),
]  # fmt: skip


@pytest.mark.parametrize(("words", "offered"), OFFERED, ids=[" ".join(words) for words, _ in OFFERED])
def test_bash_is_offered_what_begins_with_what_was_typed(place, words, offered):
    assert ask(place, "bash", ["tracker", *words]) == [f"plain,{word}" for word in offered]


def test_files_and_folders_are_left_to_the_shell(place):
    assert ask(place, "bash", ["tracker", "status", "-o", "o"]) == ["file,o"]
    assert ask(place, "bash", ["tracker", "import", "b"]) == ["file,b"]
    assert ask(place, "bash", ["tracker", "init", "--from", "b"]) == ["file,b"]
    for words in (["add-result", "poor-households", "2025", "5"], ["decide", "poor-households", "2025", "5"]):
        assert ask(place, "bash", ["tracker", *words, "--evidence", "b"]) == ["file,b"]
    assert ask(place, "bash", ["tracker", "status", "--data", "d"]) == ["dir,d"]


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(("lang", "name"), [("", "Poor households"), ("vi", "Hộ nghèo")])
def test_a_shell_that_shows_them_gets_the_names(place, shell, lang, name):
    answer = "\n".join(ask(place, shell, ["tracker", "show", "poor-h"], **({"TRACKER_LANG": lang} if lang else {})))
    expected = {
        "bash": "plain,poor-households",
        "zsh": f"plain\npoor-households\n{name}",
        "fish": f"plain,poor-households\t{name}",
        "powershell": f"plain\npoor-households\n{name}",
    }
    assert answer == expected[shell]


def test_the_names_of_options_have_a_help_in_the_language(place):
    [line] = ask(place, "fish", ["tracker", "status", "--own"], TRACKER_LANG="vi")
    assert line.startswith("plain,--owner\tChỉ ")
    assert line.count(",") == 1
    [line] = ask(place, "fish", ["tracker", "status", "--group", "eco"])
    assert line == "plain,economy\tKinh tế – dịch vụ"


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_a_word_with_its_option_is_replaced_as_a_whole(place, shell):
    answer = ask(place, shell, ["tracker", "status", "--group=so"])
    assert next(line for line in answer if "society" in line).split(",")[-1].startswith("--group=society")


def read_word(text):
    """Return the word that PowerShell reads: plain, or in single quotes, of which two are one; fail for any other."""
    quotes = "'\u2018\u2019\u201a\u201b"
    if text[0] not in quotes:
        assert re.fullmatch(r"[\w+:./=-]+", text), text
        return text
    assert text[-1] in quotes
    inside, word = text[1:-1], ""
    while inside:
        word, size = word + inside[0], 1 + (inside[0] in quotes)
        assert size == 1 or inside[1:2] == inside[0], text
        inside = inside[size:]
    return word


letters = st.sampled_from("aZ9ệ -_;&|<>$`'\u2018\u2019\u201a\u201b\"(){}[]@#%!*?~^=,\\:./\u00a0\u200b\x1b\x07\n\t")
bodies = st.lists(st.text(letters, min_size=1, max_size=12).filter(str.strip), min_size=1, max_size=5, unique=True)


@draw_settings(40)
@given(owners=bodies, option=st.sampled_from(["--owner", "--owner="]))
def test_powershell_gets_each_word_as_one_text(tmp_path_factory, owners, option):
    """What is inserted into the line is read as the name of the body and nothing else, whatever is in the name."""
    folder = write_folder(tmp_path_factory.mktemp("shell") / "data", TARGETS + write_bodies(owners))
    words = ["tracker", "review", *(["--owner", ""] if option == "--owner" else ["--owner="])]
    answer = ask_inside(folder, "powershell", words)
    found = {read_word(word).removeprefix("--owner=") for word in answer[1::3]}
    visible = {owner for owner in owners if all(each.isprintable() or each == "\u00a0" for each in owner)}
    assert {name for name in visible if '"' not in name and not name.endswith("\\")} <= found
    assert all(each.isprintable() or each == "\u00a0" for word in answer for each in word)


def ask_inside(folder, shell, words):
    """Ask the class of a shell in this process; return the lines of its answer."""
    settings = {"COMP_WORDS": " ".join(words), "COMP_CWORD": str(len(words) - 1), "TRACKER_DATA": str(folder)}
    register_shells()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in settings.items():
            patch.setenv(name, value)
        lines = get_completion_class(shell)(group, {}, "tracker", "_TRACKER_COMPLETE").complete()
    return lines.split("\n") if lines else []


def test_bash_looks_for_no_files_with_names_like_a_word(tmp_path):
    """A word with `*` stays as it is, and `/*/*/*` does not make the shell go through all folders."""
    folder = write_folder(tmp_path / "data", TARGETS + write_bodies(["h*", "/*/*/*/*"]))
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "h-file").touch()
    script = """
        eval "$(tracker completion bash)"
        COMP_WORDS=(tracker review --owner "$1") COMP_CWORD=3
        _tracker_completion tracker
        printf '%s\n' "${COMPREPLY[@]}" "$(echo h*)"
    """
    for typed, word in (('"h', "h*"), ('"/', "/*/*/*/*")):
        done = subprocess.run(
            [find_program("bash"), "-c", script, "bash", typed],
            cwd=tmp_path / "other",
            env=environment(PATH=f"{PROGRAM.parent}:{os.environ['PATH']}", TRACKER_DATA=str(folder)),
            capture_output=True,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
        )
        assert done.stdout.splitlines() == [word, "h-file"], done


def test_a_folder_that_is_named_is_the_one_that_is_read(place, tmp_path, monkeypatch):
    other = write_folder(tmp_path / "other", TARGETS.replace("poor-households", "new-jobs"))
    assert ask(place, "bash", ["tracker", "show", "--data", str(other), "new"]) == ["plain,new-jobs"]
    assert ask(place, "bash", ["tracker", "show", "new"], TRACKER_DATA=str(other)) == ["plain,new-jobs"]
    home = ask(place, "bash", ["tracker", "show", "--data", "~/other", "new"], HOME=str(tmp_path))
    assert home == ["plain,new-jobs"]


@pytest.mark.parametrize("text", [None, "", "[term\n", "[[indicator]]\nid = 3\n", "\x00", "[term]\nname = 'T'\n"])
def test_without_a_folder_that_can_be_read_nothing_is_offered_and_nothing_is_said(place, text):
    targets = place / "data" / "targets.toml"
    targets.unlink() if text is None else targets.write_text(text, encoding="utf-8")
    for words in (["show", ""], ["status", "--group", ""], ["status", "--owner", ""], ["status", "--part", ""]):
        assert ask(place, "bash", ["tracker", *words]) == []
    assert ask(place, "bash", ["tracker", "sta"]) == ["plain,status"]


def test_what_can_be_read_of_a_damaged_folder_is_offered(place):
    targets = place / "data" / "targets.toml"
    targets.write_text(TARGETS.replace("roll_up", "rollup"), encoding="utf-8")
    (place / "data" / "areas.csv").write_text("area,name\n,\n", encoding="utf-8")
    assert "plain,trained-workers" in ask(place, "bash", ["tracker", "show", ""])
    assert ask(place, "bash", ["tracker", "status", "--area", ""]) == []


def test_each_parameter_that_names_something_of_the_folder_is_completed():
    names = {parameter.name for name in COMMANDS for parameter in group.get_command(None, name).params}
    assert set(KINDS) <= names
    for name in COMMANDS:
        for parameter in group.get_command(None, name).params:
            named = {"INDICATOR", "AREA", "LEVEL", "YEAR"} & {(parameter.metavar or parameter.name or "").upper()}
            assert not named or parameter.name in KINDS, (name, parameter.name)


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_is_printed_and_the_shell_can_read_it(run, tmp_path, shell):
    done = run("completion", shell)
    if shell == "powershell" and done.returncode:
        assert "does not complete words in powershell" in done.stderr
        assert (done.returncode, done.stdout) == (2, "")
        return
    assert (done.returncode, done.stderr) == (0, "")
    assert f"_TRACKER_COMPLETE={shell}_complete" in done.stdout or shell == "powershell"
    if shell != "powershell":
        script = tmp_path / "script"
        script.write_text(done.stdout, encoding="utf-8")
        checked = subprocess.run([find_program(shell), "-n", script], capture_output=True, text=True, check=False)
        assert (checked.returncode, checked.stderr) == (0, "")


def test_another_shell_has_no_script(run):
    done = run("completion", "tcsh")
    assert (done.returncode, done.stdout) == (2, "")
    assert "'bash', 'zsh', 'fish'" in done.stderr


# In the shells themselves: a line is typed at a terminal, completed with the tab key, and run.

_TAKE = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"
AT_TERMINAL = [sys.executable, "-c", _TAKE]
"""What stands before a shell so that the terminal is its own."""
SETTINGS = {
    "bash": (
        ["--norc", "--noprofile", "-i"],
        'eval "$(tracker completion bash)"\nbind "set enable-bracketed-paste off"\n',
    ),
    "zsh": (
        ["-f", "-i"],
        'autoload -U compinit; compinit -u -D; bindkey -e; unsetopt beep\neval "$(tracker completion zsh)"\n',
    ),
    "fish": (["--no-config", "-i"], "tracker completion fish | source\n"),
}
TYPED = [
    ("show poor-h\t", ["show", "poor-households"]),
    ("sho\tpoor-c\t", ["show", "poor-communes"]),
    ("status --group soc\t--year 2026", ["status", "--group", "society", "--year", "2026"]),
    ("review --owner Sở\\ N\t", ["review", "--owner", "Sở Nông nghiệp"]),
    ('review --owner "Sở T\t', ["review", "--owner", "Sở Tài chính"]),
    ("review --owner Ban\t", ["review", "--owner", OWNER]),
    ("status --group=soc\t", ["status", "--group=society"]),
    ("status --area x-\t--only at\t", ["status", "--area", "x-dai-tu", "--only", "at_risk"]),
    ("status --where sdg=11\t", ["status", "--where", "sdg=11.2"]),
    ("review --where don\t", ["review", "--where", "donor=GIZ"]),
    ("add-result poor-h\t2025 5 --evidence rec\t", ["add-result", "poor-households", "2025", "5", "--evidence", "record"]),
    ("init --from rec\tdata-2", ["init", "--from", "record", "data-2"]),
    ("check --format gi\t", ["check", "--format", "github"]),
    ("export --to dat\t-o pub", ["export", "--to", "datapackage", "-o", "pub"]),
    *((f"review --owner {owner[:2]}\t", ["review", "--owner", owner]) for owner in HOSTILE),
]  # fmt: skip


def read_until(terminal, path, child):
    """Read what a shell prints until a file is there; fail if that takes too long."""
    end, seen = time.monotonic() + PATIENCE, b""
    while not path.exists():
        if time.monotonic() > end or child.poll() is not None:
            pytest.fail(seen.decode(errors="replace"))
        if select.select([terminal], [], [], 0.05)[0]:
            with contextlib.suppress(OSError):
                seen += os.read(terminal, 65536)


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """What each shell has run for each line of `TYPED`; all lines of a shell are typed in one session."""
    found: dict[str, list[list[str]]] = {}

    def type_lines(shell):
        program = find_program(shell)
        if shell in found:
            return found[shell]
        place = tmp_path_factory.mktemp(shell)
        write_folder(place / "data", TARGETS + write_bodies(HOSTILE))
        (place / "data" / "areas.csv").write_text(AREAS, encoding="utf-8")
        (place / "record").write_text('#!/bin/sh\nfor word; do printf "%s\\n" "$word"; done >part\nmv part "$OUT"\n')
        (place / "record").chmod(0o755)
        options, setting = SETTINGS[shell]
        settings = environment(
            TERM="xterm", HOME=str(place), PATH=f"{PROGRAM.parent}:{os.environ['PATH']}", XDG_CONFIG_HOME=str(place)
        )
        terminal, end = pty.openpty()
        with subprocess.Popen(
            [*AT_TERMINAL, program, *options],
            stdin=end,
            stdout=end,
            stderr=end,
            cwd=place,
            env=settings,
            start_new_session=True,
        ) as child:
            os.close(end)
            try:
                found[shell] = list(iter_answers(shell, terminal, child, place, setting))
            finally:
                child.kill()
                os.close(terminal)
        return found[shell]

    return type_lines


def iter_answers(shell, terminal, child, place, setting):
    """Type each line, put the name of a program that records its words before it, and run it."""
    ready = place / "ready"
    os.write(terminal, f"{setting}touch ready\n".encode())
    read_until(terminal, ready, child)
    for number, (typed, _) in enumerate(TYPED):
        answer = place / f"answer-{number}"
        export = f"set -x OUT {answer}" if shell == "fish" else f"export OUT={answer}"
        os.write(terminal, f"{export}\n".encode())
        for piece in f"tracker {typed}".split("\t")[:-1]:
            os.write(terminal, piece.encode() + b"\t")
        os.write(terminal, f"tracker {typed}".split("\t")[-1].encode() + b"\x01./record \x05\n")
        read_until(terminal, answer, child)
        yield answer.read_text(encoding="utf-8").splitlines()


@pytest.mark.skipif(os.name == "nt", reason="there is no pseudo-terminal")
@pytest.mark.parametrize("number", range(len(TYPED)), ids=[typed.replace("\t", "⇥") for typed, _ in TYPED])
@pytest.mark.parametrize("shell", SETTINGS)
def test_a_line_is_completed_in_the_shell_itself(answers, shell, number):
    assert answers(shell)[number] == ["tracker", *TYPED[number][1]]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize(
    ("words", "position"),
    [("tracker", None), ("tracker", "x"), ("tracker\nshow\n", "-9"), ("tracker\nshow\n--data\n\udcff", "3"), ("", " ")],
)
def test_what_no_shell_asks_ends_without_a_traceback(run, shell, words, position):
    given = {"_TRACKER_COMPLETE": f"{shell}_complete", "COMP_WORDS": words}
    done = run(env=given | ({"COMP_CWORD": position} if position else {}), process=True)
    assert (done.returncode, done.stderr) == (0, "")
