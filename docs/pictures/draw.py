"""Makes the pictures of the README from the output of the program; with --check, checks that they are current.

`status.svg` is the table of `tracker status` on a terminal, exported by Rich, and `show.svg` parts of the screen of
`tracker show`: the check makes them again and compares the bytes. `page.png` is a screenshot of the page of `tracker
report`. A browser does not make the same bytes twice, so `page.json` holds the SHA-256 of the page without its date:
the check compares that, and the screenshot is taken again only if the page has changed.
"""

import argparse
import hashlib
import json
import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME
from rich.text import Text

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
TABLE, SCREEN, PAGE, PROOF = HERE / "status.svg", HERE / "show.svg", HERE / "page.png", HERE / "page.json"
WIDTH = 100
DROPPED = ("TRACKER_", "LC_", "LANG", "COLUMNS", "NO_COLOR", "FORCE_COLOR", "PYTHONIOENCODING", "PYTHONUTF8")
"""Variables that change what the program shows."""
LARGEST = 200_000
"""The most bytes of a picture: everybody who opens the README loads it."""

JUDGED = "exceeded,at_risk,off_track"
STATUS = ("status", "--year", "2023", "--group", "province-economy", "--only", JUDGED, "--lang", "en")
SHOW = ("show", "gdp-growth", "--year", "2025", "--data", "examples/vietnam-2021-2025", "--lang", "en")
PARTS = ("Average GDP growth", "Id ", "Year ", "2021 ", "Decisions", "Revisions")
"""What the parts of the screen that are on the picture begin with."""
REPORT = ("report", "--year", "2023", "--group", "province-economy", "--letterhead", "none", "--lang", "en", "-o")
ARTICLE, SIZE = "#en-indicator-grdp-growth", (1000, 715)
"""The part of the page on the screenshot, and the size of the screenshot."""

FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
FRAME = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{
  font-family: "DejaVu Sans Mono", Menlo, Consolas, "Liberation Mono", monospace;
  font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width;
}}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: Arial, "Liberation Sans", sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
"""The SVG of Rich, with fonts of the computer: Rich's own loads a font from the internet."""


def run(*arguments: str, stdout: int = subprocess.DEVNULL) -> None:
    """Run `tracker` on the shipped data as a user without settings does."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(DROPPED)}
    screen = {"COLUMNS": str(WIDTH), "TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}
    program = [sys.executable, "-m", "tracker", *arguments]
    subprocess.run(
        program, cwd=ROOT, env={**kept, **screen}, stdout=stdout, stderr=subprocess.DEVNULL, stdin=stdout, check=True
    )


def on_terminal(*arguments: str) -> str:
    """Return what `tracker` prints on a terminal, with its colours."""
    outer, inner = pty.openpty()
    with tempfile.TemporaryFile() as kept:
        reader = subprocess.Popen(["cat"], stdin=outer, stdout=kept, stderr=subprocess.DEVNULL)
        run(*arguments, stdout=inner)
        os.close(inner)
        reader.wait()
        os.close(outer)
        kept.seek(0)
        return kept.read().decode("utf-8").replace("\r\n", "\n")


def table() -> str:
    """Return the picture of the table."""
    return draw(Text.from_ansi(on_terminal(*STATUS).rstrip("\n")), "status", "tracker status")


def screen() -> str:
    """Return the picture of the parts of a screen."""
    blocks = [Text.from_ansi(block) for block in on_terminal(*SHOW).split("\n\n")]
    kept = [block for block in blocks if block.plain.strip().startswith(PARTS)]
    if len(kept) != len(PARTS):
        sys.exit(f"docs/pictures/draw.py: expected {len(PARTS)} parts of the screen, found {len(kept)}")
    return draw(Text("\n\n").join(kept), "show", "tracker show gdp-growth (parts)")


def draw(text: Text, name: str, title: str) -> str:
    """Return the picture of a text on a terminal."""
    console = Console(record=True, width=WIDTH, file=open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
    console.print(text)
    return console.export_svg(title=title, theme=DEFAULT_TERMINAL_THEME, code_format=FRAME, unique_id=name)


def page(path: Path) -> str:
    """Write the page to `path` and return its SHA-256, without its date and without the coordinates in its charts.

    The coordinates differ between versions of the library that draws the charts; the texts in them do not.
    """
    run(*REPORT, str(path))
    text = path.read_text(encoding="utf-8")
    text, dates = re.subn(r'<p class="made">[^<]*</p>', "", text)
    if dates != 1:
        sys.exit(f"docs/pictures/draw.py: expected one date in the page, found {dates}")
    text = re.sub(r"<svg.*?</svg>", lambda found: re.sub(r"<[^>]*>", "\n", found[0]), text, flags=re.DOTALL)
    return hashlib.sha256(text.encode()).hexdigest()


def screenshot(path: Path) -> bytes:
    """Return a screenshot of a part of the page at `path`."""
    from playwright.sync_api import sync_playwright

    width, height = SIZE
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=shutil.which("chromium"), headless=True, args=list(FLAGS))
        shown = browser.new_page(viewport={"width": width, "height": height})
        shown.goto(path.as_uri())
        box = shown.locator(ARTICLE).bounding_box()
        assert box, ARTICLE
        clip = {"x": 0, "y": box["y"] - 12, "width": width, "height": height}
        picture = shown.screenshot(full_page=True, clip=clip)
        browser.close()
    return picture


def proof() -> dict[str, str]:
    """Return what `page.json` holds."""
    return json.loads(PROOF.read_text(encoding="utf-8")) if PROOF.exists() else {}


def digest(content: bytes) -> str:
    """Return the SHA-256 of `content`."""
    return hashlib.sha256(content).hexdigest()


def update(drawn: tuple[str, str], shown: str, path: Path) -> None:
    """Write the pictures that are not current."""
    TABLE.write_text(drawn[0], encoding="utf-8", newline="\n")
    SCREEN.write_text(drawn[1], encoding="utf-8", newline="\n")
    if is_current_page(shown):
        return
    PAGE.write_bytes(screenshot(path))
    command = "tracker " + " ".join(REPORT) + " page.html"
    found = {"command": command, "page": shown, "picture": digest(PAGE.read_bytes())}
    PROOF.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8", newline="\n")


def is_current_drawing(path: Path, drawn: str) -> bool:
    """Whether the picture of a terminal is the one that would be made now."""
    return path.exists() and path.read_text(encoding="utf-8") == drawn


def is_current_page(shown: str) -> bool:
    """Whether the picture of the page was made from the page as it is now, and is the one that was made then."""
    found = proof()
    return PAGE.exists() and found.get("page") == shown and found.get("picture") == digest(PAGE.read_bytes())


def check(drawn: tuple[str, str], shown: str) -> list[str]:
    """Return what is wrong with the pictures."""
    wrong: list[str] = []
    checks: list[tuple[Path, Callable[[], bool]]] = [
        (TABLE, lambda: is_current_drawing(TABLE, drawn[0])),
        (SCREEN, lambda: is_current_drawing(SCREEN, drawn[1])),
        (PAGE, lambda: is_current_page(shown)),
    ]
    for path, is_current in checks:
        name = path.relative_to(ROOT).as_posix()
        if not is_current():
            wrong.append(f"{name}: differs from what the program shows now; make it again with: make docs")
        elif path.stat().st_size > LARGEST:
            wrong.append(f"{name}: larger than {LARGEST} bytes")
    return wrong


def main() -> None:
    """Make the pictures, or check them."""
    parser = argparse.ArgumentParser(description="Make the pictures of the README.")
    parser.add_argument("--check", action="store_true", help="only check that they are current")
    is_check = parser.parse_args().check
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "page.html")
        drawn, shown = (table(), screen()), page(path)
        if not is_check:
            update(drawn, shown, path)
    sys.exit("\n".join(check(drawn, shown)) or 0)


if __name__ == "__main__":
    main()
