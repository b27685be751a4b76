"""The workbook in which a reviewer decides about lines: written, filled in, read back.

What belongs here: what of a line needs a human, the form of the workbook, and the decisions read from it. What does
not: what a decision does (``ledger.approve``), documents that leave the building (``submitted``).
"""
