"""What the office hands over: one content for every format, decided in `content`, drawn by a module a format."""
