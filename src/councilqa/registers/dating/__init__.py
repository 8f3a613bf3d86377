"""How dates are read, and the tables and sentences that say what happens when."""
