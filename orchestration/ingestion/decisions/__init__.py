"""Files that people write: identity decisions, established facts, claims."""
