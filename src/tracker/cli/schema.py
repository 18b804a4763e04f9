"""`tracker schema`: the JSON Schema of a file that people write."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

import click

from tracker.cli import output
from tracker.cli.options import command, lang_option, option, replace_option
from tracker.cli.output_files import write_rendered
from tracker.cli.session import check_output
from tracker.errors import ExitCode, make_error, msg
from tracker.i18n import N_, Language, detect_language, set_language
from tracker.views import OutputStyle
from tracker.views.schema import render_schema
from tracker.views.schema.values import JsonSchema


def _make_targets_schema() -> JsonSchema:
    from tracker.views.schema.targets import make_schema

    return make_schema()


def _make_report_schema() -> JsonSchema:
    from tracker.reports.config_schema import make_schema

    return make_schema()


SCHEMAS: dict[str, Callable[[], JsonSchema]] = {"targets": _make_targets_schema, "report": _make_report_schema}
"""What makes the schema of each file, by its name without the extension."""


@command(
    "schema",
    short=N_("Print the JSON Schema of targets.toml or report.toml."),
    text=N_(
        "Print the JSON Schema (2020-12) of targets.toml, or with report of report.toml: every key with its "
        "description. Editors complete and check with it; a first line #:schema names its file."
    ),
    examples=N_("""Examples:
  tracker schema
  tracker schema report
  tracker schema targets -o data/.schema/targets.json"""),
)
@click.argument("file", type=click.Choice(tuple(SCHEMAS)), default="targets", required=False)
@option("-o", "--output", "path", metavar="FILE", help=N_("Write to FILE."))
@replace_option
@lang_option
def schema(file: str, path: str | None, yes: bool, lang: str | None) -> None:
    """Print the schema of a file."""
    language = set_language(lang or detect_language(os.environ))
    target = None if path == output.STDOUT else path
    if path is not None and (not path or os.path.isdir(path)):
        raise make_error(msg("-o needs the name of a file"), msg("write -o targets.schema.json"), ExitCode.USAGE)
    check_output(target, None)
    style = OutputStyle("json", path=target, may_replace=yes)
    write_rendered(make_schema_text(file, language), style, language)


def make_schema_text(name: str, language: Language) -> str:
    """Return the schema of a file, by its name without the extension."""
    return render_schema(f"{name}.toml", SCHEMAS[name](), language)


def add_schemas(files: Mapping[str, bytes], language: Language) -> dict[str, bytes]:
    """Return the files of a new tracker folder with the schemas, which the first lines of the others name."""
    added = dict(files)
    for name in SCHEMAS:
        file, line = f"{name}.toml", f"#:schema .schema/{name}.json\n".encode()
        if file in files:
            added[file] = files[file] if files[file].startswith(b"#:schema ") else line + files[file]
            added[get_schema_path(name)] = make_schema_text(name, language).encode()
    return added


def get_schema_path(name: str) -> str:
    """Return where in a tracker folder the first line of the file finds its schema."""
    return os.path.join(".schema", f"{name}.json")
