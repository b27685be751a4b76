"""Manual inputs in CSV files: identity decisions, established facts, claims."""
