"""File layouts: a folder of data per state, and its loader."""
