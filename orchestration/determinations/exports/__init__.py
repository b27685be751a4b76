"""Restricted files for reviewers: determinations per county, and delivered files annotated with determinations."""
