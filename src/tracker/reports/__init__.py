"""Reports: one content for every format, built in `content`, and one module or package a format."""
