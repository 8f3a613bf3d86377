"""A paper on two pages, every line cited."""
