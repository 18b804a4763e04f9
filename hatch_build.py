"""Compiles the message catalogs (.po to .mo) whenever the package is built or installed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogs(root: Path) -> list[Path]:
    """Write a .mo beside every .po below `root`; return the files written."""
    written = []
    for po in sorted(root.glob("src/tracker/locale/*/LC_MESSAGES/*.po")):
        with po.open("rb") as source:
            catalog = read_po(source)
        _drop_untranslated(catalog)
        target = po.with_suffix(".mo")
        with target.open("wb") as out:
            write_mo(out, catalog)
        written.append(target)
    return written


def _drop_untranslated(catalog: Catalog) -> None:
    """Remove the texts with a plural that have no translation: the program then chooses the English form by number.

    Babel would write English into the forms of the language. One that has a single form would get the singular for
    every number.
    """
    for message in [message for message in catalog if message.pluralizable and not any(message.string or ())]:
        catalog.delete(message.id, message.context)


class CatalogHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs before the files of a wheel, an editable install or an sdist are collected."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the catalogs into the source tree, from where the wheel takes them."""
        compile_catalogs(Path(self.root))
