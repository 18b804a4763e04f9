"""The immutable records that all parts share: targets, results and assessments.

They are named tuples because each start of the program creates them; a data class costs five times as much.
"""

from tracker.model.assessments import (
    Assessment,
    AssessmentSet,
    Register,
)
from tracker.model.indicators import (
    Baseline,
    Break,
    Exemption,
    Group,
    Indicator,
    Limits,
    Method,
    OfficialVerdict,
    Plan,
    Target,
    Term,
)
from tracker.model.rows import (
    Period,
    Result,
)
from tracker.model.words import (
    MEASURES,
    METHODS,
    QUALIFIERS,
    RESULT_STATUSES,
    STATUSES,
    BoundKind,
    Direction,
    Measure,
    Path,
    PlanVerdict,
    Qualifier,
    Reason,
    ResultStatus,
    Status,
    Text,
    Value,
)

__all__ = [
    "MEASURES",
    "METHODS",
    "QUALIFIERS",
    "RESULT_STATUSES",
    "STATUSES",
    "Assessment",
    "AssessmentSet",
    "Baseline",
    "BoundKind",
    "Break",
    "Direction",
    "Exemption",
    "Group",
    "Indicator",
    "Limits",
    "Measure",
    "Method",
    "OfficialVerdict",
    "Path",
    "Period",
    "Plan",
    "PlanVerdict",
    "Qualifier",
    "Reason",
    "Register",
    "Result",
    "ResultStatus",
    "Status",
    "Target",
    "Term",
    "Text",
    "Value",
]
