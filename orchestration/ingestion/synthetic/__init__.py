"""Synthetic deliveries of invented people: a folder per state, with a generator or tables of the standard one."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from orchestration.ingestion.synthetic.hard import HardTables, load_hard

DAY = date(2026, 6, 1)
"""The day for which invented deliveries are run where the state's tables name no other."""

USUAL, HARD = "usual", "hard"
"""Names of rates: those of each generator, or also what real files have and the usual sample has not (``hard/``)."""

_FOLDER = Path(__file__).parent


def list_states() -> list[str]:
    """List the states whose deliveries can be invented."""
    own = {path.parent.name for path in _FOLDER.glob("[a-z][a-z]/generate.py")}
    return sorted(own | {path.parent.name for path in _FOLDER.glob("[a-z][a-z]/sample.yml")})


def load_generator(state: str) -> Any:
    """Load the generator of a state: a module or an object with ``write_sample``.

    Raises:
        LookupError: The state has none.
    """
    if state not in list_states():
        raise LookupError(f"expected a state with invented deliveries ({', '.join(list_states())}), found {state!r}")
    if (_FOLDER / state / "sample.yml").is_file():
        return import_module(f"{__name__}.standard.generate").StandardGenerator(state)
    return import_module(f"{__name__}.{state}.generate")


def read_day(state: str) -> date:
    """Read the day for which the state's invented deliveries are run."""
    if not (_FOLDER / state / "sample.yml").is_file():
        return DAY
    named: date | None = import_module(f"{__name__}.standard.tables").load_tables(state).as_of
    return named or DAY


def load_rates(name: str, state: str) -> HardTables | None:
    """Load rates by name for ``write_sample``; none for the usual ones.

    Raises:
        LookupError: Nothing has this name, or the state has no such rates.
    """
    if name not in (USUAL, HARD):
        raise LookupError(f"expected rates {USUAL} or {HARD}, found {name!r}")
    return load_hard(state) if name == HARD else None
