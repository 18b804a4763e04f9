"""Writes what is published of a tracker folder as files of a standard: a Data Package, or SDMX-CSV.

Nothing here reads a file or a clock: the bytes depend only on the content, and not on the day or the program's version.
"""
