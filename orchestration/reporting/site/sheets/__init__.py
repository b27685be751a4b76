"""Sheets: every figure of a release that has no page of its own, under its id."""
