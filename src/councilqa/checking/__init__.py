"""Figures, dates and references that are checked against one another: in a table, in a paper, among papers."""
