"""What is not to be published: `public = false` keeps an indicator, and whatever shows it, out of every byte of an output."""

import random
import time

import pytest

from support.folders import write_folder
from support.hidden import NAMES, NUMBERS, find_secrets, write_secret_folder
from tracker.model import Indicator
from tracker.rollup.publication import find_hidden

WAYS = [
    ("--year", "2023"),
    ("--year", "2023", "--form", "year", "--lang", "vi,en"),
    ("--year", "2023", "--since", "2024-01-31", "--as-of", "2024-03-01"),
    ("--year", "2023", "--area", "one"),
]


@pytest.fixture
def secret(tmp_path):
    return write_secret_folder(tmp_path / "data")


@pytest.mark.parametrize("form", ["docx", "xlsx", "html", "md"])
def test_a_public_report_shows_nothing_that_is_hidden(run, secret, tmp_path, form):
    ways = WAYS if form in ("html", "md") else WAYS[:1]
    for way in ways:
        charts = () if form == "html" and way == WAYS[0] else ("--no-charts",)
        path = tmp_path / f"report.{form}"
        done = run("report", "--data", secret, "-o", path, "--public", *way, *charts, "--yes")
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
        assert find_secrets(path.read_bytes()) == set(), way
        if form == "md" and way == WAYS[0]:
            text = path.read_text(encoding="utf-8")
            assert "Only the indicators that are published" in text
            assert "(partial)" in text
            assert "Open rate" in text
            assert "14.8" in text  # 100 × (7393 + 9) / 50000


def test_a_report_that_is_not_public_shows_what_the_search_finds(run, secret, tmp_path):
    """Or the test above would prove nothing."""
    path = tmp_path / "report.html"
    done = run("report", "--data", secret, "-o", path, "--year", "2023", "--no-charts")
    assert done.returncode == 0, done.stderr
    shown = find_secrets(path.read_bytes())
    assert len(shown) > len(NAMES) // 2, shown
    assert shown & set(NUMBERS)


def test_a_report_without_hidden_indicators_is_the_same(run, example, tmp_path):
    for name in ("a.md", "b.md"):
        extra = ("--public",) if name == "b.md" else ()
        assert run("report", "--data", example, "-o", tmp_path / name, "--year", "2023", *extra).returncode == 0
    assert (tmp_path / "a.md").read_bytes() == (tmp_path / "b.md").read_bytes()


def test_each_area_has_a_public_report(run, secret, tmp_path):
    done = run("report", "--data", secret, "-o", tmp_path / "pages", "--each", "commune", "--type", "md", "--public")
    assert done.returncode == 0, done.stderr
    written = sorted((tmp_path / "pages").iterdir())
    assert [path.name for path in written] == ["one.md", "two.md"]
    for path in written:
        assert find_secrets(path.read_bytes()) == set()


def test_a_dimension_that_is_hidden_has_no_parts_in_a_public_report(run, secret, tmp_path):
    words = ("report", "--data", secret, "-o", tmp_path / "r.md", "--year", "2023", "--part", "zqdim=zqvalue")
    done = run(*words, "--public")
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert 'there is no dimension "zqdim"' in done.stderr
    assert not (tmp_path / "r.md").exists()
    assert run(*words).returncode == 0


def test_what_is_hidden_is_what_lies_below_a_hidden_one():
    """Against a walk from each indicator to the top, over parents at random, also unknown ones and circles."""
    pick = random.Random(11)
    for _ in range(300):
        ids = [f"i{at}" for at in range(pick.randint(1, 12))]
        rows = [
            Indicator(at, {}, "level", parent=pick.choice([*ids, "", "", "none"]), is_public=pick.random() > 0.2)
            for at in ids
        ]
        by_id = {row.id: row for row in rows}
        right = set()
        for row in rows:
            above, steps = row.id, 0
            while above in by_id and steps <= len(ids):
                if not by_id[above].is_public:
                    right.add(row.id)
                above, steps = by_id[above].parent, steps + 1
        assert find_hidden(rows) == right


def test_a_long_line_of_parts_of_parts_takes_no_time(run, tmp_path):
    """It took minutes: the cube of its length."""
    part = '[[indicator]]\nid = "i{}"\nname = "I"\nmeasure = "level"\nparent = "i{}"\n'
    text = "".join(part.format(at, at - 1) for at in range(1, 1500))
    head = '[term]\nname = "T"\nfirst_year = 2021\nlast_year = 2025\n[[indicator]]\nid = "i0"\nname = "I"\nmeasure = "level"\n'
    folder = write_folder(tmp_path / "data", head + text)
    start = time.monotonic()
    assert run("export", "--to", "datapackage", "-o", "out", "--data", folder, cwd=tmp_path).returncode == 0
    assert time.monotonic() - start < 30  # no measure of speed


def test_public_must_be_true_or_false(run, folder):
    targets = """
        [term]
        name = "T"
        first_year = 2021
        last_year = 2025
        [[indicator]]
        id = "x"
        name = "X"
        measure = "level"
        public = "no"
    """
    done = run("status", "--data", folder(targets), "--lang", "en")
    assert done.returncode == 3
    assert "must be true or false" in done.stderr
