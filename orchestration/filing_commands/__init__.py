"""The commands ``lookback file`` and ``lookback ledger``.

What belongs here: arguments, exit codes, what a person reads at the end. What does not: work (``filing``, ``ledger``).
None of it needs Dagster, dbt or Great Expectations. What is printed names counties, files, lines by hash, and nobody.
"""
