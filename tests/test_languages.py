"""Any language: one catalog makes it, no text of the program escapes it, and the data may be in it without a catalog."""

import json
import re
import shutil
import zipfile
from types import SimpleNamespace

import pytest
from rich.cells import cell_len

from support.books import write_book
from support.commands import list_commands
from support.examples import TIMES
from support.folders import DATA, PLANS, TESTS, copy_folder
from support.inside import run_inside
from support.process import run_at_terminal
from support.pseudo import (
    CODE,
    disguise_folder,
    find_escapes,
    forget_languages,
    list_ids,
    list_words,
    read_package,
    read_page,
    use_locale,
    write_catalog,
    write_pseudo_catalog,
)
from tracker import i18n
from tracker.checks import CHECK_NAMES
from tracker.cli.main import COMMANDS
from tracker.cli.schema import SCHEMAS, make_schema_text
from tracker.i18n import Language, detect_language, find_language, list_languages
from tracker.targets.language_codes import is_language_code
from tracker.views.reference.content import read_columns

CODE_PIECES = re.compile(
    r"""<!--.*?-->|</?sup>          # Markdown
    | tracker:[\w:-]+              # the hidden row of a form
    | [\w./-]+\.(?:toml|csv|json|xlsx|docx|html|md|zip|txt|py)\b
    | (?<!\w)--?[a-z-]+            # options
    | \btracker\ [a-z-]+           # commands
    | \b(?:ln|tN|IF)\b             # signs of formulas
    | \bI*[IV]+\.                  # numbers of groups
    """,
    re.VERBOSE,
)
"""What is the same in every language, and found by its form."""
CHECK_PIECES = re.compile(
    rf"\[[a-z-]+\]|^(?:{'|'.join(CHECK_NAMES)})(?= +⟦)|: [a-z.]+: (?=⟦)|\b(?:target|baseline|plan\.\d+)\b", re.MULTILINE
)
"""Besides that, in `check`: its names, keys and columns."""
USAGE_PIECES = re.compile(r"\[[\w|-]+\]|\b[A-Z]{2,}\b|^ +[a-z-]+(?=  )", re.MULTILINE)
"""Besides that, in the help: words to choose from, what stands for a value, and commands."""
HELP_WORDS = {
    "check": ("except", "check", "stale", "reason", "error", "warning", "note"),
    "completion": ("bash", "zsh", "fish", "powershell", "share", "completions", "config", "local", "fpath", "PROFILE"),
}
"""Words of examples and choices that the help shows as they are typed."""
AUTHOR = "λαν"
LESS = max(1, round(8 / TIMES)) if TIMES <= 8 else 1
"""Of so many samples of a corpus one is run."""


@pytest.fixture(autouse=True)
def forget(monkeypatch):
    """Forget the languages of a test after it."""
    yield
    monkeypatch.undo()
    forget_languages()


@pytest.fixture(scope="module")
def pseudo_locale(tmp_path_factory):
    folder = tmp_path_factory.mktemp("locale")
    write_pseudo_catalog(folder)
    return folder


@pytest.fixture
def pseudo(tmp_path, monkeypatch, pseudo_locale):
    """Runs the program in the language that nobody speaks."""
    use_locale(pseudo_locale, monkeypatch)

    def _run(*arguments, cwd=tmp_path, **variables):
        settings = {"COLUMNS": "200", "TRACKER_LANG": CODE, "TRACKER_AUTHOR": AUTHOR, **variables}
        done = run_inside(*arguments, cwd=cwd, env=settings)
        assert "Traceback" not in done.stderr, done.stderr
        return done

    return _run


def check_texts(text, folder, *, more=None):
    """Nothing of a text has Latin letters but codes and ids."""
    assert "⟦" in text
    text = CODE_PIECES.sub(" ", text)
    found = find_escapes(more.sub(" ", text) if more else text, *list_ids(folder), CODE)
    assert found == set(), [line for line in text.splitlines() if list_words(line) & found][:3]


AREAS_YEAR, PLANS_YEAR = ("--year", "2026"), ("--year", "2023")
VIEWS = [
    *[
        ("areas", command, *AREAS_YEAR, "--format", form)
        for command in ("status", "review")
        for form in ("table", "md")
    ],
    *[("areas", command, "--format", form) for command in ("log", "areas", "next-term") for form in ("table", "md")],
    *[("areas", "show", "poor-households", *AREAS_YEAR, "--format", form) for form in ("table", "md")],
    ("compare", "show", "poverty-rate", *AREAS_YEAR, "--format", "table"),
    ("compare", "show", "trained-workers", *AREAS_YEAR, "--format", "table"),
    ("compare", "compare", "trained-workers", *AREAS_YEAR, "--by", "sex", "--format", "table"),
    ("compare", "log", "--format", "md"),
    ("areas", "status", *AREAS_YEAR, "--level", "commune", "--format", "table"),
    *[("areas", "compare", "poor-households", *AREAS_YEAR, "--format", form) for form in ("table", "md")],
    *[
        ("plans", command, *PLANS_YEAR, "--format", form)
        for command in ("status", "review")
        for form in ("table", "md")
    ],
    ("plans", "status", "--period", "2024-06", "--format", "table"),
    ("plans", "log", "--format", "table"),
    ("plans", "status", "--year", "2025", "--format", "table"),
    ("plans", "review", "--year", "2025", "--format", "table"),
    ("plans", "next-term", "--format", "table"),
]


@pytest.mark.parametrize("command", VIEWS, ids=" ".join)
def test_no_text_of_a_view_escapes(pseudo, tmp_path, command):
    name, *arguments = command
    folder = disguise_folder(TESTS / name, tmp_path / "data")
    done = pseudo(*arguments, "--data", folder)
    assert done.stdout, done.stderr
    check_texts(done.stdout, folder)
    if done.stderr.strip():
        check_texts(done.stderr.replace(str(tmp_path), ""), folder)


def test_no_text_of_a_single_indicator_escapes(pseudo, tmp_path):
    folder = disguise_folder(PLANS, tmp_path / "data")
    for indicator in re.findall(r'indicator\]\]\nid = "([^"]+)"', (PLANS / "targets.toml").read_text(encoding="utf-8")):
        for year in ("2022", "2025") if TIMES > 1 else ("2023",):
            done = pseudo("show", indicator, "--year", year, "--data", folder, "--format", "table")
            check_texts(done.stdout, folder)


@pytest.mark.parametrize("name", ["compare", "plans", "january"])
def test_no_text_of_check_escapes(pseudo, tmp_path, name):
    folder = disguise_folder(TESTS / name / ("data" if name == "january" else ""), tmp_path / "data")
    done = pseudo("check", "--data", folder)
    check_texts((done.stdout + done.stderr).replace(str(tmp_path), ""), folder, more=CHECK_PIECES)
    check_texts(pseudo("check", "--list", "--data", folder).stdout, folder, more=CHECK_PIECES)


LETTERHEAD = """
[letterhead]
kind = "party"
body = "ΔΑΤΑ"
[report]
annex = "ΔΑΤΑ 1"
[signature]
position = "ΔΑΤΑ"
"""


@pytest.mark.parametrize("ending", ["html", "docx", "xlsx", "md"])
@pytest.mark.parametrize("form", ["term", "year"])
def test_no_text_of_a_report_escapes(pseudo, tmp_path, form, ending):
    folder = disguise_folder(PLANS, tmp_path / "data")
    if form == "term":
        (folder / "report.toml").write_text(LETTERHEAD, encoding="utf-8")
    path = tmp_path / f"1.{ending}"
    options = () if (ending, form) == ("html", "term") or TIMES > 1 else ("--no-charts",)
    done = pseudo(
        "report", "--form", form, *PLANS_YEAR, "--since", "2023-01-01", *options, "-o", path, "--data", folder
    )
    check_texts(done.stderr.replace(str(tmp_path), ""), folder)
    data = path.read_bytes()
    if ending == "html":
        text, languages = read_page(data.decode())
        assert ("html", CODE) in languages
    else:
        text = data.decode() if ending == "md" else read_package(data)
    check_texts(text, folder)


@pytest.mark.parametrize("kind", ["results", "plans", "areas"])
def test_no_text_of_a_form_escapes_and_it_is_read_back(pseudo, tmp_path, kind):
    folder = disguise_folder(TESTS / "areas" if kind == "areas" else PLANS, tmp_path / "data")
    options = {
        "results": PLANS_YEAR,
        "plans": ("--plans", "--year", "2024"),
        "areas": ("--area", "p-song-cong", *AREAS_YEAR),
    }
    pseudo("form", *options[kind], "-o", tmp_path / "1.xlsx", "--data", folder)
    check_texts(read_package((tmp_path / "1.xlsx").read_bytes()), folder)
    plans = ("--plans",) if kind == "plans" else ()
    for code in (CODE, "vi", "en"):
        done = pseudo("import", tmp_path / "1.xlsx", *plans, "--data", folder, "--lang", code, "--format", "csv")
        assert done.returncode == 0, done.stderr
        assert {line.split(",")[1] for line in done.stdout.splitlines()[1:]} <= {"same"}


def list_machine_words():
    """Return the words of keys, columns and codes, which a person types and the program names in any language."""
    found = {"vi", "en", "null", *COMMANDS, *CHECK_NAMES}
    for name in SCHEMAS:
        text = make_schema_text(name, Language("en"))
        text = re.sub(r'"(?:x-)?descriptions?": (?:"[^"\n]*"|\{[^}]*\}),?', "", text)
        found.update(re.findall(r'"([a-z_]+)"', text))
    for column in read_columns():
        found.update([column.name, *column.codes])
    found.update(("comma", "point", "table", "md", "excel", "today", "then", "estimate", "xls", "ods", "xlsx"))
    return {word for name in found for word in list_words(re.sub(r"[^A-Za-z]", " ", name))}


def list_given_words(folder):
    """Return the words of every file of a folder, also inside workbooks."""
    text = " ".join(
        read_package(path.read_bytes())
        if path.suffix in (".xlsx", ".ods") and path.read_bytes()[:2] == b"PK"
        else path.read_bytes().decode(errors="replace")
        for path in folder.rglob("*")
        if path.is_file()
    )
    return set(re.findall("[A-Za-z]{2,}", text))


ERRORS, IMPORTS = TESTS / "errors", TESTS / "imports"
ERROR_CASES = sorted(path.name for path in ERRORS.glob("[a-z]*") if path.is_dir())[::LESS]
IMPORT_CASES = sorted(path.parent.name for path in IMPORTS.glob("*/book.toml"))[:: LESS // 2 or 1]


@pytest.mark.parametrize("case", ERROR_CASES)
def test_no_text_of_an_error_escapes(pseudo, tmp_path, case):
    folder, source = tmp_path / "data", ERRORS / case
    copy_folder(ERRORS / "_plain", folder)
    for path in source.iterdir():
        if path.suffix in (".toml", ".csv"):
            shutil.copyfile(path, folder / path.name)
    given = source / "command.txt"
    words = given.read_text(encoding="utf-8").split("\n")[:-1] if given.exists() else ["status"]
    done = pseudo(*words, cwd=folder, TRACKER_DATA=".")
    known = list_given_words(folder) | list_given_words(source) | list_machine_words() | {"XA"}
    text = USAGE_PIECES.sub(" ", CODE_PIECES.sub(" ", done.stderr.replace(str(tmp_path), "").replace("tracker", "")))
    assert list_words(text) - known == set(), done.stderr
    assert "⟦" in done.stderr or done.returncode == 0


@pytest.mark.parametrize("case", IMPORT_CASES)
def test_no_text_of_an_import_escapes(pseudo, tmp_path, case):
    folder, source = copy_folder(IMPORTS / "_plain", tmp_path / "data"), IMPORTS / case
    write_book(folder / "input.xlsx", (source / "book.toml").read_text(encoding="utf-8"))
    options = source / "options.txt"
    words = options.read_text(encoding="utf-8").split("\n")[:-1] if options.exists() else []
    done = pseudo("import", folder / "input.xlsx", "--data", folder, *words)
    known = list_given_words(folder) | list_given_words(source) | list_machine_words() | {"XA", "input"}
    text = CODE_PIECES.sub(" ", (done.stdout + done.stderr).replace(str(tmp_path), "").replace("tracker", ""))
    assert list_words(text) - known == set(), done.stderr


@pytest.mark.parametrize("command", ["", *map(" ".join, list_commands())])
def test_no_text_of_the_help_escapes(pseudo, tmp_path, command):
    text = pseudo(*command.split(), "--help").stdout
    text = USAGE_PIECES.sub(" ", CODE_PIECES.sub(" ", re.sub(f"tracker {command}|tracker( [a-z-]+)?", " ", text)))
    assert list_words(text) <= {"XA", *HELP_WORDS.get(command, ())}


@pytest.mark.parametrize(
    "arguments",
    [("statu",), ("status", "--yaer"), ("status", "--year", "1"), ("status", "--only", "1"), ("status", "1"), ("show",),
     ("show", "1"), ("status", "--as-of", "1"), ("status", "--lang", "1"), ("report", "-o", "1.1")],
)  # fmt: skip
def test_no_text_about_wrong_usage_escapes(pseudo, tmp_path, arguments):
    copy_folder(DATA, tmp_path / "data")
    done = pseudo(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    known = list_machine_words() | list_words(" ".join(list_ids(tmp_path / "data")).replace("-", " "))
    text = USAGE_PIECES.sub(" ", CODE_PIECES.sub(" ", done.stderr.replace("tracker", "")))
    assert list_words(text) - known <= {"statu", "XA", "html", "docx"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("add-result", "growth", "2024", "700", "--revise"),
        ("undo",),
        ("close", "2021"),
        ("decide", "growth", "2024", "700"),
    ],
    ids=" ".join,
)
def test_no_text_of_a_question_escapes(pseudo, tmp_path, monkeypatch, arguments):
    folder, asked = disguise_folder(PLANS, tmp_path / "data"), []

    def _answer(question, **_):
        asked.append(question)
        return "n"

    monkeypatch.setattr("click.prompt", _answer)
    monkeypatch.setattr("tracker.cli.prompt.sys", SimpleNamespace(stdin=SimpleNamespace(isatty=lambda: True)))
    done = pseudo(*arguments, "--data", folder)
    assert done.returncode == 1
    check_texts(asked[0].replace(str(tmp_path), ""), folder)
    check_texts(done.stderr.replace(str(tmp_path), ""), folder)


@pytest.mark.parametrize(
    "arguments", [("init", "1"), ("init", "--templates", "1"), ("init", "--example", "vietnam", "1")], ids=" ".join
)
def test_no_text_of_init_escapes(pseudo, tmp_path, arguments):
    check_texts(pseudo(*arguments).stdout, disguise_folder(PLANS, tmp_path / "data"))
    if arguments == ("init", "1"):  # the English template, in which the language is that of the reader
        assert f'language = "{CODE}"' in (tmp_path / "1" / "targets.toml").read_text(encoding="utf-8")
        assert "⟦" in pseudo("status", "--data", "1", "--format", "table", TRACKER_LANG="").stdout


TABLE = """\
No;Indicator;Unit;Actual 2025;Plan 2026;Target 2030
1;ΔΑΤΑ 1;%;2.4;2.1;1
2;ΔΑΤΑ 2;;150;;800
3;ΔΑΤΑ 3;ΗΑ;7;;
"""


def test_no_text_of_a_folder_made_from_a_table_escapes(pseudo, tmp_path):
    (tmp_path / "1.csv").write_text(TABLE, encoding="utf-8")
    known = list_machine_words() | list_words(TABLE)
    for options in (("--dry-run",), ("--yes", "1")):
        done = pseudo("init", "--from", "1.csv", *options)
        assert done.returncode == 0, done.stderr
        assert list_words(CODE_PIECES.sub(" ", done.stdout + done.stderr)) - known == set()
    lines = (tmp_path / "1" / "targets.toml").read_text(encoding="utf-8").splitlines()
    comments = "\n".join(line.partition("#")[2] for line in lines if "#" in line and not line.startswith("#:"))
    assert "⟦" in comments
    assert list_words(CODE_PIECES.sub(" ", comments)) - known == set()


COMMANDS_WITH_DATA = (
    ("status", *PLANS_YEAR), ("show", "growth"), ("review", *PLANS_YEAR), ("log",), ("next-term",),
    ("status", "--period", "2024-06"), ("columns", "status"),
)  # fmt: skip


@pytest.mark.parametrize("form", ["csv", "json"])
@pytest.mark.parametrize("command", COMMANDS_WITH_DATA, ids=" ".join)
def test_formats_for_programs_are_the_same_in_every_language(pseudo, tmp_path, command, form):
    folder = disguise_folder(PLANS, tmp_path / "data")
    place = () if command[0] == "columns" else ("--data", folder)
    texts = [pseudo(*command, *place, "--lang", code, "--format", form).stdout for code in ("en", CODE)]
    if form == "csv":
        assert texts[0] == texts[1]
        return
    english, other = map(json.loads, texts)
    assert drop_texts(english, other) == other


def drop_texts(english, other):
    """Return English JSON with the texts that are translated in the other, and its language."""
    if isinstance(english, dict):
        assert list(english) == list(other)
        return {
            key: CODE if (key, value) == ("language", "en") else drop_texts(value, other[key])
            for key, value in english.items()
        }
    if isinstance(english, list):
        assert len(english) == len(other)
        return [drop_texts(*pair) for pair in zip(english, other, strict=True)]
    return other if isinstance(other, str) and other.startswith("⟦") else english


# A catalog of some texts only, of a language with a decimal comma and the plural of English.
GERMAN = {
    "1,234,567.9": "1.234.567,9",
    "{d} {month} {year}": "{d}. {month} {year}",
    "{year}-{mm}-{dd}": "{dd}.{mm}.{year}",
    "June": "Juni",
    "Q{quarter} {year}": "{roman}. Quartal {year}",
    "English": "Deutsch",
    "en-GB": "de-DE",
    "Indicator": "Indikator",
    "Missed": "Verfehlt",
    "final": "endgültig",
    "yes": "ja",
    "no": "nein",
    "[y/N]": "[j/N]",
    ("{count} row", "{count} rows"): ("{count} Zeile", "{count} Zeilen"),
    ("Of {every} target: {counts}.", "Of {every} targets: {counts}."): (
        "Von {every} Ziel: {counts}.", "Von {every} Zielen: {counts}."
    ),
}  # fmt: skip
OFFICE = """
[term]
name.de = "Stadtplan"
name.en = "City plan"
first_year = 2023
last_year = 2025
{language}

[[group]]
id = "b"
name.de = "Wirtschaft"
[[group]]
id = "a"
name.fr = "Société"

[[indicator]]
id = "people"
group = "b"
name.en = "Inhabitants"
name.de = "Einwohner"
unit.de = "Personen"
measure = "level"
target.at_least = 12345

[[indicator]]
id = "trees"
group = "a"
name.de = "Bäume"
unit = "Stück"
measure = "total"
target.at_least = 30

[[indicator]]
id = "hall"
group = "a"
name.lo = "ສາລາ"
name.en = "Hall"
measure = "milestone"
target = "yes"
"""
RESULTS = """\
people,2023,12000.5,,final,,,2024-01-10,lan
trees,2023,7,,final,,,2024-01-10,lan
"""


@pytest.fixture
def german(tmp_path, monkeypatch):
    write_catalog(use_locale(tmp_path / "locale", monkeypatch), "de", GERMAN, "nplurals=2; plural=(n != 1);")


def write_office(folder, language=""):
    return folder(OFFICE.format(language=f'language = "{language}"' if language else ""), RESULTS)


def test_a_catalog_is_all_that_a_language_needs(german, run, folder):
    path = write_office(folder)
    assert list_languages() == ("de", "vi", "en")
    table = run("status", "--data", path, "--lang", "de", "--year", "2023", "--format", "table").stdout
    assert "Indikator" in table
    assert "12.000,5" in table
    assert "Verdict" in table, "a text that is not translated is in English"
    assert "[de|vi|en]" in run("--lang", "de", "--help").stdout
    assert "'fr' is not one of 'de', 'vi', 'en'" in run("status", "--data", path, "--lang", "fr").stderr
    assert "Indikator" in run("status", "--data", path, "--format", "md", env={"TRACKER_LANG": "de"}).stdout
    assert "12000,5" in run("status", "--data", path, "--lang", "de", "--dialect", "excel", "--format", "csv").stdout


def test_the_facts_about_a_language_are_in_its_catalog(german):
    language = Language("de")
    assert language.format_day("2024-06-01") == "1. Juni 2024"
    assert language.format_short_day("2024-06-01") == "01.06.2024"
    assert language.format_month(2024, 6) == "Juni 2024"
    assert language.format_quarter(2024, 2) == "II. Quartal 2024"
    assert (language.get_name(), language.get_tag()) == ("Deutsch", "de-DE")
    assert [Language(code).get_name() for code in ("vi", "en")] == ["Tiếng Việt", "English"]
    templates = ("{count} row", "{count} rows")
    assert [language.format_count(templates, count) for count in (1, 2)] == ["1 Zeile", "2 Zeilen"]


@pytest.mark.parametrize(
    ("sample", "shown"),
    [("1.234.567,9", "−1.234,50"), ("1 234 567,9", "−1 234,50"), ("1234567,9", "−1234,50"), ("1’234’567.9", "−1’234.50"),
     ("1,234,567.9", "−1,234.50"), ("12,34,567.9", "−1,234.50"), ("", "−1,234.50"), ("viel", "−1,234.50")],
)  # fmt: skip
def test_the_signs_of_numbers(tmp_path, monkeypatch, sample, shown):
    from decimal import Decimal

    write_catalog(use_locale(tmp_path / "locale", monkeypatch), "fr", {"1,234,567.9": sample, "Met": "Atteint"})
    assert Language("fr").format_number(Decimal("-1234.5"), 2) == shown.replace("−", "-")


def test_more_plural_forms_than_two(tmp_path, monkeypatch):
    rule = "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"
    forms = ("{count} строка", "{count} строки", "{count} строк")
    texts = {("{count} row", "{count} rows"): forms}
    write_catalog(use_locale(tmp_path / "locale", monkeypatch), "ru", texts, rule)
    found = [Language("ru").format_count(("{count} row", "{count} rows"), count) for count in (1, 3, 7, 21)]
    assert found == ["1 строка", "3 строки", "7 строк", "21 строка"]


@pytest.mark.parametrize(
    ("stated", "lang", "expected"),
    [("de", "", ("Einwohner", "Bäume", "ສາລາ")), ("de", "en", ("Inhabitants", "Bäume", "Hall")),
     ("", "en", ("Inhabitants", "Bäume", "Hall")), ("en", "vi", ("Inhabitants", "Bäume", "Hall")),
     ("de", "vi", ("Einwohner", "Bäume", "ສາລາ")), ("lo", "", ("Inhabitants", "Bäume", "ສາລາ")),
     ("lo", "en", ("Inhabitants", "Bäume", "Hall"))],
)  # fmt: skip
def test_texts_fall_back_to_the_language_of_the_file_then_to_the_first(run, folder, stated, lang, expected):
    """No catalog of German or Lao exists: the texts of the data are in it, all others in English."""
    path = write_office(folder, stated)
    options = ("--lang", lang) if lang else ()
    done = run("status", "--data", path, "--format", "json", *options, env={"LC_ALL": "vi_VN.UTF-8"})
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert tuple(row["name"] for row in document["indicators"]) == expected
    assert document["term"]["name"] == (
        "City plan" if (stated, lang) in (("en", "vi"), ("", "en"), ("de", "en"), ("lo", "en")) else "Stadtplan"
    )
    assert document["language"] == (lang or "en")


def test_every_kind_of_text_may_be_in_any_language(run, folder, tmp_path):
    """Groups, notes, areas, letterhead, titles and the office's own words."""
    targets = OFFICE.replace(
        'name.de = "Bäume"', 'name.de = "Bäume"\nnote.de = "ohne Wald"\nowner.de = "Gartenamt"\nareas = "town"'
    )
    path = folder(targets.format(language='language = "de"'), "")
    (path / "areas.csv").write_text(
        "area,name,name.de,level,within,from,until,into\nx,Ex,Musterau,town,,,,\n", encoding="utf-8"
    )
    (path / "report.toml").write_text(
        '[report]\ntitle.de = "Bericht {year}"\ntitle.fr = "Rapport"\n[words]\ntarget.de = "Ziel"\n', encoding="utf-8"
    )
    assert run("areas", "--data", path).stdout.splitlines()[1].startswith("x,Musterau,town")
    assert run("report", "--data", path, "--year", "2023", "-o", "1.md").returncode == 0
    text = (tmp_path / "1.md").read_text(encoding="utf-8")
    for word in (
        "Bericht 2023",
        "Stadtplan",
        "Wirtschaft",
        "Société",
        "Bäume",
        "ohne Wald",
        "Gartenamt",
        "Ziel",
        "Verdict",
    ):
        assert word in text, word
    assert "Rapport" not in text


def test_a_country_and_a_script_fall_back_to_the_language(run, folder):
    targets = OFFICE.format(language='language = "de-AT"').replace("name.de", "name.de-AT", 3)
    done = run("status", "--data", folder(targets, RESULTS), "--format", "json")
    assert [row["name"] for row in json.loads(done.stdout)["indicators"]] == ["Einwohner", "Bäume", "ສາລາ"]
    assert Language("pt-BR").pick_text({"en": "a", "pt": "b"}) == "b"


@pytest.mark.parametrize(
    ("code", "is_code"),
    [("de", True), ("pt-BR", True), ("zh-Hant", True), ("zh-Hans-CN", True), ("es-419", True), ("hmn", True), ("vn", False),
     ("DE", False), ("pt_BR", False), ("pt-br", False), ("german", False), ("d", False), ("", False), ("de\n", False)],
)  # fmt: skip
def test_codes_of_languages(run, folder, code, is_code):
    assert is_language_code(code) == is_code
    targets = OFFICE.format(language=f"language = {json.dumps(code)}").replace("name.fr", f"name.{json.dumps(code)}")
    done = run("status", "--data", folder(targets, RESULTS), "--format", "csv")
    assert (done.returncode == 0) == is_code
    areas = f"area,name,name.{code},level,within,from,until,into\na,A,B,commune,,,,\n"
    path = write_office(folder)
    (path / "areas.csv").write_text(areas, encoding="utf-8")
    if "\n" not in code:
        assert (run("areas", "--data", path).returncode == 0) == is_code


@pytest.mark.parametrize(
    ("environment", "language"),
    [({"LANG": "de_DE.UTF-8"}, "de"), ({"LANG": "de"}, "de"), ({"LC_ALL": "de_AT@euro"}, "de"), ({"LANG": "fr_FR.UTF-8"}, "en"),
     ({"LANGUAGE": "fr:de:vi", "LANG": "fr_FR"}, "de"), ({"TRACKER_LANG": "DE", "LANG": "vi_VN"}, "de"),
     ({"LANG": "vi_VN"}, "vi"), ({"LANG": "C.UTF-8"}, "en"), ({"LANG": "POSIX"}, "en"), ({"TRACKER_LANG": "../../etc"}, "en")],
)  # fmt: skip
def test_the_locale_chooses_a_language_that_has_a_catalog(german, environment, language):
    assert detect_language(environment) == language


def test_a_windows_locale_has_a_number(german, monkeypatch):
    monkeypatch.setattr(i18n, "os", SimpleNamespace(name="nt", path=i18n.os.path, listdir=i18n.os.listdir))
    for number, code in ((0x0407, "de"), (0x0C07, "de"), (0x042A, "vi"), (0x0454, "en"), (0, "en")):
        kernel = SimpleNamespace(GetUserDefaultLCID=lambda number=number: number)
        monkeypatch.setattr("ctypes.windll", SimpleNamespace(kernel32=kernel), raising=False)
        assert detect_language({}) == code


def test_completion_offers_the_languages_that_exist(german, run):
    words = {"COMP_WORDS": "tracker\n--lang\n", "COMP_CWORD": "2", "_TRACKER_COMPLETE": "bash_complete"}
    assert re.findall(r"\w+$", run(env=words).stdout, re.MULTILINE) == ["de", "vi", "en"]


def test_a_form_in_another_language_is_read_in_any(german, run, folder, tmp_path):
    path = write_office(folder, "de")
    assert run("form", "--data", path, "--year", "2023", "-o", "form.xlsx").returncode == 0
    assert "endgültig" in read_package((tmp_path / "form.xlsx").read_bytes())
    for lang in ("de", "vi", "en"):
        done = run("import", "form.xlsx", "--data", path, "--lang", lang, "--format", "csv")
        assert done.returncode == 0, done.stderr
        assert [line.split(",")[1:3] for line in done.stdout.splitlines()[1:]] == [
            ["same", "people"],
            ["same", "trees"],
        ]
    done = run("add-result", "hall", "2024", "ja", "--status", "endgültig", "--data", path)
    assert done.returncode == 0, done.stderr
    assert '"hall,2024,yes,,final'[1:] in (path / "results.csv").read_text(encoding="utf-8")


SHEETS = {
    "vi": "Mã chỉ tiêu;Chỉ tiêu;Kết quả thực hiện năm 2024;Loại số liệu\npeople;;12100;sơ bộ\ntrees;;8;chính thức\n",
    "en": "Indicator;Name;Actual 2024;Status\npeople;;12100;preliminary\ntrees;;8;final\n",
}


@pytest.mark.parametrize("sheet", SHEETS)
def test_headings_are_read_whatever_the_language_of_output_is(german, run, folder, tmp_path, sheet):
    path = write_office(folder)
    (tmp_path / "sheet.csv").write_text(SHEETS[sheet], encoding="utf-8")
    found = [
        run("import", "sheet.csv", "--data", path, "--lang", lang, "--format", "json", "--dry-run").stdout
        for lang in ("de", "vi", "en")
    ]
    read = [
        [(row["indicator"], row["period"], row["value"], row["status"]) for row in json.loads(each)["results"]]
        for each in found
    ]
    assert read == [[("people", "2024", 12100, "preliminary"), ("trees", "2024", 8, "final")]] * 3


def test_the_order_of_a_view_does_not_depend_on_its_language(german, run, folder):
    path = write_office(folder)
    for command in (("status",), ("review",), ("log",)):
        found = []
        for lang in ("de", "vi", "en"):
            text = run(*command, "--data", path, "--lang", lang, "--format", "csv").stdout
            found.append([re.findall(r"\b(?:people|trees|hall)\b", line) for line in text.splitlines()])
        assert found[0] == found[1] == found[2], command


WIDE_NAMES = ["人口密度每平方公里的人口数量以及其他指标名称很长", "ຈຳນວນປະຊາກອນທັງໝົດ", "عدد السكان الكلي"]


@pytest.mark.parametrize("name", WIDE_NAMES)
def test_columns_stay_straight_with_wide_and_right_to_left_letters(run, folder, name):
    path = folder(OFFICE.format(language="").replace('name.en = "Inhabitants"', f'name.en = "{name}"'), RESULTS)
    text = run("status", "--data", path, "--lang", "en", "--year", "2023", "--format", "table").stdout
    heading = next(line for line in text.splitlines() if "Result" in line)
    row = next(line for line in text.splitlines() if "12,000.5" in line)
    ends = [cell_len(line[: line.index(word) + len(word)]) for line, word in ((heading, "Result"), (row, "12,000.5"))]
    assert ends[0] == ends[1]
    assert name[:8] in row


def test_wide_letters_fit_into_a_terminal_of_80_columns(folder):
    path = folder(
        OFFICE.format(language="").replace('name.en = "Inhabitants"', f'name.en = "{WIDE_NAMES[0]}"'), RESULTS
    )
    text = run_at_terminal("status", "--data", str(path), "--lang", "en", "--year", "2023")
    lines = re.sub("\x1b[^m]*m", "", text).splitlines()
    assert max(map(cell_len, lines)) <= 80
    assert set(WIDE_NAMES[0]) <= set("".join(lines))


def test_a_report_says_which_language_it_is_in(tmp_path, monkeypatch, run, folder):
    locale = use_locale(tmp_path / "locale", monkeypatch)
    write_catalog(locale, "de", GERMAN)
    write_catalog(locale, "ar", {"ltr": "rtl", "English": "العربية", "en-GB": "ar-EG"})
    write_catalog(locale, "lo", {"Met": "ບັນລຸ"})
    path = write_office(folder)
    run("report", "--lang", "ar,de,lo", "--no-charts", "--data", path, "-o", "1.html")
    text, languages = read_page((tmp_path / "1.html").read_text(encoding="utf-8"))
    assert languages[0] == ("html", "ar")
    assert [each for each in languages if each[0] == "section" and len(each[1]) < 4] == [
        ("section", "ar"), ("section", "rtl"), ("section", "de"), ("section", "lo")
    ]  # fmt: skip
    assert [name in text.split("\n") for name in ("العربية", "Deutsch", "lo")] == [True] * 3
    run("report", "--lang", "ar,de", "--no-charts", "--data", path, "-o", "1.xlsx")
    with zipfile.ZipFile(tmp_path / "1.xlsx") as package:
        sheets = [package.read(name).decode() for name in package.namelist() if "/sheet" in name]
    assert 0 < sum('rightToLeft="1"' in sheet for sheet in sheets) < len(sheets)
    for code, tag in (("de", "de-DE"), ("lo", "lo"), ("vi", "vi-VN"), ("en", "en-GB")):
        run("report", "--lang", code, "--no-charts", "--data", path, "-o", f"{code}.docx")
        with zipfile.ZipFile(tmp_path / f"{code}.docx") as package:
            assert f'w:lang w:val="{tag}"' in package.read("word/styles.xml").decode()


def test_nothing_is_kept_of_a_language_that_is_gone():
    assert list_languages() == ("vi", "en")
    assert find_language("de") is None
