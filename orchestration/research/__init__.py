"""Questions of researchers to the rows of people, asked inside, answered in counts.

What belongs here: the database that holds the schema research and nothing else, running a question against it, the cell
rules over the answer, the outbox. What does not: what a research row holds (``models/marts/research``), the cell rules
themselves (``disclosure``), releases for everybody (``publication``).
"""
