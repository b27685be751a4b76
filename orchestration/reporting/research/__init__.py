"""Research questions: run on restricted data, answered with counts after disclosure control."""
