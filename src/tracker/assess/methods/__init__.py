"""The rules of judging, a module each: `judge` gives its verdict, or None where it has no rule for the measure.

Where a method has no rule, the linear one speaks, and the assessment says so. A module is imported when its method
is used first. To add a method, add its module here and its name to `tracker.model.METHODS`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from tracker.assess.case import Case
from tracker.assess.verdict import Verdict
from tracker.model import METHODS, Method

if TYPE_CHECKING:
    from tracker.assess.steps import Working


class Rule(Protocol):
    """What the module of a method offers."""

    TITLE: str
    """What the method is called, in the words of its source; the views translate it."""

    def judge(self, case: Case, method: Method) -> Verdict | None:
        """Return the verdict, or None where the method has no rule for such a case."""

    def working(self, case: Case, verdict: Verdict, method: Method) -> "Working":
        """Return how `verdict`, which this method has given, came about."""


_rules: dict[str, Rule] = {}


def rule_of(name: str) -> Rule:
    """Return the rule of the method of that name, one of `METHODS`."""
    if name not in _rules:
        _rules[name] = cast(Rule, import_module(f"{__name__}.{name}"))
    return _rules[name]


def title_of(name: str) -> str:
    """Return what the method of that name is called; the views translate it."""
    return rule_of(name).TITLE


def judge(case: Case, method: Method) -> tuple[Verdict, str]:
    """Return the verdict on a case, and the name of the method that spoke."""
    if method.name != METHODS[0]:
        verdict = rule_of(method.name).judge(case, method)
        if verdict:
            return verdict, method.name
    spoken = rule_of(METHODS[0]).judge(case, method)
    assert spoken, "the linear method has a rule for every case"
    return spoken, METHODS[0]
