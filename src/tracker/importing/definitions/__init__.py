"""The definitions of indicators in a table that an office has: what `tracker init --from` reads."""
