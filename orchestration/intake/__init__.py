"""From delivered bytes to rows of text: every physical line is accepted or rejected with a reason.

What belongs here: finding deliveries, their county and cut date, reading them, receipts, which delivery is in force.
What does not: dates, levels, charges or anything else that interprets a value (``models/staging``), and any law.
"""
