"""A run in shards of people: dbt's compiled SQL in DuckDB in memory, shard by shard, written as Parquet (ADR 0012)."""
