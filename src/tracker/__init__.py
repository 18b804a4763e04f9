"""Plain-text indicator tracking: what was promised, what was achieved, and how far each promise has come."""
