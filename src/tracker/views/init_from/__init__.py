"""What `tracker init --from` makes of a table: the preview, and the text of `targets.toml`."""
