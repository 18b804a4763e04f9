"""`tracker import`: the preview, content first, then one module a format."""
