"""The page of gate results."""
