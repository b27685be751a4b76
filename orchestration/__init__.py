"""The one Python application of Lookback.

Dagster is wired in ``defs/`` and ``definitions.py`` only. The pure packages beside it (``intake``, ``filing``,
``impact``, ``sample``) know nothing of Dagster, dbt or Great Expectations.
"""
