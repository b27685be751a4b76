"""Explanations of determinations: one person's record, each remedy, each element, down to file and line."""
