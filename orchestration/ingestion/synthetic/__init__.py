"""Synthetic deliveries of invented people: a folder for each state that has a generator of them."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import ModuleType


def list_states() -> list[str]:
    """List the states whose deliveries can be invented."""
    return sorted(path.parent.name for path in Path(__file__).parent.glob("*/generate.py"))


def load_generator(state: str) -> ModuleType:
    """Load the generator of a state: a module with ``write_sample``.

    Raises:
        LookupError: The state has none.
    """
    if state not in list_states():
        raise LookupError(f"expected a state with invented deliveries ({', '.join(list_states())}), found {state!r}")
    return import_module(f"{__name__}.{state}.generate")
