"""The page that readers and editors use in a browser."""
