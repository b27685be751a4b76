"""What the law reaches, in figures people can read.

What belongs here: summaries and, later, publication of aggregates. What does not: computing them (``models/marts``).
"""
