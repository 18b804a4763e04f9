"""The command line: a file a command, each of which parses, loads, computes and renders."""
