"""Writing and reading files: atomic writes, CSV, XLSX, HTML, YAML, full disks. Knows nothing of what is in them."""
