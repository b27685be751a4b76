"""Why a determination came out as it did: one person's record, each remedy, each element, down to file and line.

What belongs here: finding the person somebody typed, reading the views of ``models/marts`` for that person, and showing
them as text, JSON or a page. What does not: any law, remedy or wording of a condition (``models``), who is who
(``int_person_links``), files for reviewers (``results``). It reads and never writes a warehouse, and knows no engine
but DuckDB.
"""
