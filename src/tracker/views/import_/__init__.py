"""`tracker import`: the preview of results and of plans, and a module for the table."""
