"""`tracker import`: the preview, content first, then a module for the table."""
