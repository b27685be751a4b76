"""Synthetic statewide histories and the truth about them.

What belongs here: the generator and its invented vocabularies. It imports nothing from ``intake`` or ``models``, so
that tests hold the pipeline against what was put in rather than against itself. Every file it writes says it is
synthetic.
"""
