"""What the prosecutor of a county chose beyond the statute.

What belongs here: the policy file (read, check, write, put into words, made of Clear My Record's file). What does not:
applying a policy (rules), writing it into the warehouse (``warehouse``), and any engine: nothing here knows Dagster,
dbt or DuckDB.
"""
