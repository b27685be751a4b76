"""The warehouse file and what is done to it from Python: connections, intake's tables, dbt in this process, hashes.

What belongs here: opening the DuckDB file one way, registering what a run is about, building stages with dbt, proving
two warehouses equal. What does not: SQL that derives facts or law (``models``), Dagster (``defs``).
"""
