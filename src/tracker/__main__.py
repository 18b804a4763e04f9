"""The process: `tracker` and `python -m tracker` begin and end here.

A third of a short run would be garbage collection and the shutdown of the interpreter. Both are skipped.
"""

import contextlib
import gc
import os
import sys

gc.disable()


def run() -> None:
    """Run the command line and leave with its exit code; everything written has been flushed by then."""
    from tracker.cli.main import main  # not before the collector is off

    code = main(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError):  # `main` has reported it
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    run()
