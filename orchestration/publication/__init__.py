"""Numbered releases for everybody outside: aggregates alone, after the cell rules, kept for good.

What belongs here: which tables are published and by what, the files of a release, what is said of it later (withdrawn,
wrong). What does not: counting (``models/marts``), the cell rules and the attack (``disclosure``). No row of a person,
no name, no number: what this package writes may stand on a web server.
"""
