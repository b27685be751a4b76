"""Numbered releases: published tables, their registry, verification and errata."""
