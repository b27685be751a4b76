"""The gates between the stages: suites of ``expectations/`` run by Great Expectations inside the warehouse.

What belongs here: the dialect that lets Great Expectations speak to DuckDB, reading suites, running one gate, keeping
aggregate results. What does not: the suites themselves (``expectations/``), tests of keys and contracts (dbt), Dagster.
"""
