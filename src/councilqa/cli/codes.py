"""Exit codes, the same for every command."""

DONE = 0
"""Done; a question was answered, wholly or in part."""
FAILED = 1
"""Something failed: a file could not be read or needs OCR, a line of a batch failed, `doctor` found a fault."""
USAGE = 2
"""A wrong option, setting or manifest, or a paper, page, paragraph or user that is not there."""
NOT_FOUND = 3
"""The papers do not answer the question."""
INTERRUPTED = 130
"""Stopped with Ctrl-C."""
