"""A `targets.toml` that is very long, or holds a very long text: read in memory of its size, or refused with a remedy."""

import pytest

from support.memory import measure_memory
from tracker.errors import TrackerError
from tracker.folder import Folder, load_register, load_targets
from tracker.targets.cycles import find_cycles
from tracker.targets.reader import MAX_BYTES, read_targets
from tracker.targets.table import MAX_TEXT_LENGTH

HEAD = "[term]\nname = 'T'\nfirst_year = 2021\nlast_year = 2025\n"
REAL = """[[indicator]]
id = "grdp-growth-{at}"
name.vi = "Tốc độ tăng trưởng kinh tế (GRDP) bình quân"
name.en = "Average GRDP growth"
unit.vi = "%/năm"
unit.en = "% a year"
decimals = 2
measure = "growth_rate"
target.at_least = 8
plan = {{ 2021 = 7, 2022 = 8, 2023 = 8, 2024 = 7.5, 2025 = 8.5 }}
source = "https://example.org/nghi-quyet-so-1"
"""
MANY = {
    "indicators": REAL,
    "empty groups": "[[group]]\n",
    "lines before a slip": "\n",
    "keys before a slip": "k{at} = 1\n",
}


def problems_of(path, targets: str) -> list[tuple[str, str, str]]:
    (path / "targets.toml").write_text(targets, encoding="utf-8")
    (path / "results.csv").write_text("indicator,period,value,status,recorded_at\n", encoding="utf-8")
    with pytest.raises(TrackerError) as caught:
        load_register(Folder(str(path)))
    return [(item.location.key, str(item.message), str(item.hint)) for item in caught.value.problems]


@pytest.mark.parametrize("kind", MANY)
def test_a_long_file_takes_little_more_than_the_toml_library_takes(kind):
    lines, size = [HEAD], 0
    while size < 1 << 18:
        lines.append(MANY[kind].format(at=len(lines)))
        size += len(lines[-1])
    text = "".join(lines) + ("=" if "slip" in kind else "")
    with measure_memory() as memory:
        read_targets(text, "targets.toml")
    assert memory.peak < 12 * len(text.encode())


@pytest.mark.parametrize("key", ["name", "unit", "owner", "note", "source"])
def test_a_text_longer_than_three_pages_is_refused_by_its_key(tmp_path, key):
    text = "ế" * (MAX_TEXT_LENGTH + 1)
    lines = {"name": "N", "id": "a", "measure": "level", key: text}
    written = HEAD + "[[indicator]]\n" + "".join(f'{name} = "{value}"\n' for name, value in lines.items())
    assert problems_of(tmp_path, written) == [
        (
            key,
            "is a text of 10001 characters, more than 10000",
            "shorten it; a long explanation belongs in a document that source names",
        )
    ]
    (tmp_path / "targets.toml").write_text(written.replace(text, text[1:]), encoding="utf-8")
    assert load_targets(Folder(str(tmp_path))).indicators[0].id == "a"


def test_a_file_larger_than_any_is_refused_and_not_read(tmp_path):
    found = problems_of(tmp_path, HEAD + "#" * MAX_BYTES)
    assert found == [("", "is larger than 10 MB", "keep only what belongs to this term")]
    with measure_memory() as memory:
        problems_of(tmp_path, HEAD + "a = 1\n" * 1_000_000 * 4)
    assert memory.peak < 6 * MAX_BYTES


class Counted(dict):
    """A dictionary that counts how often something is looked up in it."""

    looked_up = 0

    def __getitem__(self, key):
        self.looked_up += 1
        return super().__getitem__(key)


def list_in_cycles(parents) -> set[str]:
    return {identity for cycle in find_cycles(parents) for identity in cycle}


@pytest.mark.parametrize(
    ("last", "expected"), [("", 0), ("a0", 2000), ("a500", 1500), ("a1999", 1), ("somewhere else", 0)]
)
def test_parts_of_parts_are_gone_through_once_however_many_there_are(last, expected):
    parents = Counted({f"a{at}": [f"a{at + 1}"] for at in range(1999)} | {"a1999": [last]})
    assert list_in_cycles(parents) == {f"a{at}" for at in range(2000 - expected, 2000)}
    assert parents.looked_up <= 2001


def test_circles_beside_each_other_and_ways_into_them_are_told_apart():
    parents = {"a": "b", "b": "a", "c": "a", "d": "d", "e": "f", "f": "g", "g": "e", "h": ""}
    assert list_in_cycles({name: [parent] for name, parent in parents.items()}) == {"a", "b", "d", "e", "f", "g"}


def test_what_is_said_of_a_long_number_in_quotation_marks_is_short(tmp_path):
    written = f"[[indicator]]\nid = 'a'\nname = 'N'\nmeasure = 'level'\ntarget.at_least = '{'9' * 9_000}'\n"
    [(key, message, hint)] = problems_of(tmp_path, HEAD + written)
    assert key == "target.at_least"
    assert len(message + hint) < 200
