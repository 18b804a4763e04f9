"""The rules of judging, a module each: `judge` gives its verdict, or None where it has no rule for the measure.

Where a method has no rule, the linear one speaks, and the assessment says so. A module is imported when its method
is used first. To add a method, add its module here and its name to `tracker.model.METHODS`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from tracker.assess.evaluation import EvaluationInput
from tracker.assess.verdict import Verdict
from tracker.model import METHODS, Method

if TYPE_CHECKING:
    from tracker.assess.steps import Derivation


class AssessmentMethod(Protocol):
    """What the module of a method offers."""

    TITLE: str
    """What the method is called, in the words of its source; the views translate it."""

    def judge(self, case: EvaluationInput, method: Method) -> Verdict | None:
        """Return the verdict, or None where the method has no rule for such a case."""

    def derive(self, case: EvaluationInput, verdict: Verdict, method: Method) -> "Derivation":
        """Return how `verdict`, which this method has given, came about."""


_loaded_methods: dict[str, AssessmentMethod] = {}


def load_method(name: str) -> AssessmentMethod:
    """Return the rule of the method of that name, one of `METHODS`."""
    if name not in _loaded_methods:
        _loaded_methods[name] = cast(AssessmentMethod, import_module(f"{__name__}.{name}"))
    return _loaded_methods[name]


def get_method_title(name: str) -> str:
    """Return what the method of that name is called; the views translate it."""
    return load_method(name).TITLE


def judge(case: EvaluationInput, method: Method) -> tuple[Verdict, str]:
    """Return the verdict on a case, and the name of the method that spoke."""
    if method.name != METHODS[0]:
        verdict = load_method(method.name).judge(case, method)
        if verdict:
            return verdict, method.name
    spoken = load_method(METHODS[0]).judge(case, method)
    assert spoken, "the linear method has a rule for every case"
    return spoken, METHODS[0]
