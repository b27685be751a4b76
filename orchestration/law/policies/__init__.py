"""Policies of county prosecutors beyond the statute: a folder for each state in which counties have such a choice."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Protocol

EVERY_OTHER_COUNTY = "*"
"""County name in the rows of the default policy."""


class Choices(Protocol):
    """The choices of one county."""

    def describe(self) -> list[str]:
        """Describe the choices, one sentence each."""


class Policy(Protocol):
    """The choices of all counties: those named (upper case), and ``default`` for every other."""

    @property
    def default(self) -> Choices | None:
        """The choices of every county that is not named."""

    @property
    def counties(self) -> Mapping[str, Choices]:
        """The choices of the counties that are named."""

    @property
    def policy_id(self) -> str:
        """Hash of the rows: the same choices have the same id."""

    def rows(self) -> list[tuple[str, str, str]]:
        """Return the policy as (county, option, value), sorted."""


def load_policies(state: str) -> ModuleType:
    """Load what reads, writes and describes policies of a state's counties.

    Raises:
        LookupError: Counties of the state have no such choice.
    """
    if not (Path(__file__).parent / state / "__init__.py").is_file():
        raise LookupError(f"counties of {state or 'no state'} have no policies beyond the statute")
    return import_module(f"{__name__}.{state}")
