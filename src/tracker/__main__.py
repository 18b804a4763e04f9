"""The process: `tracker` and `python -m tracker` begin and end here.

A third of a short run would be garbage collection and the shutdown of the interpreter. Both are skipped.
"""

import contextlib
import gc
import os
import signal
import sys

if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # an interrupt while modules load ends it quietly
    signal.signal(signal.SIGINT, lambda *_: os._exit(130))
gc.disable()


def run() -> None:
    """Run the command line and leave with its exit code; everything written has been flushed by then."""
    from tracker.cli.main import main  # not before the collector is off
    from tracker.journal.signals import get_exit_code, install_handlers

    if os.environ.get("_TRACKER_COMPLETE", "").endswith("_complete") and "COMP_WORDS" not in os.environ:
        os._exit(2)  # a shell that completes says what was typed
    install_handlers()
    try:
        code = main(sys.argv[1:])
        if code == 130:  # a signal has ended it
            code = get_exit_code()
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError):  # `main` has reported it
                stream.flush()
    except KeyboardInterrupt:
        code = get_exit_code()
    os._exit(code)


if __name__ == "__main__":
    run()
