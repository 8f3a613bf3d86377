"""Questions for a list, a count or a row, answered from the registers of the papers."""
