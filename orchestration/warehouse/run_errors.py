"""Errors for a question that cannot be answered from the warehouse, each with a one-line message.

A message contains no id that the user did not type. The CLI sets the exit codes.
"""

from __future__ import annotations


class ExplanationError(RuntimeError):
    """Nothing can be shown."""


class WrongQuestionError(ExplanationError):
    """The arguments name nobody, several people, or an unknown remedy."""


class RunUnderWayError(ExplanationError):
    """A run is active: the tables are of two runs until it ends."""


class NoWarehouseError(ExplanationError):
    """There is no warehouse, it cannot be opened, or it holds no complete run."""


class UnreadableWarehouseError(NoWarehouseError):
    """The file of the warehouse is damaged, or of another version: it must be moved away before a run."""
