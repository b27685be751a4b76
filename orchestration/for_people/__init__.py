"""Documents that one person, or their lawyer, asks for: a petition prepared, a notice in plain words.

What belongs here: the commands and what they read from warehouse and ledger. What does not: how a document is set
(``filing.documents``). Nothing here is ever mailed.
"""
