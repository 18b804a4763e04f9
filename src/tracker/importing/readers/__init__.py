"""Readers of sheets: one module a file format, and shared parts."""
