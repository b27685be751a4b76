"""From delivered files to registered rows."""
