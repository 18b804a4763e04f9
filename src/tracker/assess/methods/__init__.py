"""The methods of judging, one module each; a method without a rule for an input leaves it to the linear method.

A module is imported at the first use of its method. To add a method, add its module here and its name to
`tracker.model.METHODS`.
"""

from importlib import import_module
from typing import Protocol, cast

from tracker.assess.evaluation import EvaluationInput
from tracker.assess.verdict import Derivation, Verdict
from tracker.model import METHODS, Method


class AssessmentMethod(Protocol):
    """The interface of the module of a method."""

    TITLE: str
    """The title of the method in its source; the views translate it."""

    def judge(self, case: EvaluationInput, method: Method) -> Verdict | None:
        """Return the verdict, or None if the method has no rule for this input."""

    def derive(self, case: EvaluationInput, verdict: Verdict, method: Method) -> Derivation:
        """Return the calculation of a verdict of this method."""


_loaded_methods: dict[str, AssessmentMethod] = {}


def load_method(name: str) -> AssessmentMethod:
    """Return the module of the method `name`, one of `METHODS`."""
    if name not in _loaded_methods:
        _loaded_methods[name] = cast(AssessmentMethod, import_module(f"{__name__}.{name}"))
    return _loaded_methods[name]


def get_method_title(name: str) -> str:
    """Return the title of the method `name`; the views translate it."""
    return load_method(name).TITLE


def judge(case: EvaluationInput, method: Method) -> tuple[Verdict, str]:
    """Return the verdict, and the name of the method that gave it."""
    if method.name != METHODS[0]:
        verdict = load_method(method.name).judge(case, method)
        if verdict:
            return verdict, method.name
    verdict = load_method(METHODS[0]).judge(case, method)
    assert verdict, "the linear method has a rule for every input"
    return verdict, METHODS[0]
