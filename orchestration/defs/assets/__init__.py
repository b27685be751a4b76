"""Assets: the files and tables that a run makes, one module for each part."""
