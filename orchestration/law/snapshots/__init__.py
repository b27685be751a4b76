"""Snapshots of the law that lines were filed under."""
