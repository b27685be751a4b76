"""Assets: the files and tables that a run makes, a module for each part of the way."""
