"""The rule of an indicator, by which the figures of areas make that of the larger one."""

from tracker.model import Indicator
from tracker.model.scopes import RollUp
from tracker.rollup.extremes import MaxTally, MinTally
from tracker.rollup.means import MeanTally
from tracker.rollup.tallies import NoTally, SumTally, Tally


def get_rule(item: Indicator) -> RollUp:
    """Return the rule of an indicator; a milestone has none."""
    return "none" if item.measure == "milestone" else item.roll_up


def make_tally(rule: RollUp) -> Tally:
    """Return an empty tally of a rule."""
    return _TALLIES.get(rule, NoTally)()


_TALLIES: dict[RollUp, type[Tally]] = {"sum": SumTally, "min": MinTally, "max": MaxTally, "mean": MeanTally}
