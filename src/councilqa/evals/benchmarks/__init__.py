"""What asking and ingesting cost, and how the cost grows with the papers."""
