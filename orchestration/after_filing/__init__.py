"""After a batch was filed: answers, what comes by order, and whether what was filed still holds and has landed.

What belongs here: files that come back, lists that go out, and the commands for both. What does not: the ledger's rules
(``ledger``), what is proposed and how a batch looks (``filing``), law (``models``).
"""
