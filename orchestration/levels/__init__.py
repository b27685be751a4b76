"""Levels: how many records, and whose, stand where; counted from the run at hand and the ledger together, on demand.

What belongs here: the small table of the ledger's lines, the SQL that counts (``queries``), the catalogue that says
what each figure is (``catalogue.yml``), the parts it adds up from, disparity, gap, the law's reports, figures of
others. What does not: determinations (``models``), filing (``filing``), what may leave the building (``publication``).
Everything here is restricted: small numbers are not suppressed.
"""
