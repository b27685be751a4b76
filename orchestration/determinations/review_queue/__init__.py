"""Questions that wait for a person, written to files and read back with answers."""
