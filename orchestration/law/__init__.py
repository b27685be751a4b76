"""The law as counsel meets it: every row with how sure it is, what waits for a signature, one page for reading.

What belongs here: reading the law tables (``models/rules/<state>/law``) and the register (``models/rules/packs.yml``)
for people. What does not: applying them (``models/rules``), and what a pack may be used for (``warehouse.packs``).
"""
