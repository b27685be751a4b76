"""Determinations of people: explanations, exports, the review queue, snapshots of runs."""
