"""The DuckDB warehouse: connections, locks, dbt, quality gates, run history. Knows nothing of law or deliveries."""
