"""Cited answers from council papers."""
