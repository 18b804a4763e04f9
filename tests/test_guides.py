"""What the guides show was run. cog runs their sessions; here it is made sure that nothing else in them goes unrun."""

import re
from pathlib import Path

import click
import pytest
from babel.messages.pofile import read_po

from support import guide
from support.folders import ROOT
from tracker.cli.main import COMMANDS, group
from tracker.cli.report import MODULE_BY_EXTENSION

GUIDES = {"vi": ROOT / "docs" / "vi", "en": ROOT / "docs" / "guide"}
NAMES = sorted(path.name for path in GUIDES["en"].glob("*.md"))
"""The pages of each guide; docs/vi has further ones, the twins of those in docs."""
PAGES = [*(folder / name for folder in GUIDES.values() for name in NAMES), ROOT / "README.vi.md"]
BY_HAND = {"1-install.md": {"bat", "text"}, "README.md": {"text"}}
"""Blocks outside cog: those of the installing, which offline/test_installed.py runs, and one that shows what a prompt is."""
named = pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}-{page.name}")


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def by_hand(page: Path) -> str:
    """A page without its cog blocks and what they have put in."""
    return re.sub(r"<!-- \[\[\[cog.*?\[\[\[end\]\]\] -->", "", text_of(page), flags=re.DOTALL)


def prose(page: Path) -> str:
    return re.sub(r"^```.*?^```", "", by_hand(page), flags=re.DOTALL | re.MULTILINE)


def test_the_guides_have_the_same_pages():
    twins = {page.name for page in (ROOT / "docs").glob("*.md")}
    names = {language: {page.name for page in folder.glob("*.md")} for language, folder in GUIDES.items()}
    assert names["vi"] - twins == names["en"] == {*NAMES}
    assert len(NAMES) == 8


@pytest.mark.parametrize("name", NAMES)
def test_the_guides_tell_the_same(name):
    """As many headings, rows of tables, and blocks of each kind, and as many commands in each block."""
    shapes = []
    for folder in GUIDES.values():
        text = text_of(folder / name)
        blocks = re.findall(r"^```(\w+)\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
        commands = [(kind, sum(line.startswith(guide.PROMPT) for line in body.split("\n"))) for kind, body in blocks]
        shapes.append(
            (len(re.findall("^#+ ", text, flags=re.MULTILINE)), len(re.findall(r"^\|", text, flags=re.M)), commands)
        )
    assert shapes[0] == shapes[1]


@named
def test_no_block_escapes_being_run(page):
    kinds = re.findall(r"^ *[`~]{3,} *(\w*)", by_hand(page), flags=re.MULTILINE)
    assert {kind for kind in kinds if kind} <= (BY_HAND.get(page.name, set()) if page.parent != ROOT else set())
    assert kinds.count("") * 2 == len(kinds), "every block says what it is"
    assert not re.search(r"^(?: {4}|\t)\S", prose(page), flags=re.MULTILINE), "an indented block is one as well"


def test_the_blocks_outside_cog_hold_no_command_but_those_of_the_installing():
    for folder in GUIDES.values():
        assert re.findall(r"^```text\n(.*?)^```", by_hand(folder / "README.md"), flags=re.DOTALL | re.MULTILINE) == [
            "> tracker status\n"
        ]
        blocks = re.findall(r"^```bat\n(.*?)^```", by_hand(folder / "1-install.md"), flags=re.DOTALL | re.MULTILINE)
        assert [len(block.splitlines()) for block in blocks] == [9, 1], "those that offline/test_installed.py runs"
        assert all([guide.as_sh(command) for block in blocks for command in block.splitlines()])


def test_an_unknown_command_of_windows_is_refused():
    with pytest.raises(ValueError, match="xcopy"):
        guide.as_sh(r"xcopy data E:\data")


def test_a_command_that_fails_is_not_shown():
    with pytest.raises(AssertionError, match="ended with 3"):
        guide.Story("en").tell("tracker status --data nowhere")


@named
def test_a_command_within_a_sentence_is_one(page):
    for span in re.findall(r"`([^`\n]+)`", prose(page)):
        words = span.split()
        if words[0] == "make":
            targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
            assert words[1] in targets, span
        elif words[0] == "tracker" and len(words) > 1 and not words[1].startswith("-"):
            assert words[1] in COMMANDS, span
            known = {
                name for option in group.get_command(click.Context(group), words[1]).params for name in option.opts
            }
            assert {word for word in words if re.match("--?[a-z]", word)} <= known | {"--help"}, span


@pytest.mark.parametrize("language", GUIDES)
def test_each_report_that_page_5_speaks_of_is_made(language):
    """Each command of its table, in every format that there is."""
    page = GUIDES[language] / "5-report.md"
    told = re.findall(r"^\| `(tracker report [^`]*)` \|", prose(page), flags=re.MULTILINE)
    assert len(told) == 5
    made = [command for command in told if Path(command.split()[-1]).suffix in MODULE_BY_EXTENSION]
    story = guide.after(page.relative_to(ROOT / "docs").as_posix())
    for command in made:
        story.tell(command)
        assert (story.folder / story.at / command.split()[-1]).stat().st_size > 1000, command
    assert made


@pytest.mark.parametrize("language", GUIDES)
def test_a_number_in_a_sentence_stands_on_a_screen(language):
    """What a sentence says of a screen is not left behind when the screen changes."""
    point = "," if language == "vi" else "."
    number = re.compile(rf"(?<![\w./-])\d+\{point}\d+(?![\w./]*\w)")
    pages = sorted(GUIDES[language].glob("[0-9]*.md"))
    shown = " ".join(
        " ".join(re.findall(r"^(?:```.*?^```|\|.*?$)", text_of(page), flags=re.DOTALL | re.M)) for page in pages
    )
    rules = {f"0{point}95", f"0{point}60", f"7{point}996"}  # of the rule, which has a test of its own
    for page in pages:
        sentences = re.sub(r"^\|.*$", "", prose(page), flags=re.MULTILINE)
        assert {found for found in number.findall(sentences) if found not in shown} - rules == set(), page.name


@pytest.mark.parametrize("language", GUIDES)
def test_what_a_page_says_the_program_says_it_says(language):
    """The messages in the tables of faults, with … for what differs."""
    with open(ROOT / "src" / "tracker" / "locale" / "vi" / "LC_MESSAGES" / "tracker.po", "rb") as file:
        catalog = read_po(file, "vi")
    texts = [message.string if language == "vi" else message.id for message in catalog if message.id]
    told = [
        re.sub(r"\{[^}]*\}", "…", text) for entry in texts for text in ([entry] if isinstance(entry, str) else entry)
    ]
    told.append((ROOT / "offline" / "install.py").read_text(encoding="utf-8"))
    quoted = [
        quote
        for name in ("1-install.md", "6-keep.md")
        for row in re.findall(r"^\| ([^|]*) \|", prose(GUIDES[language] / name), flags=re.MULTILINE)
        for quote in re.findall("“([^”]+)”", row)
    ]
    assert len(quoted) >= 8
    for quote in quoted:
        parts = [part.strip() for part in quote.split("…") if part.strip()]
        assert any([all([part in text for part in parts]) for text in told]), quote


def test_a_question_that_nobody_answers_does_not_wait_for_ever():
    story = guide.after("guide/3-record.md")
    with pytest.raises(AssertionError, match="nobody answers"):
        story.tell("tracker undo")
