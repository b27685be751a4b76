"""The files of a batch that is filed: what a court or the state repository loads, and the file answers come back in.

What belongs here: their columns and how they are written, all from lines that were frozen. What does not: which lines a
batch holds (``ledger.batch``), documents in words (``documents``), when it is done (``filing.submit``).
"""
