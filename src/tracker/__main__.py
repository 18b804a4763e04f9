"""The process: `tracker` and `python -m tracker` begin and end here.

A run lasts some hundredths of a second, of which a third would go into collecting garbage that is not there and
into taking apart, object by object, what the operating system takes back at once. So neither is done.
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
        with contextlib.suppress(OSError):  # told already, by `main`
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    run()
