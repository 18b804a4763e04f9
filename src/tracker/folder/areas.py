"""Read the list of areas of a tracker folder."""

from collections.abc import Mapping

from tracker.errors import ProblemList
from tracker.folder.files import AREAS_FILE, Folder
from tracker.model.areas import Area
from tracker.targets.areas import read_areas


def load_areas(folder: Folder, problems: ProblemList) -> Mapping[str, Area]:
    """Return the areas of `folder` by id, in the order of the file, after adding every problem of it."""
    text = folder.read_text(AREAS_FILE, problems)
    if text is None:
        return {}
    areas, found = read_areas(text, folder.get_path(AREAS_FILE))
    problems.merge(found)
    return areas
