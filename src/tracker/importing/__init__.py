"""From a sheet that others filled in to recordings: read it, interpret it, compare it with the journal."""
