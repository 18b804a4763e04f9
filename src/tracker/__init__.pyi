"""The types of the public names, which `__init__.py` imports when they are used."""

from tracker.api.assessments import Assessments
from tracker.api.folder import TrackerFolder
from tracker.api.opening import open
from tracker.api.record_options import RecordEffect, RecordOptions
from tracker.api.selection import StatusOptions
from tracker.assess.counts import StatusCounts
from tracker.assess.ranking import RankedArea, Ranking
from tracker.assess.review import ReviewItem
from tracker.errors import ExitCode, Location, Message, Problem, TrackerError
from tracker.i18n import Language
from tracker.model import Assessment, Baseline, Group, Indicator, Period, Plan, Result, Target, Term
from tracker.model.areas import Area, Dimension
from tracker.model.scopes import Scope

__version__: str

__all__ = [
    "Area",
    "Assessment",
    "Assessments",
    "Baseline",
    "Dimension",
    "ExitCode",
    "Group",
    "Indicator",
    "Language",
    "Location",
    "Message",
    "Period",
    "Plan",
    "Problem",
    "RankedArea",
    "Ranking",
    "RecordEffect",
    "RecordOptions",
    "Result",
    "ReviewItem",
    "Scope",
    "StatusCounts",
    "StatusOptions",
    "Target",
    "Term",
    "TrackerError",
    "TrackerFolder",
    "open",
]  # fmt: skip
