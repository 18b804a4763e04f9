"""Recording: validate what a user typed, commit rows (the only writer), and what-if."""
