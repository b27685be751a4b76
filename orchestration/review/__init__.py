"""What people answer, claim and take back: questions of the review queue, and claims about a record.

What belongs here: files that leave for people and come back, and the kept files they become. What does not: which
question is worth asking (``marts.review_items``) and what follows from an answer (rules).
"""
