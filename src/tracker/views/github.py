"""The findings of `tracker check` as workflow commands of GitHub Actions, which show them beside the lines of files.

Special characters are escaped as GitHub's own toolkit does it (`command.ts` of `@actions/core`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence

from tracker.checks import Finding, Level
from tracker.i18n import N_, Language
from tracker.text import sanitize_text

_COMMANDS: dict[Level, str] = {"error": "error", "warning": "warning", "note": "notice"}


def find_repository(folder: str, environment: Mapping[str, str]) -> str:
    """Return the folder to which GitHub's paths are relative: the repository of `folder`, else the workspace.

    Without both it is the working directory.
    """
    here = os.path.realpath(folder)
    while not os.path.exists(os.path.join(here, ".git")):
        above = os.path.dirname(here)
        if above == here:
            return os.path.realpath(environment.get("GITHUB_WORKSPACE") or ".")
        here = above
    return here


def make_relative(repository: str) -> Callable[[str], str]:
    """Return what gives the path of a file within the repository, with slashes; a path outside stays absolute."""

    def get_relative_path(path: str) -> str:
        found = os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))
        if found.startswith(os.path.join(repository, "")):
            found = os.path.relpath(found, repository)
        return found.replace(os.sep, "/")

    return get_relative_path


def render(findings: Sequence[Finding], language: Language, get_path: Callable[[str], str]) -> str:
    """Return a workflow command a finding: an error, a warning or a notice with file, line and title."""
    return "".join(_format_command(finding, language, get_path) for finding in findings)


def _format_command(finding: Finding, language: Language, get_path: Callable[[str], str]) -> str:
    location, message, hint = finding.problem
    properties = {
        "file": get_path(location.file) if location.file else "",
        "line": str(location.line or ""),
        "title": f"tracker check: {finding.check}",
    }
    names = [name for name in (location.indicator, location.key) if name]
    lines = [": ".join([*names, language.format_message(message)])]
    if hint:
        lines.append(f"{language.translate(N_('Hint'))}: {language.format_message(hint)}")
    text = _escape("\n".join(map(sanitize_text, lines)))
    listed = ",".join(f"{name}={_escape_property(value)}" for name, value in properties.items() if value)
    return f"::{_COMMANDS[finding.level]} {listed}::{text}\n"


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
