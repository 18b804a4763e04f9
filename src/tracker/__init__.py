"""Plain-text indicator tracking: targets in TOML, results in an append-only CSV file, progress with its calculation."""

__version__ = "0.1.0"
