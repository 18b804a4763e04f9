"""Checks of what `init --from` left open: its questions, and the targets that it did not understand."""

from collections.abc import Iterator

from tracker.checks.base import CheckInput
from tracker.errors import Location, Problem, msg
from tracker.targets.questions import OpenQuestion


def check_open_questions(data: CheckInput) -> Iterator[Problem]:
    """Find questions that are still in the file of the targets."""
    hint = msg("correct the line below it if it is wrong, then delete the question")
    for question in data.questions:
        if not question.is_unread_target:
            message = msg("open question: {text}", text=question.text)
            yield Problem(_locate(data, question), message, hint)


def check_unread_targets(data: CheckInput) -> Iterator[Problem]:
    """Find targets that the table gives, and the indicator still does not have."""
    without = {indicator.id for indicator in data.register.indicators if indicator.target is None}
    for question in data.questions:
        if question.is_unread_target and question.indicator in without:
            message = msg("the table gives a target that was not understood, so the indicator has none")
            hint = msg("write it in this line, for example target.at_least = 250, or delete the line")
            yield Problem(_locate(data, question), message, hint)


def _locate(data: CheckInput, question: OpenQuestion) -> Location:
    return Location(data.targets_file, question.line, question.indicator, question.key)
