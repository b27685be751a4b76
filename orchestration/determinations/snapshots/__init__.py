"""Snapshots of runs for later comparisons: determinations, and counts of them."""
