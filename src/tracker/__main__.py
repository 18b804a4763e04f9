"""Lets `python -m tracker` do what `tracker` does."""

from tracker.cli.main import main

main()
