"""What was decided about one person, and why."""
