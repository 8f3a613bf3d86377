"""Partnerships side by side, and those that papers name as examples."""
