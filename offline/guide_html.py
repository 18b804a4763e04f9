"""The guide as one page that opens with a double click and needs no network, made from its pages in Markdown."""

import html
import re
from pathlib import Path
from urllib.parse import unquote

from markdown_it import MarkdownIt

ROOT = Path(__file__).parent.parent
FOLDERS = {"vi": ROOT / "docs" / "vi", "en": ROOT / "docs" / "guide"}
STYLE = """
body { font: 1.05rem/1.55 "Segoe UI", "Noto Sans", sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; }
h1 { margin-top: 4rem; }
pre, code { font-family: Consolas, "DejaVu Sans Mono", monospace; font-size: .85rem; }
pre { background: #f3f3f3; padding: .8rem; overflow-x: auto; line-height: 1.35; }
table { border-collapse: collapse; }
th, td { border: 1px solid #888; padding: .3rem .6rem; text-align: left; vertical-align: top; }
"""


def page(language: str) -> str:
    """Return the whole guide in a language as one HTML page; a link to another of its pages leads to a place in it."""
    pages = [FOLDERS[language] / "README.md", *sorted(FOLDERS[language].glob("[0-9]*.md"))]
    bodies = [f'<section id="{path.stem}">\n{_body(path)}</section>' for path in pages]
    title = re.search(r"^# (.+)$", pages[0].read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert title, "the guide has no title"
    head = f'<meta charset="utf-8">\n<title>{html.escape(title[1])}</title>\n<style>{STYLE}</style>'
    whole = f"<head>\n{head}\n</head>\n<body>\n{''.join(bodies)}</body>"
    return f'<!doctype html>\n<html lang="{language}">\n{whole}\n</html>\n'


def _body(path: Path) -> str:
    """Return one page as HTML; what leads out of the guide into other documents keeps its words and loses its link."""
    text = re.sub(r"<!-- .*? -->\n?", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    made = MarkdownIt("commonmark").enable("table").render(text)
    made = re.sub(r"<h2>(.*?)</h2>", lambda found: f'<h2 id="{_anchor(found[1])}">{found[1]}</h2>', made)
    return re.sub(r'<a href="([^"]*)">(.*?)</a>', _link, made, flags=re.DOTALL)


def _link(found: re.Match[str]) -> str:
    """Return a link as it is on the one page: to a heading, to a page that is now a section, or to the outside."""
    target, words = unquote(found[1]), found[2]
    page, _, heading = target.partition("#")
    if target.startswith("https:"):
        return found[0]
    if page and not re.fullmatch(r"([0-9][\w-]*|README)\.md", page):
        return words
    return f'<a href="#{heading or page.removesuffix(".md")}">{words}</a>'


def _anchor(heading: str) -> str:
    """Return what a heading is called in links, as GitHub calls it."""
    return re.sub(r"[^\w\- ]", "", html.unescape(heading).lower()).replace(" ", "-")
