"""What courts receive: county batches of proposed relief.

What belongs here: the form of a batch, writing it so that it is whole or absent. What does not: who is eligible
(``models``), what was filed before (the ledger, to come).
"""
