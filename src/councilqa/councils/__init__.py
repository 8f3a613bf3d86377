"""The one recogniser of UK councils and joint bodies."""
