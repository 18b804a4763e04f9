"""The questions that `init --from` writes into `targets.toml` as comments: how they are written, and which are open."""

import re
from typing import Literal, NamedTuple, get_args

from tracker.targets.writer import format_comment

QuestionKey = Literal[
    "name", "years", "measure", "target", "plan", "baseline", "unit", "parent", "direction", "results"
]
"""What a question may begin with: a key, the `years` of the term, or the `results` of a column."""
NO_TARGET_LINE = "# target.at_least ="
"""The place for the target of an indicator to which the table gives none."""
UNREAD_TARGET_LINE = f"{NO_TARGET_LINE} ?"
"""The place for a target that the table gives and that was not understood."""

_MARKS = ("?", "？", "؟")
_QUESTION = re.compile(rf"\s*#\s*({'|'.join(get_args(QuestionKey))}): (.*\S)\s*")
_HEADER = re.compile(r"\s*\[\[?\s*([\w.-]+)\s*\]")
_ID = re.compile(r"""\s*id\s*=\s*["']([^"']*)["']""")


class OpenQuestion(NamedTuple):
    """A question that is still in the file, or the place for a target that was not understood.

    It is at a line, about a key of an indicator, which is empty for the whole table; `text` is empty for a target.
    """

    line: int
    indicator: str
    key: str
    text: str = ""

    @property
    def is_unread_target(self) -> bool:
        """Whether it is the place for a target that was not understood."""
        return not self.text


def format_question(key: QuestionKey, text: str) -> str:
    """Return a question about a key as a comment; a text that does not ask ends with (?)."""
    ending = "" if any(mark in text for mark in _MARKS) else " (?)"
    return format_comment(f"{key}: {text}{ending}")


def find_questions(text: str) -> tuple[OpenQuestion, ...]:
    """Return what is still open in the text of a `targets.toml`, in the order of the lines."""
    found, table, indicator = [], "", ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table, indicator = header[1], ""
        elif table == "indicator" and not indicator and (identity := _ID.match(line)):
            indicator = identity[1]
        elif line.strip() == UNREAD_TARGET_LINE:
            found.append(OpenQuestion(number, indicator, "target"))
        elif (question := _QUESTION.fullmatch(line)) and any(mark in line for mark in _MARKS):
            found.append(OpenQuestion(number, indicator, question[1], question[2]))
    return tuple(found)
