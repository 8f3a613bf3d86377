"""What people do at the page, whatever draws it: ask, look up, judge, add, correct, remove. Every act is permitted."""
