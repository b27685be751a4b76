"""People who asked for relief themselves: their file, who they are on record, and what follows."""
