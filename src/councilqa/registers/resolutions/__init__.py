"""How recommendations and decisions are read: what announces them, how their lists run, what they say."""
