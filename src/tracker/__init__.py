"""Plain-text indicator tracking: targets in TOML, results in an append-only CSV file, progress with its calculation.

`tracker.open("data")` gives a program what the commands show; `docs/library.md` explains it. Each name is imported when
it is used, because every start of the command line loads this module; `__init__.pyi` has their types.
"""

__version__ = "0.1.0"

_MODULES = {
    "tracker.assess.counts": "StatusCounts",
    "tracker.assess.ranking": "RankedArea Ranking",
    "tracker.assess.review": "ReviewItem",
    "tracker.errors": "ExitCode Location Message Problem TrackerError",
    "tracker.i18n": "Language",
    "tracker.api.assessments": "Assessments",
    "tracker.api.folder": "TrackerFolder",
    "tracker.api.opening": "open",
    "tracker.api.record_options": "RecordOptions RecordEffect",
    "tracker.api.selection": "StatusOptions",
    "tracker.model": "Assessment Baseline Group Indicator Period Plan Result Target Term",
    "tracker.model.areas": "Area Dimension",
    "tracker.model.scopes": "Scope",
}

__all__ = [name for names in _MODULES.values() for name in names.split()]


def __getattr__(name: str) -> object:
    """Return a public name; raises AttributeError if it is none."""
    for module, names in _MODULES.items():
        if name in names.split():
            from importlib import import_module

            value = globals()[name] = getattr(import_module(module), name)
            return value
    raise AttributeError(f"module 'tracker' has no attribute {name!r}")


def __dir__() -> list[str]:
    """Return the public names."""
    return [*__all__, "__version__"]
