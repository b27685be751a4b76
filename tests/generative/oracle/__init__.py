"""A second reading of Proposition 64 in plain Python, from ``proposition_64.md`` and the rule book.

What belongs here: facts of one invented person in, findings out, and the invention of people at the law's boundaries.
What does not: SQL, the warehouse, the law tables of the application (parameters and offense lists are handed in).
It was written before the SQL and without it; where the two differ, one of them has misread the page.
"""
