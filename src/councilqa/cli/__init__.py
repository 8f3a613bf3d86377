"""The command line: a command parses, calls the service once, prints."""
