"""`targets.toml`: read into a term, groups and indicators, with a list of every problem in it."""
