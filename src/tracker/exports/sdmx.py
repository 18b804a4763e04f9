"""SDMX-CSV 2.0 (`data.csv`) with the SDMX-ML 3.0 message of its structures (`structure.xml`)."""

from __future__ import annotations

from tracker.exports.content import ExportContent
from tracker.exports.sdmx_data import list_observations
from tracker.exports.sdmx_model import build_model
from tracker.exports.sdmx_structure import format_structure
from tracker.views.csv import to_csv

DATA_FILE = "data.csv"
STRUCTURE_FILE = "structure.xml"


def build_files(content: ExportContent, agency: str) -> dict[str, bytes]:
    """Return the files of the export by their names; `agency` maintains the structures."""
    model = build_model(content, agency)
    observations = list_observations(content, model)
    names = ["STRUCTURE", "STRUCTURE_ID", "ACTION", *(component.id for component in model.components)]
    head = ("dataflow", model.dataflow, "I")
    data = to_csv(names, ((*head, *(row[name] for name in names[3:])) for row in observations))
    return {STRUCTURE_FILE: format_structure(model, content), DATA_FILE: data.encode()}
