"""`tracker schema`: the JSON Schemas know the keys that the readers know, and accept the files that they accept."""

import copy
import json
import random
import re
import tomllib
from decimal import Decimal

import jsonschema
import pytest

from support.examples import TIMES
from support.folders import DATA, LANGUAGES, ROOT, TESTS
from tracker.cli.schema import SCHEMAS
from tracker.errors import TrackerError
from tracker.folder import Folder
from tracker.i18n import Language
from tracker.reports.config import read_config
from tracker.targets.reader import read_targets
from tracker.targets.table import TomlTable
from tracker.views.schema import DIALECT, render_schema

MUTANTS = max(300, round(300 * TIMES))
RICH = """
[store]
url = "postgresql://lan@db.example.org/tracker"

[term]
name = { vi = "Nghị quyết", en = "Resolution" }
baseline_year = 2020
first_year = 2021
last_year = 2025
language = "vi"
method = { name = "compound", zero_as = 0.1 }
nearly_met = 0.95
year_begins = "07"
year_label = "{a}/{b}"

[[group]]
id = "economy"
name = "Economy"

[[dimension]]
id = "sex"
name = "Sex"
values = { female = "Nữ", male = { vi = "Nam", en = "Men" } }
whole = true

[[indicator]]
id = "poor-households"
group = "economy"
name.vi = "Hộ nghèo"
aliases = ["Số hộ nghèo"]
unit = "households"
unit_aliases = ["hộ"]
decimals = 0
measure = "level"
target = { at_most = 100, year = 2025 }
direction = "decrease"
plan = { 2021 = 7, 2022 = { at_most = 8, source = "NQ", note = "n" }, 2023 = [6.5, 7], "2024-Q2" = 4, 2025 = { value = 3, qualifier = "<" } }
baseline = { value = 12, year = 2020, status = "final", source = "s", note = "n" }
break = [{ year = 2022, note = "new standard" }]
path = "compound"
limits = { low = 0, high = 1000 }
method = "linear"
verdict = { status = "met", reason = "r", source = "s", year = 2023 }
except = [{ check = "stale", reason = "r", year = 2024 }]
within_year = "last"
every = "5 years"
owner = "Sở"
extra = { sdg = "11.2", budget = 2.5, ready = true, tags = ["a", "b"] }
source = "s"
note = { en = "n" }
areas = "commune"
roll_up = { mean_by = "households" }
each = { target = { at_most = 120 }, plan = { 2022 = 5 }, baseline = 9, direction = "decrease" }
by = ["sex"]
public = false

[[indicator]]
id = "households"
name = "Households"
measure = "total"
target = "sum"
areas = "commune"
roll_up = "sum"
plan = { 2024 = { between = [1, 2] } }

[[indicator]]
id = "poverty-rate"
name = "Rate"
measure = "level"
parent = "poor-households"
ratio = { of = "poor-households", to = "households", times = 100 }
target = "decrease"

[[indicator]]
id = "communes"
name = "Communes"
measure = "level"
count = "poor-households"

[[indicator]]
id = "growth"
name = "Growth"
measure = "growth_rate"
target.between = [5, 7.5]
direction = "increase"
plan = { 2021 = [6, 7], 2022 = { above = 3 } }

[[indicator]]
id = "annual"
name = "Annual"
measure = "total"
target = "plan"
direction = "decrease"
plan = { 2021 = 7 }

[[indicator]]
id = "town"
name = "Town"
measure = "milestone"
target = "yes"
plan = { 2024 = "yes" }
"""
REPORT = """
[letterhead]
kind = "party"
superior = "Tỉnh ủy"
body = { vi = "Thành ủy", en = "City committee" }
number = "-BC/TU"
place = "Sông Công"

[report]
title = "T {year}"
annex = "Phụ lục 01"

[words]
indicator = "Chỉ tiêu"
unit = { vi = "ĐVT" }

[signature]
authority = "T/M BAN THƯỜNG VỤ"
position = "Bí thư"
name = "N"
recipients = ["Như trên", { vi = "Lưu", en = "File" }]
"""
NAMED = """
[letterhead]
default = "party"
place = "Sông Công"

[letterhead.party]
body = "Thành ủy"
signature = { position = "Bí thư" }

[letterhead.office]
kind = "state"
superior = "UBND tỉnh"
"""
ONLY_READERS_KNOW = {
    # two places of the file: years, ids, and numbers in their order
    "{last} is before the first year, {first}",
    "{year} must be before the first year, {first}",
    "{year} must be before the last year, {last}",
    "{found} is not between {first} and {last}",  # the year of a target, before the first year of the term
    "is not a year of the term {first}–{last}",
    "there is no group {found}",
    "there is no indicator {found}",
    "there is no dimension {found}",
    "the id {id} is used twice",
    "the indicator is part of itself",
    "the indicator is computed of itself: {cycle}",
    "{found} is a milestone, which has no numbers",
    "{found} is not reported by areas, so none can be counted",
    "is the same indicator as of",
    "{low} is greater than {high}",
    "{low} is not below {high}",
    "there is no letterhead {name}",
    # how a number is written, or of how many digits it is
    "{found} can be read as {small} or as {large}",
    "the number has more than 30 digits before or after the point",
    "must be a whole number, but is {found}",  # 2021.0 is one for JSON
    "{found} is not a number",  # nan
    # the files around it
    "there is no file {path}",
    "lies outside of the tracker folder",
    "is no picture, or none that can be read",
}
"""What a reader refuses and a schema cannot: docs/files.md lists the kinds."""


def make_schema(name, lang="en"):
    return json.loads(render_schema(f"{name}.toml", SCHEMAS[name](), Language(lang)))


VALIDATORS = {name: jsonschema.Draft202012Validator(make_schema(name)) for name in SCHEMAS}


def write_value(value):
    """Return a value as TOML, in one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {write_value(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(write_value, value)) + "]"
    return f"{Decimal(str(value)):f}" if isinstance(value, float) else str(value)


def write_document(document):
    return "".join(f"{json.dumps(key)} = {write_value(value)}\n" for key, value in document.items())


def read_problems(name, text, tmp_path):
    """Return the templates of the problems that the reader finds."""
    if name == "targets":
        return [problem.message.template for problem in read_targets(text, "targets.toml")[1]]
    (tmp_path / "report.toml").write_text(text, encoding="utf-8")
    try:
        read_config(Folder(str(tmp_path)), "en")
    except TrackerError as error:
        return [problem.message.template for problem in error.problems]
    return []


def describe_faults(name, document):
    return [
        f"{'/'.join(map(str, fault.absolute_path))}: {fault.message[:120]}"
        for fault in VALIDATORS[name].iter_errors(document)
    ]


FILES = [
    ("targets", RICH),
    ("report", REPORT),
    ("report", NAMED),
    ("report", ""),
    *(("targets", path.read_text(encoding="utf-8")) for path in sorted(ROOT.glob("examples/*/targets.toml"))),
    *(("targets", path.read_text(encoding="utf-8")) for path in sorted(ROOT.glob("docs/*/*.toml")) if "report" not in path.name),
    *(("report", path.read_text(encoding="utf-8")) for path in sorted(ROOT.glob("docs/*/*-report.toml"))),
    ("targets", (DATA / "targets.toml").read_text(encoding="utf-8")),
    ("report", (DATA / "report.toml").read_text(encoding="utf-8")),
    *(
        (name, (ROOT / "src" / "tracker" / "templates" / f"{name}.{lang}.toml").read_text(encoding="utf-8"))
        for name in SCHEMAS
        for lang in LANGUAGES
    ),
]  # fmt: skip


@pytest.mark.parametrize("name", SCHEMAS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_schema_is_one_of_its_dialect(run, name, lang):
    done = run("schema", name, "--lang", lang)
    assert (done.returncode, done.stderr) == (0, "")
    schema = json.loads(done.stdout)
    assert schema["$schema"] == DIALECT == jsonschema.Draft202012Validator.META_SCHEMA["$id"]
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema == make_schema(name, lang)


@pytest.mark.parametrize("number", range(len(FILES)))
def test_a_file_that_is_read_is_accepted(number, tmp_path):
    name, text = FILES[number]
    assert describe_faults(name, tomllib.loads(text)) == []
    assert [line for line in read_problems(name, text, tmp_path) if line not in ONLY_READERS_KNOW] == []


def list_faulty():
    """Return every `targets.toml` of the tests that is wrong on purpose."""
    return sorted(TESTS.glob("errors/*/targets.toml"))


def test_every_faulty_file_of_the_tests_is_judged_alike(tmp_path):
    wrong, count = [], 0
    for path in list_faulty():
        try:
            text = path.read_text(encoding="utf-8-sig")
            document = tomllib.loads(text)
        except (UnicodeDecodeError, tomllib.TOMLDecodeError):
            continue
        count += 1
        wrong += compare_judgements("targets", document, text, tmp_path, path.parent.name)
    assert wrong == []
    assert count > 50


def compare_judgements(name, document, text, tmp_path, about):
    """Return where the schema and the reader disagree about a file."""
    faults = describe_faults(name, document)
    problems = read_problems(name, text, tmp_path)
    if faults and not problems:
        return [f"{about}: only the schema refuses it: {faults[:2]}"]
    unexpected = [problem for problem in problems if problem not in ONLY_READERS_KNOW]
    if unexpected and not faults:
        return [f"{about}: only the reader refuses it: {unexpected[:2]}"]
    return []


WORDS = ["", " ", "x", "yes", "sum", "none", "increase", "decrease", "level", "milestone", "growth", "growth_rate", "total",
         "commune", "sex", "households", "compound", "final", "met", "2024", "07", "5 years", "<", "state", "vi", "Á"]  # fmt: skip
VALUES = [*WORDS, 0, 1, -1, 7, 12, 13, 100, 2021, 2023, 2025, 2300, 0.5, -150, -100, 8.5, True, False, [], [1], [1, 2], [2, 1], ["a"], ["a", "a"],
          [{}], [{"year": 2022}], {}, {"vi": "a"}, {"fr": "a"}, {"vi": ""}, {"at_least": 5}, {"at_most": 5}, {"between": [1, 2]},
          {"at_least": 1, "at_most": 2}, {"at_least": "5"}, {"2022": 5}, {"2022": "yes"}, {"2022": [1, 2]}, {"2022": {"value": 1}},
          {"2022": {"qualifier": "<", "below": 1}}, {"2022": {"value": 1, "at_least": 2}}, {"22": 5}, {"2022-Q2": 3}, {"2022-06": 3},
          {"value": 3}, {"value": "3"}, {"name": "linear"}, {"mean_by": "households"}, {"target": {"at_most": 3}}, {"low": 1}, {"of": "a", "to": "b"}]  # fmt: skip


def walk(value, path=()):
    """Yield every table and list of a document, with its path."""
    if isinstance(value, dict | list):
        yield value
        for item in value.values() if isinstance(value, dict) else value:
            yield from walk(item)


def mutate(document, chance, names):
    """Change one thing: a key is left out, named otherwise or added, a value replaced, an item repeated or moved."""
    places = [place for place in walk(document) if place or isinstance(place, dict)]
    place = chance.choice(places)
    if isinstance(place, list):
        index = chance.randrange(len(place))
        action = chance.choice(["drop", "repeat", "replace"])
        if action == "drop":
            del place[index]
        elif action == "repeat":
            place.append(copy.deepcopy(place[index]))
        else:
            place[index] = copy.deepcopy(chance.choice(VALUES))
        return
    action = chance.choice(["drop", "rename", "add", "replace", "replace", "replace"])
    if action == "add" or not place:
        place[chance.choice(names)] = copy.deepcopy(chance.choice(VALUES))
        return
    key = chance.choice(list(place))
    if action == "drop":
        del place[key]
    elif action == "rename":
        place[chance.choice(names)] = place.pop(key)
    else:
        place[key] = copy.deepcopy(chance.choice(VALUES))


@pytest.mark.parametrize("number", range(3))
def test_changed_files_are_judged_alike(number, tmp_path):
    """A hundred files of each kind in a usual run, each with one to three changes drawn by a seed."""
    name, text = FILES[number]
    wrong, refused = [], 0
    for seed in range(MUTANTS if name == "targets" else MUTANTS // 2):
        chance = random.Random(seed)
        document = tomllib.loads(text)
        names = sorted({key for place in walk(document) if isinstance(place, dict) for key in place} | {"x", "Year"})
        for _ in range(chance.randint(1, 3)):
            mutate(document, chance, names)
        changed = write_document(document)
        assert tomllib.loads(changed) == document
        wrong += compare_judgements(name, document, changed, tmp_path, f"{seed}")
        refused += bool(describe_faults(name, document))
    assert wrong == []
    assert refused > MUTANTS // 5, "many of the changes are errors"


def list_known(schema, place=""):
    """Yield each table of a schema, by its path, with the keys that it has."""
    for part in [schema, *schema.get("anyOf", [])]:
        if not isinstance(part, dict):
            continue
        if "properties" in part and (part.get("additionalProperties") is False or "propertyNames" in part):
            yield place, {key for key, inner in part["properties"].items() if inner is not False}
        for key, inner in part.get("properties", {}).items():
            if isinstance(inner, dict):
                yield from list_known(inner, f"{place}.{key}".strip("."))
        for inner in part.get("patternProperties", {}).values():
            yield from list_known(inner, f"{place}.*".strip("."))
        for key in ("items", "additionalProperties"):
            if isinstance(part.get(key), dict):
                yield from list_known(part[key], f"{place}.*".strip(".") if key != "items" else place)


def test_each_key_that_one_knows_the_other_knows(monkeypatch, tmp_path):
    read: dict[str, set[str]] = {}

    def note_keys(table):
        place = re.sub(r"\[\d+\]", "", table.location.key)
        place = re.sub(r"(?<=plan)\.[0-9][^.]*", ".*", place)
        place = re.sub(r"(?<=values)\.\w+", ".*", place)
        place = re.sub(r"(?<=recipients)\.\d+", "", place)
        place = re.sub(r"(?<=letterhead)\.(party|office)", ".*", place)
        read.setdefault(place, set()).update(table._known_keys)

    monkeypatch.setattr(TomlTable, "report_unknown_keys", note_keys)
    for name, texts in (("targets", [RICH]), ("report", [REPORT, NAMED])):
        read.clear()
        for text in texts:
            read_problems(name, text, tmp_path)
        known: dict[str, set[str]] = {}
        for place, keys in list_known(make_schema(name)):
            known.setdefault(place, set()).update(keys)
        # An indicator has its own location; what is read of it stands without the heading.
        known = {
            re.sub(r"^indicator(\.|$)", "", place): keys for place, keys in known.items() if place or name == "report"
        }
        known[""] = known.get("", set()) | (
            {"term", "group", "indicator", "dimension", "store"} if name == "targets" else set()
        )
        if name == "report":
            read["letterhead"] -= {"party", "office", "none"}
            known["letterhead"] = set(make_schema(name)["properties"]["letterhead"]["properties"]) - {"none"}
        shared = set(read) & set(known)
        assert {place: read[place] for place in shared} == {place: known[place] for place in shared}
        assert set(read) - shared == set()
        assert len(shared) > 4


def list_descriptions(schema, inside=""):
    """Yield each key of a schema with what describes it."""
    if isinstance(schema, dict):
        for key, inner in schema.get("properties", {}).items() if "type" in schema else ():
            if isinstance(inner, dict) and key not in LANGUAGES:
                yield f"{inside}.{key}", inner
        for key, value in schema.items():
            if key not in ("if", "then", "else", "allOf", "not", "description", "x-descriptions"):
                yield from list_descriptions(value, f"{inside}.{key}")
    elif isinstance(schema, list):
        for item in schema:
            yield from list_descriptions(item, inside)


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_key_is_described_in_both_languages(name):
    found = list(list_descriptions(make_schema(name, "vi")))
    assert len(found) > 20
    for key, inner in found:
        texts = inner["x-descriptions"]
        assert texts["vi"] != texts["en"], key
        assert texts["vi"] == inner["description"], key


def test_a_file_is_written_and_only_a_schema_is_replaced(run, tmp_path, example):
    assert run("schema", "-o", "x.json").returncode == 0
    assert run("schema", "report", "-o", "x.json").returncode == 0
    assert json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))["title"] == "report.toml"
    before = (example / "targets.toml").read_bytes()
    done = run("schema", "-o", example / "targets.toml", "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    assert "is a file of a tracker folder" in done.stderr
    assert (example / "targets.toml").read_bytes() == before
    assert run("schema", "-o", example, "--lang", "en").returncode == 2
    assert run("schema", "-o", "nowhere/x.json").returncode == 3
