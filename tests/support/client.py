"""A program of somebody else that uses the library: `make lint` reads it with mypy --strict, as an editor would."""

from decimal import Decimal

import tracker


def print_figures(path: str) -> int:
    """Print a league table and what else a folder says; return the number of areas with a rank."""
    folder: tracker.TrackerFolder = tracker.open(path, as_of="2027-01-20")
    term: tracker.Term = folder.term
    print(folder.path, term.first_year, folder.reporting_year, [item.message for item in folder.warnings])
    groups: tuple[tracker.Group, ...] = folder.groups
    dimensions: tuple[tracker.Dimension, ...] = folder.dimensions
    print(groups, dimensions, [indicator.id for indicator in folder.indicators])
    assessments: tracker.Assessments = folder.status(2026)
    paces: list[Decimal] = [item.pace for item in assessments if item.pace is not None]
    counts: tracker.StatusCounts = assessments.counts
    print(max(paces, default=None), counts.every, assessments.rows("en")[0]["indicator"])
    first: tracker.ReviewItem = folder.review(2026)[0]
    print(first.assessment.indicator.id, first.concerns)
    indicator: tracker.Indicator = folder.indicator("clean-water", area="p-song-cong")
    results: tuple[tracker.Result, ...] = folder.results(indicator, area="p-song-cong", history=True)
    print(indicator.target, [(row.period.year, row.value) for row in results])
    return print_ranking(folder)


def print_ranking(folder: tracker.TrackerFolder) -> int:
    """Print the areas by one indicator, the best first."""
    names = {area.id: tracker.Language("en").pick_text(area.name) for area in folder.areas("commune")}
    ranking: tracker.Ranking = folder.compare("clean-water", year=2026)
    for area in ranking.areas:
        print(area.rank, names[area.assessment.scope.area], area.figure)
    return ranking.ranked_count


def record_figure(folder: tracker.TrackerFolder) -> Decimal | bool | None:
    """Record a figure; return what the journal has now."""
    try:
        done: tracker.RecordEffect = folder.record(
            "clean-water", 2026, "92,5", area="p-song-cong", status="final", revise=True
        )
    except tracker.TrackerError as error:
        problem: tracker.Problem = error.problems[0]
        print(
            error.code is tracker.ExitCode.DATA,
            problem.location.file,
            tracker.Language("vi").format_message(problem.message),
        )
        return None
    folder.reload()
    folder.close()
    return done.result.value
