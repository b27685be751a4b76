"""The DuckDB warehouse and what runs on it. Knows no law and no deliveries."""
