"""Sheets: every figure of a release that has no page of its own stands on one, under its id.

What belongs here: which sheet a figure stands on, and what is said of it there. What does not: figures with a page of
their own (``site.figures``), how a sheet looks (``templates/sheet.html``).
"""
