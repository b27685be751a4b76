"""What if the law were another? A changed law over the same facts, beside the current run.

What belongs here: reading a scenario, laying it over the law tables, having the rules built again, comparing two. What
does not: SQL of the rules (``models``), how dbt builds (``warehouse``), Dagster (``defs``).
"""
