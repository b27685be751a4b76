"""Scenarios: a changed law over the same facts, built beside the current run."""
