"""Documents of a batch: what courts, departments, public defenders and people read, set by Typst from plain templates.

What belongs here: content in, PDF files out. What does not: which lines there are (``filing``, ``ledger``), commands.
"""
