"""Synthetic deliveries of invented people: a folder per state, with a generator or tables of the standard one."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

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
