"""A tracker folder with indicators that must not be published, and a search for them in every byte of an output."""

import io
import re
import zipfile
import zlib
from pathlib import Path

from support.folders import write_folder

NAMES = (
    "Zqhidden", "Zqchild", "Zqgrandchild", "Zqgroup", "Zqowner", "Zqunit", "Zqsource", "Zqnote", "Zqrevised", "Zqdecided",
    "Zqdimension", "Zqvalue", "zq-hidden", "zq-child", "zq-weight", "Zqweight", "Zqbreak", "Zqalias",
)  # fmt: skip
"""Words that stand only in what is hidden."""
NUMBERS = ("7391", "7393", "7411", "7417", "7433", "7451", "7457", "7459")
"""Figures that stand only in what is hidden: results, a revision, a target, a plan, a baseline, a decision, a weight."""

TARGETS = """
[term]
name = "Term"
first_year = 2021
last_year = 2025
language = "en"

[[group]]
id = "zqgroup-id"
name = "Zqgroup"

[[group]]
id = "open"
name = "Open group"

[[dimension]]
id = "zqdim"
name = "Zqdimension"
values = { zqvalue = "Zqvalue", other = "Zqvalue other" }

[[indicator]]
id = "zq-hidden"
group = "zqgroup-id"
name = "Zqhidden"
aliases = ["Zqalias"]
unit = "Zqunit"
measure = "level"
target.at_most = 7411
plan = { 2023 = 7417 }
baseline = 7433
owner = "Zqowner"
source = "Zqsource"
note = "Zqnote"
break = [{ year = 2022, note = "Zqbreak" }]
areas = "commune"
roll_up = "sum"
by = ["zqdim"]
public = false

[[indicator]]
id = "zq-child"
name = "Zqchild"
parent = "zq-hidden"
measure = "level"
target.at_least = 1

[[indicator]]
id = "zq-grandchild"
name = "Zqgrandchild"
parent = "zq-child"
measure = "level"

[[indicator]]
id = "zq-weight"
name = "Zqweight"
measure = "level"
areas = "commune"
roll_up = "sum"
public = false

[[indicator]]
id = "whole"
group = "open"
name = "Open whole"
measure = "level"
unit = "people"
target.at_least = 10
areas = "commune"
roll_up = "sum"

[[indicator]]
id = "rate"
group = "open"
name = "Open rate"
measure = "level"
unit = "%"
ratio = { of = "zq-hidden", to = "whole", times = 100 }
target.at_most = 50

[[indicator]]
id = "mean"
group = "open"
name = "Open mean"
measure = "level"
unit = "kg"
areas = "commune"
roll_up = { mean_by = "zq-weight" }

[[indicator]]
id = "reached"
group = "open"
name = "Open count"
measure = "level"
unit = "communes"
count = "zq-hidden"
"""
RESULTS = """indicator,period,value,qualifier,status,source,note,recorded_at,recorded_by,area,zqdim
zq-hidden,2023,7391,,final,Zqsource,Zqnote,2024-01-10,lan,one,
zq-hidden,2023,7393,,final,Zqsource,Zqrevised,2024-02-10,lan,one,
zq-hidden,2023,9,,final,Zqsource,Zqnote,2024-01-10,lan,two,
zq-hidden,2023,5,,final,Zqsource,Zqnote,2024-01-10,lan,one,zqvalue
zq-child,2023,7459,,final,Zqsource,Zqnote,2024-01-10,lan,,
zq-weight,2023,7451,,final,Zqsource,Zqnote,2024-01-10,lan,one,
zq-weight,2023,2,,final,Zqsource,Zqnote,2024-01-10,lan,two,
whole,2023,20000,,final,S,n,2024-01-10,lan,one,
whole,2023,30000,,final,S,n,2024-01-10,lan,two,
mean,2023,3,,final,S,n,2024-01-10,lan,one,
mean,2023,4,,final,S,n,2024-01-10,lan,two,
"""
DECISIONS = """indicator,area,kind,year,value,decided_on,source,note,recorded_at,recorded_by
zq-hidden,one,plan,2023,7457,2023-01-05,Zqdecided,Zqnote,2023-01-06,lan
"""
AREAS = "area,name,level,within,from,until,into\none,Area One,commune,,,,\ntwo,Area Two,commune,,,,\n"


def write_secret_folder(path: Path) -> Path:
    """Write the folder."""
    write_folder(path, TARGETS, RESULTS)
    (path / "decisions.csv").write_text(DECISIONS, encoding="utf-8")
    (path / "areas.csv").write_text(AREAS, encoding="utf-8")
    return path


def list_texts(data: bytes) -> list[str]:
    """Every text in a file: of a zip each member, as it is and without its tags, also the names and the comments."""
    if not data.startswith(b"PK"):
        text = data.decode("utf-8", "replace")
        return [text, re.sub(r"<[^>]*>|\s", "", text)]
    texts = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        texts.append(archive.comment.decode("utf-8", "replace"))
        for member in archive.infolist():
            texts += [member.filename, *list_texts(archive.read(member))]
    return texts


def find_secrets(data: bytes) -> set[str]:
    """The hidden words and figures that a file has, in any spelling of a number and in any compressed picture."""
    found = set()
    for text in list_texts(data):
        plain = text.replace("\N{NO-BREAK SPACE}", "").replace("\u202f", "")
        found |= {word for word in NAMES if word.lower() in plain.lower()}
        found |= {word for word in NUMBERS if re.search(rf"(?<![0-9a-f.]){word[0]}[.,]?{word[1:]}(?![0-9a-f])", plain)}
    return found | {word for word in NAMES for part in _inflate(data) if word.encode() in part}


def _inflate(data: bytes) -> list[bytes]:
    """The texts that a picture (PNG) keeps beside its dots."""
    parts = []
    for match in re.finditer(rb"zTXt|iTXt", data):
        try:
            parts.append(zlib.decompress(data[match.end() :].partition(b"\0\0")[2]))
        except zlib.error:
            continue
    return parts
