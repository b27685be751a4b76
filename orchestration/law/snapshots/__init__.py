"""Snapshots of the law that lines were filed under, and determinations under them."""
