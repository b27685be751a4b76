"""Reading and writing files: atomic writes, CSV, XLSX, HTML, YAML, full disks. Knows nothing of their content."""
