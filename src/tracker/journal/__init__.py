"""The journal, `results.csv`: an append-only CSV file, read as a stream and written under a lock."""
