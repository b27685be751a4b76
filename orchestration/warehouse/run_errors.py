"""Why nothing is explained: each reason a class with one line for the person at the terminal.

What belongs here: these classes. What does not: exit codes (``command``). A message shows no id that was not typed.
"""

from __future__ import annotations


class ExplanationError(RuntimeError):
    """Nothing was shown; the message is one line."""


class WrongQuestionError(ExplanationError):
    """What was typed names nobody, several people, or a remedy that is none."""


class RunUnderWayError(ExplanationError):
    """A run is at work on the warehouse: its tables are of two runs until it ends."""


class NoWarehouseError(ExplanationError):
    """There is no warehouse, it cannot be opened, or what it holds is no whole run."""
