"""Showing a board of assessments: `rows` decides the columns once, one module writes each format."""
