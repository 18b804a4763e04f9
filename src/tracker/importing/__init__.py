"""Sheets that others fill in become recordings: read, understood, compared with the journal, never guessed at."""
