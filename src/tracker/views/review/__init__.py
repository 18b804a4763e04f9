"""Showing what needs attention: `pages` decides what a person reads, one module writes each format."""
