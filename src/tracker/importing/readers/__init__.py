"""Readers of sheets: one module a file format, and what they share."""
