"""Showing one indicator whole: `sheet` decides what a person reads, one module writes each format."""
