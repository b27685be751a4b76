"""Quality at a glance: one page of what the gates asked of each run, what failed, and what the data lacks.

What belongs here: reading ``quality`` tables and laying them out as one self-contained page. What does not: what is
expected (``expectations/``), what is counted (``expectations/measures.yml``), running a gate (``gates``).
"""
