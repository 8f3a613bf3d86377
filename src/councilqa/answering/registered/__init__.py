"""Questions for a list, a count, a total or a row, answered from the registers of the papers."""
