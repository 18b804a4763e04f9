"""Prints the lowest version that pyproject.toml allows of each library that is needed at run time, as pip takes them.

The extras are among them, the development tools are not: those are not what users have.
"""

import re
import sys
import tomllib
from pathlib import Path

project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
optional = project.get("optional-dependencies", {})
users = [several for extra, several in optional.items() if extra not in ("dev", "bench", "fuzz")]
asked = [*project["dependencies"], *(one for several in users for one in several)]
for requirement in asked:
    found = re.fullmatch(r"([A-Za-z0-9._-]+)(\[[a-z,]+\])?>=([0-9.]+)(,.*)?", requirement.replace(" ", ""))
    if not found:
        sys.exit(f"{requirement}: has no lowest version")
    print(f"{found[1]}=={found[3]}")
