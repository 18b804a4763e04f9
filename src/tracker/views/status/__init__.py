"""`tracker status`: content first, then one module a format."""
