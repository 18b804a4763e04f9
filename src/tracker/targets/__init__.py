"""`targets.toml`: its text becomes a term, groups and indicators, and a list of every problem in it."""
