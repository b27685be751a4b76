"""The ledger: what was proposed, approved, filed and answered, once and for ever.

What belongs here: the SQLite file of events, the chain over them, the life of a line, frozen evidence, and the proof
that all agree. What does not: which lines there are (rules, ``filing``), documents (``filing``), commands (``cli``).
"""
