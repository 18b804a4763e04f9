"""Recording: validate what a person typed, commit rows (the only writer), and what-if."""
