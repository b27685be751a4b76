"""What may be published of a count, and what somebody could work out from what was published.

What belongs here: the cell rules, complementary suppression, and the attack by linear programming that has to fail.
What does not: which tables are published (``publication``), counting (``models/marts``), files. Pure: numbers in,
numbers out; nothing here knows what is counted.
"""
