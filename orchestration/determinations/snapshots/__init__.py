"""Runs kept for later comparisons: what each determined, and what was counted of it."""
