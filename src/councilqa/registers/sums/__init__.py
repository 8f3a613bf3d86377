"""How sums of money are read: their kind, period, council, and the tables and sentences they stand in."""
