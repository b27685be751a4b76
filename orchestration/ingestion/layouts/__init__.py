"""File layouts: a folder of data per state, its loader, and the mapping of an extract to the standard layout."""
